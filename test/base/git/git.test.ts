// How git is started: its path, environment and settings.

import { chmodSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { devNull } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { gitEnvironment, gitProgram, settingVariables } from '../../../src/base/git/environment.ts';
import { COMMANDS, type GitCommand, overrideFor, settingsFor } from '../../../src/base/git/settings.ts';
import { askGit, type GitCall, gitText } from '../../../src/base/git.ts';
import { type Probe, probeGit } from '../../helpers/probe.ts';
import { aRepository, commit, git, repositoryIn, temporaryDirectory } from '../../helpers/repository.ts';
import { setTraps } from '../../helpers/traps.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

function probed(): Probe {
  const probe = probeGit();
  vi.stubEnv('PATH', probe.path);
  return probe;
}

describe('the environment', () => {
  const mine = {
    PATH: '/usr/bin',
    HOME: '/home/me',
    OMNISEND_API_KEY: 'brand-key',
    GITHUB_TOKEN: 'token',
    NODE_OPTIONS: '--inspect',
    SSH_AUTH_SOCK: '/agent',
    https_proxy: 'http://proxy',
    SSH_ASKPASS: '/ask',
    EDITOR: 'vi',
    PAGER: 'less',
    GIT_DIR: '/x',
    GIT_SSH_COMMAND: 'ssh -v',
    GIT_CONFIG_COUNT: '1',
    GIT_EXEC_PATH: '/x',
  };

  test('contains only the variables that git needs', () => {
    expect(gitEnvironment(false, mine)).toEqual({
      PATH: '/usr/bin',
      HOME: '/home/me',
      LC_ALL: 'C',
      LANGUAGE: 'C',
      GIT_TERMINAL_PROMPT: '0',
      GIT_NO_REPLACE_OBJECTS: '1',
      GIT_NO_LAZY_FETCH: '1',
      GIT_ATTR_NOSYSTEM: '1',
      GIT_ALLOW_PROTOCOL: 'none',
      GIT_ASKPASS: '',
    });
  });

  test('contains the ssh agent and proxies if a connection is opened', () => {
    const names = Object.keys(gitEnvironment(true, mine));
    expect(names).toEqual(expect.arrayContaining(['SSH_AUTH_SOCK', 'https_proxy']));
    expect(names.filter((name) => /KEY|TOKEN|ASKPASS|NODE|SSH_COMMAND|PROTOCOL|EDITOR|PAGER/.test(name))).toEqual([]);
  });

  test('contains no relative directory in PATH', () => {
    const path = ['', '.', 'bin', '/usr/bin', '../x', '/bin'].join(delimiter);
    expect(gitEnvironment(false, { PATH: path }).PATH).toBe(['/usr/bin', '/bin'].join(delimiter));
  });
});

describe('the program', () => {
  test('is the absolute path of the first executable git in PATH', () => {
    const [first, second, third] = [temporaryDirectory(), temporaryDirectory(), temporaryDirectory()];
    writeFileSync(join(first, 'git'), '');
    for (const directory of [second, third]) {
      writeFileSync(join(directory, 'git'), '');
      chmodSync(join(directory, 'git'), 0o755);
    }
    const path = ['.', first, second, third].join(delimiter);
    expect(gitProgram({ Path: path })).toBe(join(second, 'git'));
    expect(gitProgram({ PATH: '.' })).toBeUndefined();
    expect(gitProgram({})).toBeUndefined();
  });

  test('is not run from the work tree if PATH is empty', async () => {
    const directory = aRepository();
    const traps = setTraps();
    const trap = traps.program('git');
    writeFileSync(join(directory, 'git'), `#!/bin/sh\nexec ${trap}\n`);
    chmodSync(join(directory, 'git'), 0o755);
    vi.stubEnv('PATH', delimiter);
    await expect(gitText(repositoryIn(directory), ['remote'])).rejects.toMatchObject({
      code: 'git',
      reason: 'not-started',
      message: 'git cannot be started (ENOENT)',
    });
    expect(traps.sprung()).toEqual([]);
  });
});

describe('every call', () => {
  const CALLS: Readonly<Record<GitCommand, readonly string[]>> = {
    blame: ['HEAD', '--', 'a'],
    'cat-file': ['-t', 'HEAD'],
    'commit-tree': ['HEAD^{tree}', '-m', 'x'],
    config: ['--list'],
    'for-each-ref': [],
    'hash-object': ['--', 'a'],
    'ls-files': [],
    'ls-tree': ['HEAD'],
    'merge-base': ['HEAD', 'HEAD'],
    mktree: [],
    remote: [],
    'rev-list': ['HEAD'],
    'rev-parse': ['HEAD'],
    'update-ref': ['refs/x', 'HEAD'],
    'ls-remote': ['.'],
    fetch: ['--quiet', '.', 'main'],
    push: ['--quiet', '.', 'HEAD:refs/heads/y'],
  };

  test('names the repository and disables the programs that it could run', async () => {
    const probe = probed();
    const directory = aRepository();
    commit(directory, { a: 'a' });
    const environment = {
      GIT_AUTHOR_NAME: 'x',
      GIT_AUTHOR_EMAIL: 'x',
      GIT_COMMITTER_NAME: 'x',
      GIT_COMMITTER_EMAIL: 'x',
    };
    const before = probe.calls().length;
    for (const [command, args] of Object.entries(CALLS)) {
      const answer = await askGit(repositoryIn(directory), [command, ...args] as unknown as GitCall, { environment });
      expect(answer).toMatchObject({ ok: true, complaint: '' });
    }
    const ours = probe.calls().slice(before);
    expect(ours.length).toBe(Object.keys(CALLS).length + 3);
    for (const call of ours) {
      expect(call.slice(0, 3)).toEqual([`--git-dir=${directory}/.git`, `--work-tree=${directory}`, '--no-pager']);
      const settings = call.filter((_, index) => call[index - 1] === '-c');
      expect(settings).toEqual(
        expect.arrayContaining(['safe.bareRepository=explicit', `core.hooksPath=${devNull}`, 'core.fsmonitor=false']),
      );
    }
  });

  test('forbids connections unless the command needs one', () => {
    const open = (Object.keys(COMMANDS) as GitCommand[]).filter(
      (each) => !settingsFor(each).includes('protocol.allow=never'),
    );
    expect(open).toEqual(['ls-remote', 'fetch', 'push']);
  });

  test('disables hooks that are configured by name if it changes refs', async () => {
    const directory = aRepository();
    const head = commit(directory);
    git(directory, 'config', 'hook.a=b.enabled.event', 'reference-transaction');
    git(directory, 'config', 'hook.a=b.enabled.command', 'false');
    git(directory, 'config', 'hook.jobs', '2');
    git(directory, 'config', 'remote.X y.uploadpack', 'false');
    const probe = probed();
    expect((await askGit(repositoryIn(directory), ['update-ref', 'refs/x', head])).ok).toBe(true);
    expect(
      probe
        .environments()
        .split('\n')
        .filter((line) => line.startsWith('GIT_CONFIG_'))
        .sort(),
    ).toEqual([
      'GIT_CONFIG_COUNT=3',
      'GIT_CONFIG_KEY_0=hook.a=b.enabled.enabled',
      'GIT_CONFIG_KEY_1=hook.a=b.enabled.enabled',
      'GIT_CONFIG_KEY_2=remote.X y.uploadpack',
      'GIT_CONFIG_VALUE_0=false',
      'GIT_CONFIG_VALUE_1=false',
      'GIT_CONFIG_VALUE_2=git-upload-pack',
    ]);
  });

  test('fails if the configuration cannot be read', async () => {
    const directory = aRepository();
    const head = commit(directory);
    writeFileSync(join(directory, '.git/config'), '[core\n');
    await expect(askGit(repositoryIn(directory), ['update-ref', 'refs/x', head])).rejects.toMatchObject({
      code: 'git',
      reason: 'failed',
      message: expect.stringContaining('git config failed: bad config line'),
    });
  });
});

test('overrideFor disables programs; settingVariables returns no variables without settings', () => {
  expect(overrideFor('hook.x.y.command')).toEqual(['hook.x.y.enabled', 'false']);
  expect(overrideFor('remote.origin.receivepack')).toEqual(['remote.origin.receivepack', 'git-receive-pack']);
  expect(overrideFor('remote.x.y.mirror')).toEqual(['remote.x.y.mirror', 'false']);
  expect(settingVariables([])).toEqual({});
});

test('a remote that accepts a connection and stays silent is given up', async () => {
  const server = createServer(() => {}).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await new Promise((listening) => server.once('listening', listening));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/x.git`;
  const asked = await askGit(repositoryIn(aRepository()), ['ls-remote', '--', url], { patienceMs: 500 });
  expect(asked).toMatchObject({ ok: false, complaint: 'the remote did not answer in time' });
});

test('a commit that this clone does not have yet is to be fetched', async () => {
  const directory = aRepository();
  commit(directory, { a: '1' });
  const asked = gitText(repositoryIn(directory), ['rev-list', '--max-count=1', '1'.repeat(40), '--']);
  await expect(asked).rejects.toMatchObject({ reason: 'failed', hint: expect.stringMatching(/^run `git fetch`/) });
});
