// Records and a real remote: what is listed, fetched, believed, put in place and pushed.

import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { type FetchedRecord, type FetchOptions, fetchRecords } from '../../../src/base/record/fetch.ts';
import { defaultRemote, dropAtRemote, pushRecord, type Remote, readRemote } from '../../../src/base/record/remote.ts';
import { serialiseRecord } from '../../../src/base/record/text/record-text.ts';
import { probeGit } from '../../helpers/probe.ts';
import {
  advance,
  aRecord,
  aTeam,
  branchOff,
  exceptions,
  NAME,
  plantRecord,
  REF,
  recordsIn,
  write,
} from '../../helpers/records.ts';
import { aRepository, cloneOf, git, repositoryIn, temporaryDirectory } from '../../helpers/repository.ts';
import { poison, setTraps } from '../../helpers/traps.ts';

const remoteOf = (clone: string): Promise<Remote> => readRemote(repositoryIn(clone), 'origin');
const push = (clone: string): Promise<void> => pushRecord(repositoryIn(clone), 'origin', NAME);

async function fetchOne(clone: string, options?: FetchOptions): Promise<FetchedRecord> {
  const found = await fetchRecords(repositoryIn(clone), await remoteOf(clone), [NAME], options);
  expect([...found.keys()]).toEqual([NAME]);
  return found.get(NAME) ?? expect.unreachable();
}

/** Everything that a fetch must leave alone. */
function refsIn(clone: string): string {
  const refs = git(
    clone,
    'for-each-ref',
    '--format=%(objectname) %(refname)',
    'refs/heads',
    'refs/remotes',
    'refs/tags',
  );
  return `${refs} ${existsSync(join(clone, '.git/FETCH_HEAD'))} ${git(clone, 'config', '--list', '--local')}`;
}

const isShallow = (clone: string): boolean => git(clone, 'rev-parse', '--is-shallow-repository') === 'true';

describe('a remote', () => {
  test('is origin, else the only one, else none', async () => {
    const directory = aRepository();
    expect(await defaultRemote(repositoryIn(directory))).toBeUndefined();
    git(directory, 'remote', 'add', 'hub', '/somewhere');
    expect(await defaultRemote(repositoryIn(directory))).toBe('hub');
    git(directory, 'remote', 'add', 'other', '/somewhere');
    expect(await defaultRemote(repositoryIn(directory))).toBeUndefined();
    git(directory, 'remote', 'add', 'origin', '/somewhere');
    expect(await defaultRemote(repositoryIn(directory))).toBe('origin');
  });

  test('tells its default branch and its records with one connection', async () => {
    const { one, line } = aTeam(2);
    git(one, 'push', '--quiet', 'origin', 'HEAD:refs/rollcall/record/not-a-record', 'HEAD:refs/rollcall/record/a/b');
    const version = await write(one, aRecord(line[0] ?? ''));
    await push(one);
    const probe = probeGit();
    vi.stubEnv('PATH', probe.path);
    try {
      expect(await remoteOf(one)).toEqual({
        name: 'origin',
        defaultBranch: { name: 'main', tip: line[1] },
        records: new Map([[NAME, version]]),
      });
      expect(probe.calls()).toHaveLength(1);
    } finally {
      vi.unstubAllEnvs();
    }
  });

  test('that is empty, or whose HEAD is no branch, says so', async () => {
    const { remote, one, line } = aTeam(1);
    git(remote, 'update-ref', '--no-deref', 'HEAD', line[0] ?? '');
    expect((await remoteOf(one)).defaultBranch).toEqual({ name: undefined, tip: line[0] });
    const empty = aTeam(1);
    git(empty.remote, 'symbolic-ref', 'HEAD', 'refs/heads/none');
    expect(await remoteOf(empty.one)).toEqual({ name: 'origin', records: new Map() });
  });

  test('out of reach is an error, never a first run, and tells no password', async () => {
    const { remote, one, line } = aTeam(1);
    await write(one, aRecord(line[0] ?? ''));
    const known = await remoteOf(one);
    git(one, 'remote', 'add', 'closed', 'http://user:hunter2@127.0.0.1:9/x.git');
    const error = await readRemote(repositoryIn(one), 'closed').catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      code: 'applied-ref',
      reason: 'unreachable',
      message: expect.stringContaining(' at closed: '),
    });
    expect(String(error)).not.toContain('hunter2');
    renameSync(remote, `${remote}-gone`);
    const gone = { code: 'applied-ref', reason: 'unreachable' };
    await expect(remoteOf(one)).rejects.toMatchObject(gone);
    await expect(push(one)).rejects.toMatchObject(gone);
    const later = { ...known, records: new Map([[NAME, '1'.repeat(40)]]) };
    await expect(fetchRecords(repositoryIn(one), later, [NAME])).rejects.toMatchObject(gone);
    renameSync(`${remote}-gone`, remote);
  });
});

