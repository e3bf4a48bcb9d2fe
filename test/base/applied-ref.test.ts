import { chmodSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import {
  defaultRemote,
  fetchApplied,
  listApplied,
  pushApplied,
  readApplied,
  recordApplied,
} from '../../src/base/applied-ref.ts';
import type { HintedError } from '../../src/contact/hinted-error.ts';
import {
  aRepository,
  cloneOf,
  commit,
  git,
  repositoryIn,
  temporaryDirectory,
  writeFiles,
} from '../helpers/repository.ts';

const NOW = Date.parse('2026-06-01T12:00:00Z');
const REF = 'refs/rollcall/applied/shop';

/** Records the named files of a clone as applied to shop. */
async function record(
  repository: string,
  files: Readonly<Record<string, string>>,
  previous?: string,
  account = 'shop',
): Promise<string> {
  writeFiles(repository, files);
  const recorded = Object.keys(files).map((name) => ({ path: join(repository, name), name }));
  return recordApplied({ repository: repositoryIn(repository), account, files: recorded, previous, now: NOW });
}

async function reasonOf(promise: Promise<unknown>): Promise<string | undefined> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toMatchObject({ name: 'HintedError', code: 'applied-ref' });
  return (error as HintedError).reason;
}

/** A bare remote over a file path, and two clones of it. */
function team(): { readonly remote: string; readonly one: string; readonly two: string } {
  const remote = temporaryDirectory();
  git(remote, 'init', '--quiet', '--bare', '--initial-branch=main');
  const one = cloneOf(remote);
  commit(one, { 'README.md': '' });
  git(one, 'push', '--quiet', 'origin', 'HEAD:main');
  return { remote, one, two: cloneOf(remote) };
}

