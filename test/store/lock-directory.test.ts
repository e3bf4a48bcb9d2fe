// Where a user's locks lie: by the environment alone, so that no test comes near the real home.

import { chmodSync, mkdirSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ensureUserLocks, userLocksPath } from '../../src/store/lock-directory.ts';
import { temporaryDirectory } from './temporary.ts';

describe('the path', () => {
  test.each<[string, NodeJS.Platform, Readonly<Record<string, string>>, string | undefined]>([
    ['XDG_STATE_HOME', 'linux', { XDG_STATE_HOME: '/state', HOME: '/home/a' }, '/state/rollcall/locks'],
    ['the default of XDG', 'linux', { HOME: '/home/a' }, '/home/a/.local/state/rollcall/locks'],
    [
      'a relative XDG_STATE_HOME',
      'linux',
      { XDG_STATE_HOME: 'x', HOME: '/home/a' },
      '/home/a/.local/state/rollcall/locks',
    ],
    [
      'an empty XDG_STATE_HOME',
      'freebsd',
      { XDG_STATE_HOME: '', HOME: '/home/a' },
      '/home/a/.local/state/rollcall/locks',
    ],
    [
      'macOS',
      'darwin',
      { XDG_STATE_HOME: '/s', HOME: '/Users/a' },
      '/Users/a/Library/Application Support/rollcall/locks',
    ],
    ['Windows', 'win32', { LOCALAPPDATA: 'C:\\Users\\a\\Local' }, 'C:\\Users\\a\\Local\\rollcall\\locks'],
    ['no home', 'linux', {}, undefined],
    ['a relative home', 'linux', { HOME: '.' }, undefined],
    ['no LOCALAPPDATA', 'win32', { HOME: '/home/a' }, undefined],
  ])('is that of %s', (_, platform, environment, path) => {
    expect(userLocksPath(environment, platform)).toBe(path);
  });
});

describe('the directory', () => {
  test('is created for its owner alone, and made so if it exists', async () => {
    const HOME = temporaryDirectory();
    const path = join(HOME, '.local/state/rollcall/locks');
    for (const wasThere of [false, true]) {
      if (wasThere) for (const directory of [join(path, '..'), path]) chmodSync(directory, 0o777);
      expect(await ensureUserLocks({ HOME }, 'linux')).toEqual({ ok: true, path });
      for (const directory of [join(path, '..'), path]) expect(statSync(directory).mode & 0o777).toBe(0o700);
    }
  });

  test('may lie in a state directory that is a link', async () => {
    const [state, home] = [temporaryDirectory(), temporaryDirectory()];
    symlinkSync(state, join(home, 'state'));
    const XDG_STATE_HOME = join(home, 'state');
    expect(await ensureUserLocks({ XDG_STATE_HOME }, 'linux')).toMatchObject({ ok: true });
    expect(readdirSync(join(state, 'rollcall'))).toEqual(['locks']);
  });

  test.each(['rollcall', 'rollcall/locks'])('is not used where %s is a link', async (link) => {
    const [elsewhere, state] = [temporaryDirectory(), temporaryDirectory()];
    if (link !== 'rollcall') mkdirSync(join(state, 'rollcall'));
    symlinkSync(elsewhere, join(state, link));
    const reason = `cannot use ${join(state, link)}: it is a link, not a directory`;
    expect(await ensureUserLocks({ XDG_STATE_HOME: state }, 'linux')).toEqual({ ok: false, reason });
    expect(readdirSync(elsewhere)).toEqual([]);
  });

  test('is not used where a file is in its place, and the home is never created', async () => {
    const HOME = temporaryDirectory();
    writeFileSync(join(HOME, '.local'), '');
    expect(await ensureUserLocks({ HOME }, 'linux')).toMatchObject({
      ok: false,
      reason: expect.stringMatching(/^cannot open /),
    });
    const missing = join(HOME, 'nobody');
    expect(await ensureUserLocks({ HOME: missing }, 'linux')).toMatchObject({ ok: false });
    expect(readdirSync(HOME)).toEqual(['.local']);
  });

  test('is not used without a home', async () => {
    expect(await ensureUserLocks({}, 'linux')).toEqual({ ok: false, reason: 'HOME names no directory' });
  });
});