describe('fetching', () => {
  test('brings a record from one clone to another, and back', async () => {
    const { remote, one, line } = aTeam();
    const two = cloneOf(remote);
    expect(await fetchOne(two)).toEqual({ state: 'missing' });
    const first = await write(one, aRecord(line[1] ?? ''));
    expect(await fetchOne(one)).toEqual({ state: 'missing' });
    await push(one);
    expect(await fetchOne(two)).toMatchObject({ state: 'updated', belief: { believed: true } });
    expect(await recordsIn(two).list()).toEqual([{ name: NAME, version: first, record: aRecord(line[1] ?? '') }]);
    expect(await fetchOne(two)).toMatchObject({ state: 'current', belief: { believed: true } });
    const second = await write(two, aRecord(line[2] ?? ''), first);
    expect(await fetchOne(two)).toMatchObject({ state: 'ahead', theirs: { version: first } });
    await push(two);
    expect(await fetchOne(one)).toMatchObject({ state: 'updated', theirs: { version: second } });
    expect(git(one, 'rev-parse', REF)).toBe(second);
  });

  test('needs no connection where nothing is missing', async () => {
    const { one, line } = aTeam();
    await write(one, aRecord(line[1] ?? ''));
    await push(one);
    const remote = await remoteOf(one);
    git(one, 'remote', 'set-url', 'origin', '/nowhere');
    const found = await fetchRecords(repositoryIn(one), remote, [NAME]);
    expect(found.get(NAME)).toMatchObject({ state: 'current' });
  });

  test('leaves branches, tags, FETCH_HEAD and the configuration alone', async () => {
    const { remote, one, line } = aTeam();
    const two = cloneOf(remote);
    git(two, 'config', 'fetch.prune', 'true');
    git(two, 'config', 'remote.origin.tagOpt', '--tags');
    git(two, 'update-ref', 'refs/remotes/origin/gone', 'HEAD');
    await write(one, aRecord(advance(one)));
    git(one, 'tag', 'v1');
    git(one, 'push', '--quiet', 'origin', 'v1');
    await push(one);
    const before = refsIn(two);
    expect(await fetchOne(two)).toMatchObject({ state: 'updated' });
    expect(refsIn(two)).toBe(before);
    expect(isShallow(two)).toBe(false);
    expect(git(two, 'rev-parse', 'HEAD')).toBe(line.at(-1));
  });

  test('finds that two clones diverged, and keeps this clone’s record', async () => {
    const { remote, one, line } = aTeam();
    const two = cloneOf(remote);
    const theirs = await write(one, aRecord(line[1] ?? ''));
    await push(one);
    const ours = await write(two, aRecord(line[2] ?? ''));
    expect(await fetchOne(two)).toMatchObject({ state: 'diverged', theirs: { version: theirs } });
    expect(git(two, 'rev-parse', REF)).toBe(ours);
  });

  test('works in a sha256 repository', async () => {
    const { remote, one, line } = aTeam(3, '--object-format=sha256');
    const two = cloneOf(remote);
    const version = await write(one, aRecord(line[1] ?? ''));
    await push(one);
    expect(version).toHaveLength(64);
    expect(await fetchOne(two)).toMatchObject({ state: 'updated', theirs: { version } });
  });

  test('works in a partial clone without files', async () => {
    const { remote, one, line } = aTeam();
    git(remote, 'config', 'uploadpack.allowFilter', 'true');
    const partial = cloneOf(remote, '--filter=blob:none', '--no-checkout');
    await write(one, aRecord(line[1] ?? ''));
    await push(one);
    expect(await fetchOne(partial)).toMatchObject({ state: 'updated', belief: { believed: true } });
  });

  test('works in a linked work tree', async () => {
    const { remote, one, line } = aTeam();
    await write(one, aRecord(line[1] ?? ''));
    await push(one);
    const two = cloneOf(remote, '--depth=1');
    const linked = join(temporaryDirectory(), 'linked');
    git(two, 'worktree', 'add', '--quiet', linked);
    const repository = { workTree: linked, gitDirectory: git(linked, 'rev-parse', '--absolute-git-dir') };
    const found = await fetchRecords(repository, await readRemote(repository, 'origin'), [NAME]);
    expect(found.get(NAME)).toMatchObject({ state: 'updated', belief: { believed: true } });
    expect(git(two, 'cat-file', '-t', line[1] ?? '')).toBe('commit');
  });

  test('works in a clone that mirrors everything, which also pushes a record alone', async () => {
    const { remote, one, line } = aTeam();
    const first = await write(one, aRecord(line[1] ?? ''));
    await push(one);
    const mirror = temporaryDirectory();
    git(mirror, 'clone', '--quiet', '--mirror', `file://${remote}`, '.git');
    git(mirror, 'config', 'core.bare', 'false');
    expect(await fetchOne(mirror)).toMatchObject({ state: 'current', belief: { believed: true } });
    git(mirror, 'branch', '--quiet', 'mine', line[0] ?? '');
    const second = await write(mirror, aRecord(line[2] ?? ''), first);
    await push(mirror);
    expect(git(remote, 'for-each-ref', '--format=%(refname)')).toBe(`refs/heads/main\n${REF}`);
    expect(git(remote, 'rev-parse', REF)).toBe(second);
    await write(one, aRecord(line[3] ?? ''), first);
    git(one, 'config', 'remote.origin.mirror', 'true');
    await expect(push(one)).rejects.toMatchObject({ reason: 'lost-race' });
  });

  test('does not believe in a mirror what was put there by a fetch of everything', async () => {
    const { remote, one, line } = aTeam();
    await write(one, aRecord(branchOff(one, 'feature', line[0] ?? '')));
    await push(one);
    const mirror = temporaryDirectory();
    git(mirror, 'clone', '--quiet', '--mirror', `file://${remote}`, '.git');
    git(mirror, 'config', 'core.bare', 'false');
    expect(await fetchOne(mirror)).toMatchObject({ state: 'current', belief: { believed: false } });
  });
});

