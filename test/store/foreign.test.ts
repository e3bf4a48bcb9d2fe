import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, renameSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ensureStore } from '../../src/store/directory.ts';
import { findForeign, type Surroundings, surroundings, whyForeign } from '../../src/store/foreign.ts';
import { temporaryDirectory } from './temporary.ts';

const isWindows = process.platform === 'win32';

async function aStore(around: Surroundings = surroundings()): Promise<string> {
  const store = await ensureStore(temporaryDirectory(), around);
  mkdirSync(join(store, 'plans'), { mode: 0o700 });
  writeFileSync(join(store, 'plans/a.json'), '{}', { mode: 0o600 });
  return store;
}

describe.skipIf(isWindows)('where files have modes', () => {
  test('what this user wrote is not foreign, even if others may read it', async () => {
    const store = await aStore();
    chmodSync(join(store, 'plans/a.json'), 0o644);
    chmodSync(join(store, 'plans'), 0o755);
    expect(await findForeign(store)).toBeUndefined();
  });

  test('a store that does not exist is not foreign', async () => {
    expect(await findForeign(join(temporaryDirectory(), '.rollcall'))).toBeUndefined();
  });

  test.each([0o620, 0o602])('a file of mode %o is foreign, because others can write it', async (mode) => {
    const store = await aStore();
    const path = join(store, 'plans/a.json');
    chmodSync(path, mode);
    expect(await findForeign(store)).toEqual({ path, why: 'others-can-write' });
  });

  test('a directory that others can write is foreign', async () => {
    const store = await aStore();
    chmodSync(join(store, 'plans'), 0o770);
    expect(await findForeign(store)).toEqual({ path: join(store, 'plans'), why: 'others-can-write' });
  });

  test('what belongs to another user is foreign', async () => {
    const store = await aStore();
    const around = { ...surroundings(), user: (process.geteuid?.() ?? 0) + 1 };
    expect(await findForeign(store, around)).toEqual({ path: store, why: 'other-owner' });
  });

  test('links and pipes are foreign, and nothing is read from a pipe', async () => {
    const store = await aStore();
    symlinkSync('/etc/passwd', join(store, 'plans/b.json'));
    expect(await findForeign(store)).toEqual({ path: join(store, 'plans/b.json'), why: 'link' });
    unlinkSync(join(store, 'plans/b.json'));
    execFileSync('mkfifo', [join(store, 'plans/c.json')]);
    expect(await findForeign(store)).toEqual({ path: join(store, 'plans/c.json'), why: 'special' });
    expect(await whyForeign(join(store, 'plans/c.json'))).toBe('special');
  });

  test('a store that is a link is foreign', async () => {
    const elsewhere = await aStore();
    const link = join(temporaryDirectory(), '.rollcall');
    symlinkSync(elsewhere, link);
    expect(await findForeign(link)).toEqual({ path: link, why: 'link' });
  });

  test('no voucher excuses a foreign file where modes mean something', async () => {
    const around = { ...surroundings(), environment: { XDG_STATE_HOME: temporaryDirectory() } };
    const store = await aStore(around);
    chmodSync(join(store, 'plans/a.json'), 0o666);
    expect(await findForeign(store, around)).toMatchObject({ why: 'others-can-write' });
  });
});

describe('where modes mean nothing', () => {
  function windows(state = temporaryDirectory()): Surroundings {
    // The paths of this machine, with the rules of the other.
    return { ...surroundings(), platform: 'win32', environment: { LOCALAPPDATA: state.replace(/^\//, 'C:\\..\\') } };
  }

  /** As on a disk that ignores modes: every file looks as if all users could write it. */
  function withoutModes(state = temporaryDirectory()): Surroundings {
    return { ...surroundings(), environment: { XDG_STATE_HOME: state }, platform: 'linux', forbidden: 0o700 };
  }

  test('a directory that a checkout brought is foreign on Windows', async () => {
    const store = join(temporaryDirectory(), '.rollcall');
    mkdirSync(store);
    expect(await findForeign(store, windows())).toEqual({ path: store, why: 'unvouched' });
  });

  test.skipIf(isWindows)('a directory that rollcall created is vouched for', async () => {
    const around = withoutModes();
    expect(await findForeign(await aStore(around), around)).toBeUndefined();
  });

  test.skipIf(isWindows)('a directory that existed before is never vouched for', async () => {
    const around = withoutModes();
    const parent = temporaryDirectory();
    mkdirSync(join(parent, '.rollcall'));
    const store = await ensureStore(parent, around);
    expect(await findForeign(store, around)).toEqual({ path: store, why: 'others-can-write' });
  });

  test.skipIf(isWindows)('a directory stays vouched for when it moves, and a copy is foreign', async () => {
    const around = withoutModes();
    const store = await aStore(around);
    const moved = join(temporaryDirectory(), '.rollcall');
    renameSync(store, moved);
    expect(await findForeign(moved, around)).toBeUndefined();
    const copy = join(temporaryDirectory(), '.rollcall');
    cpSync(moved, copy, { recursive: true });
    expect(await findForeign(copy, around)).toMatchObject({ path: copy });
  });

  test.skipIf(isWindows)('the voucher of another user, or a guessed one, is worth nothing', async () => {
    const around = withoutModes();
    const store = await aStore(around);
    expect(await findForeign(store, withoutModes())).toMatchObject({ path: store });
    writeFileSync(join(store, 'voucher'), `${'0'.repeat(64)}\n`);
    expect(await findForeign(store, around)).toMatchObject({ path: store });
    rmSync(join(store, 'voucher'));
    expect(await findForeign(store, around)).toMatchObject({ path: store });
  });

  test.skipIf(isWindows)('a voucher excuses neither links nor another owner', async () => {
    const around = withoutModes();
    const store = await aStore(around);
    symlinkSync('/etc/passwd', join(store, 'plans/b.json'));
    expect(await findForeign(store, around)).toMatchObject({ why: 'link' });
  });
});