describe('recording', () => {
  test('stores the files unchanged under their names', async () => {
    const repository = aRepository();
    const applied = await record(repository, {
      'a.yaml': 'a\r\n',
      'vip/new\nline.yaml': 'b',
      'vip/deep/c d.json': 'c',
    });
    expect(git(repository, 'rev-parse', REF)).toBe(applied);
    expect(git(repository, 'ls-tree', '-r', '-z', '--name-only', applied).split('\0').filter(Boolean)).toEqual([
      'a.yaml',
      'vip/deep/c d.json',
      'vip/new\nline.yaml',
    ]);
    expect(git(repository, 'cat-file', 'blob', `${applied}:a.yaml`)).toBe('a\r');
  });

  test('changes neither the index nor the work tree nor branches', async () => {
    const repository = aRepository();
    const head = commit(repository, { 'a.yaml': 'a', '.gitattributes': '* text eol=lf\n' });
    writeFiles(repository, { 'staged.yaml': 's' });
    git(repository, 'add', 'staged.yaml');
    const index = readFileSync(join(repository, '.git/index'));
    await record(repository, { 'a.yaml': 'changed\r\n', 'untracked.yaml': 'u' });
    expect(readFileSync(join(repository, '.git/index'))).toEqual(index);
    expect(git(repository, 'rev-parse', 'HEAD')).toBe(head);
    expect(git(repository, 'for-each-ref', '--format=%(refname)')).toBe(`refs/heads/main\n${REF}`);
  });

  test('has its predecessor as parent, a fixed author and the given time', async () => {
    const repository = aRepository();
    vi.stubEnv('GIT_AUTHOR_NAME', 'Somebody');
    try {
      const first = await record(repository, { 'a.yaml': '1' });
      const second = await record(repository, { 'a.yaml': '2' }, first);
      expect(git(repository, 'log', '-1', '--format=%P %an <%ae> %cn %ct', second)).toBe(
        `${first} rollcall <rollcall@localhost> rollcall ${NOW / 1000}`,
      );
    } finally {
      vi.unstubAllEnvs();
    }
  });

  test('keeps the commit if nothing changed', async () => {
    const repository = aRepository();
    const first = await record(repository, { 'a.yaml': '1' });
    expect(await record(repository, { 'a.yaml': '1' }, first)).toBe(first);
  });

  test('writes an empty tree without files', async () => {
    const repository = aRepository();
    const applied = await record(repository, {});
    expect(git(repository, 'ls-tree', applied)).toBe('');
  });

  test('writes several hundred files', async () => {
    const repository = aRepository();
    const files = Object.fromEntries(Array.from({ length: 600 }, (_, index) => [`d/${index}.yaml`, String(index)]));
    const applied = await record(repository, files);
    expect(git(repository, 'ls-tree', '-r', '--name-only', applied).split('\n')).toHaveLength(600);
    expect(git(repository, 'show', `${applied}:d/599.yaml`)).toBe('599');
  });

  test('fails if another run recorded first, and keeps that run’s record', async () => {
    const repository = aRepository();
    const base = await record(repository, { 'a.yaml': '1' });
    const other = await record(repository, { 'a.yaml': '2' }, base);
    expect(await reasonOf(record(repository, { 'a.yaml': '3' }, base))).toBe('lost-race');
    expect(await reasonOf(record(repository, { 'a.yaml': '3' }))).toBe('lost-race');
    expect(await readApplied({ repository: repositoryIn(repository), account: 'shop' })).toBe(other);
  });

  test('one of two concurrent runs fails with lost-race', async () => {
    const repository = aRepository();
    const base = await record(repository, { 'a.yaml': '1', 'b.yaml': '1' });
    const runs = ['a.yaml', 'b.yaml'].map((name) => record(repository, { [name]: '2' }, base));
    const results = await Promise.allSettled(runs);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  test('fails with a clear error without a repository', async () => {
    const directory = temporaryDirectory();
    await expect(record(directory, { 'a.yaml': '1' })).rejects.toMatchObject({ code: 'git' });
    await expect(readApplied({ repository: repositoryIn(directory), account: 'shop' })).rejects.toThrow(
      /not a git repository/,
    );
  });
});

describe('reading', () => {
  test('returns the record of an account; undefined before the first one', async () => {
    const repository = aRepository();
    expect(await readApplied({ repository: repositoryIn(repository), account: 'shop' })).toBeUndefined();
    const shop = await record(repository, { 'a.yaml': '1' });
    const news = await record(repository, { 'a.yaml': '2' }, undefined, 'news');
    expect(await readApplied({ repository: repositoryIn(repository), account: 'news' })).toBe(news);
    expect(await listApplied({ repository: repositoryIn(repository) })).toEqual(
      new Map(Object.entries({ shop, news })),
    );
  });
});

describe('a remote', () => {
  const shop = (repository: string) => ({ repository: repositoryIn(repository), account: 'shop' });

  test('is origin, otherwise the only remote, otherwise undefined', async () => {
    const repository = aRepository();
    expect(await defaultRemote({ repository: repositoryIn(repository) })).toBeUndefined();
    git(repository, 'remote', 'add', 'hub', '/somewhere');
    expect(await defaultRemote({ repository: repositoryIn(repository) })).toBe('hub');
    git(repository, 'remote', 'add', 'origin', '/somewhere');
    expect(await defaultRemote({ repository: repositoryIn(repository) })).toBe('origin');
  });

  test('transfers a record between clones, shallow ones included', async () => {
    const { remote, one, two } = team();
    expect(await fetchApplied(shop(two), 'origin')).toBe('missing');
    const first = await record(one, { 'a.yaml': '1' });
    await pushApplied(shop(one), 'origin');
    expect(await fetchApplied(shop(two), 'origin')).toBe('updated');
    expect(await readApplied(shop(two))).toBe(first);
    expect(await fetchApplied(shop(two), 'origin')).toBe('current');
    const second = await record(two, { 'a.yaml': '2' }, first);
    const third = cloneOf(remote, '--depth=1');
    expect(await fetchApplied(shop(two), 'origin')).toBe('ahead');
    await pushApplied(shop(two), 'origin');
    expect(await fetchApplied(shop(third), 'origin')).toBe('updated');
    expect(await readApplied(shop(third))).toBe(second);
    const last = await record(third, { 'a.yaml': '3' }, second);
    await pushApplied(shop(third), 'origin');
    expect(git(remote, 'rev-parse', REF)).toBe(last);
  });

  test('fetching changes neither branches nor tags nor FETCH_HEAD', async () => {
    const { one, two } = team();
    await record(one, { 'a.yaml': '1' });
    await pushApplied(shop(one), 'origin');
    commit(one, { 'b.txt': '' });
    git(one, 'push', '--quiet', 'origin', 'HEAD:main');
    const before = git(two, 'rev-parse', 'origin/main');
    await fetchApplied(shop(two), 'origin');
    expect(git(two, 'rev-parse', 'origin/main')).toBe(before);
    expect(() => readFileSync(join(two, '.git/FETCH_HEAD'))).toThrow('ENOENT');
    expect(git(two, 'rev-parse', '--is-shallow-repository')).toBe('false');
  });

  test('rejects a push that is not a fast-forward', async () => {
    const { remote, one, two } = team();
    const winner = await record(one, { 'a.yaml': '1' });
    await pushApplied(shop(one), 'origin');
    await record(two, { 'a.yaml': '2' });
    expect(await reasonOf(pushApplied(shop(two), 'origin'))).toBe('lost-race');
    expect(await reasonOf(fetchApplied(shop(two), 'origin'))).toBe('diverged');
    expect(git(remote, 'rev-parse', REF)).toBe(winner);
  });

  test('an unreachable remote is an error without the password, not a first run', async () => {
    const { one, remote } = team();
    await record(one, { 'a.yaml': '1' });
    git(one, 'remote', 'add', 'gone', `file://${remote}-gone`);
    git(one, 'remote', 'add', 'closed', 'http://user:hunter2@127.0.0.1:9/x.git');
    expect(await reasonOf(fetchApplied(shop(one), 'gone'))).toBe('unreachable');
    expect(await reasonOf(pushApplied(shop(one), 'gone'))).toBe('unreachable');
    const error = await fetchApplied(shop(one), 'closed').catch((reason: unknown) => reason);
    expect(error).toMatchObject({ reason: 'unreachable', message: expect.stringContaining('at closed: ') });
    expect(String(error)).not.toContain('hunter2');
  });

  test('a pre-push hook is not run for a record', async () => {
    const { one } = team();
    writeFiles(one, { '.git/hooks/pre-push': '#!/bin/sh\nexit 1\n' });
    chmodSync(join(one, '.git/hooks/pre-push'), 0o755);
    await record(one, { 'a.yaml': '1' });
    await expect(pushApplied(shop(one), 'origin')).resolves.toBeUndefined();
  });
});