describe('a record that somebody pushed', () => {
  test('and that names a commit of no branch is refused by name, and lifted by trust', async () => {
    const { remote, one, line } = aTeam();
    const two = cloneOf(remote);
    const forged = branchOff(one, 'forged', line[0] ?? '');
    const version = await write(one, aRecord(forged));
    await push(one);
    const theirs = { name: NAME, version, record: aRecord(forged) };
    const refused = { believed: false, reason: 'not-on-default-branch', commit: forged };
    expect(await fetchOne(two)).toEqual({ state: 'refused', theirs, belief: refused });
    expect(await recordsIn(two).list()).toEqual([]);
    expect(await fetchOne(two, { trust: true })).toEqual({ state: 'updated', theirs, belief: { believed: true } });
    expect(await fetchOne(two)).toEqual({ state: 'current', theirs, belief: refused });
  });

  test('is refused for one exception alone', async () => {
    const { remote, one, line } = aTeam();
    const two = cloneOf(remote);
    const forged = branchOff(one, 'forged', line[0] ?? '');
    await write(one, aRecord(line[2] ?? '', exceptions(line[0] ?? '', forged)));
    await push(one);
    expect(await fetchOne(two)).toMatchObject({ state: 'refused', belief: { commit: forged } });
  });

  test('and that names what was merged, but never was what main declared, is refused', async () => {
    const { remote, one, line } = aTeam();
    const two = cloneOf(remote);
    const feature = branchOff(one, 'feature', line[2] ?? '');
    git(one, 'merge', '--quiet', '--no-ff', '-m', 'merge', 'feature');
    advance(one);
    await write(one, aRecord(feature));
    await push(one);
    expect(await fetchOne(two)).toMatchObject({ state: 'refused', belief: { commit: feature } });
  });

  test('and that names the commit which is built counts in that build', async () => {
    const { remote, one, line } = aTeam();
    const staging = branchOff(one, 'staging', line[2] ?? '');
    git(one, 'push', '--quiet', 'origin', 'staging');
    const two = cloneOf(remote);
    await write(one, aRecord(staging));
    await push(one);
    expect(await fetchOne(two)).toMatchObject({ state: 'refused' });
    expect(await fetchOne(two, { pushed: staging })).toMatchObject({ state: 'updated' });
  });

  test('is refused if it names a commit that nobody has', async () => {
    const { remote, one } = aTeam();
    const nobody = '1'.repeat(40);
    plantRecord(one, serialiseRecord(aRecord(nobody)));
    git(one, 'push', '--quiet', 'origin', REF);
    for (const clone of [cloneOf(remote), cloneOf(remote, '--depth=1')]) {
      expect(await fetchOne(clone)).toMatchObject({ state: 'refused', belief: { commit: nobody } });
    }
  });

  test.each([['a commit without a record'], ['no commit at all']])(
    'is refused if it is %s, even with trust',
    async (what) => {
      const { remote, one, line } = aTeam();
      const version = what.startsWith('no') ? git(one, 'rev-parse', 'HEAD:contacts.d/a.yaml') : (line[0] ?? '');
      git(one, 'push', '--quiet', 'origin', `${version}:${REF}`);
      const two = cloneOf(remote);
      const refused = { believed: false, reason: 'unreadable', commit: version };
      expect(await fetchOne(two, { trust: true })).toMatchObject({ state: 'refused', belief: refused });
      const ours = await write(two, aRecord(line[1] ?? ''));
      expect(await fetchOne(two, { trust: true })).toMatchObject({ state: 'refused', belief: refused });
      await expect(push(two)).rejects.toMatchObject({ reason: 'lost-race' });
      expect(git(two, 'rev-parse', REF)).toBe(ours);
    },
  );

  test('is not believed where the remote has no default branch', async () => {
    const { remote, one, line } = aTeam();
    const two = cloneOf(remote);
    await write(one, aRecord(line[1] ?? ''));
    await push(one);
    git(remote, 'symbolic-ref', 'HEAD', 'refs/heads/none');
    expect(await fetchOne(two)).toMatchObject({ state: 'refused', belief: { reason: 'not-on-default-branch' } });
  });

  test('keeps what was squashed and collected as garbage', async () => {
    const { remote, one, line } = aTeam();
    const feature = branchOff(one, 'feature', line.at(-1) ?? '');
    git(one, 'push', '--quiet', 'origin', 'feature');
    await write(one, aRecord(feature));
    await push(one);
    git(one, 'merge', '--quiet', '--squash', 'feature');
    const squashed = advance(one);
    git(remote, 'branch', '--quiet', '-D', 'feature');
    git(remote, 'gc', '--quiet', '--prune=now');
    for (const clone of [cloneOf(remote), cloneOf(remote, '--depth=1')]) {
      expect(git(clone, 'rev-parse', 'HEAD')).toBe(squashed);
      expect(await fetchOne(clone, { trust: true })).toMatchObject({ state: 'updated' });
      expect(git(clone, 'show', `${feature}:contacts.d/feature.yaml`)).toBe('# branch');
    }
  });
});

describe('pushing', () => {
  test('two clones at once: one of them says that it lost', async () => {
    const { remote, one, line } = aTeam();
    const two = cloneOf(remote);
    const first = await write(one, aRecord(line[1] ?? ''));
    await push(one);
    await fetchOne(two);
    const versions = await Promise.all([
      write(one, aRecord(line[2] ?? ''), first),
      write(two, aRecord(line[3] ?? ''), first),
    ]);
    const results = await Promise.allSettled([push(one), push(two)]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(results.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { code: 'applied-ref', reason: 'lost-race' },
    });
    const winner = results.findIndex(({ status }) => status === 'fulfilled');
    expect(git(remote, 'rev-parse', REF)).toBe(versions[winner]);
  });

  test('the same record twice is no race', async () => {
    const { one, line } = aTeam();
    await write(one, aRecord(line[1] ?? ''));
    await push(one);
    await expect(push(one)).resolves.toBeUndefined();
  });

  test('what the remote refuses for another reason is no race', async () => {
    const { remote, one, line } = aTeam();
    git(remote, 'config', 'receive.denyNonFastForwards', 'true');
    git(remote, 'config', 'transfer.hideRefs', 'refs/rollcall');
    await write(one, aRecord(line[1] ?? ''));
    await expect(push(one)).rejects.toMatchObject({ reason: 'unreachable' });
  });

  test('a record that this clone does not have is a fault', async () => {
    const { one } = aTeam(1);
    await expect(push(one)).rejects.toThrow(RangeError);
  });

  test('the first record of a clone does not replace one that is there', async () => {
    const { remote, one, line } = aTeam();
    const two = cloneOf(remote);
    const theirs = await write(one, aRecord(line[1] ?? ''));
    await push(one);
    await write(two, aRecord(line[2] ?? ''));
    await expect(push(two)).rejects.toMatchObject({ reason: 'lost-race' });
    expect(git(remote, 'rev-parse', REF)).toBe(theirs);
  });

  test('a removal takes what was seen there, and nothing newer', async () => {
    const { remote, one, line } = aTeam();
    const first = await write(one, aRecord(line[1] ?? ''));
    await push(one);
    const second = await write(one, aRecord(line[2] ?? ''), first);
    await push(one);
    const drop = (version: string): Promise<void> => dropAtRemote(repositoryIn(one), 'origin', NAME, version);
    await expect(drop(first)).rejects.toMatchObject({ reason: 'lost-race' });
    expect(git(remote, 'rev-parse', REF)).toBe(second);
    await drop(second);
    expect((await remoteOf(one)).records).toEqual(new Map());
    await expect(drop(second)).resolves.toBeUndefined();
  });
});

test('nothing that a repository configures runs', async () => {
  const { remote, one, line } = aTeam();
  const first = await write(one, aRecord(line[1] ?? ''));
  await push(one);
  const traps = setTraps();
  const served = `[remote "origin"]\n  uploadpack = ${traps.program('upload-pack')}\n  receivepack = ${traps.program('receive-pack')}\n`;
  const clones = [cloneOf(remote), cloneOf(remote, '--depth=1')];
  for (const clone of [one, ...clones]) {
    writeFileSync(join(clone, '.git/config'), poison(traps) + served, { flag: 'a' });
  }
  for (const clone of clones) expect(await fetchOne(clone)).toMatchObject({ state: 'updated' });
  await write(one, aRecord(line[2] ?? ''), first);
  await push(one);
  await dropAtRemote(repositoryIn(one), 'origin', NAME, git(one, 'rev-parse', REF));
  expect(traps.sprung()).toEqual([]);
  expect(readFileSync(join(remote, 'HEAD'), 'utf8')).toBe('ref: refs/heads/main\n');
});
