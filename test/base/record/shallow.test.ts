// Records in shallow clones, which lack most of the history that belief and position ask for.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type FetchedRecord, fetchRecords } from '../../../src/base/record/fetch.ts';
import { type Position, positionOf } from '../../../src/base/record/position.ts';
import { pushRecord, readRemote } from '../../../src/base/record/remote.ts';
import { advance, aRecord, aTeam, branchOff, exceptions, NAME, REF, type Team, write } from '../../helpers/records.ts';
import { cloneOf, commit, git, repositoryIn, temporaryDirectory } from '../../helpers/repository.ts';

interface Fetched {
  readonly fetched: FetchedRecord;
  readonly position: Position;
}

/** What a plan in this clone learns of the record. */
async function learn(clone: string): Promise<Fetched> {
  const repository = repositoryIn(clone);
  const remote = await readRemote(repository, 'origin');
  const fetched = (await fetchRecords(repository, remote, [NAME])).get(NAME) ?? expect.unreachable();
  const record = fetched.state === 'missing' ? undefined : fetched.theirs.record?.revision;
  if (record === undefined) return expect.unreachable();
  const head = git(clone, 'rev-parse', 'HEAD');
  return { fetched, position: await positionOf(repository, { head, record, defaultTip: remote.defaultBranch?.tip }) };
}

async function publish({ one }: Team, ...args: Parameters<typeof aRecord>): Promise<string> {
  const version = await write(one, aRecord(...args));
  await pushRecord(repositoryIn(one), 'origin', NAME);
  return version;
}

/** A checkout of one commit, as CI makes it. */
function checkout(remote: string, ref: string): string {
  const directory = temporaryDirectory();
  git(directory, 'init', '--quiet', '--initial-branch=main');
  git(directory, 'remote', 'add', 'origin', `file://${remote}`);
  git(directory, 'fetch', '--quiet', '--no-tags', '--depth=1', 'origin', ref);
  git(directory, 'checkout', '--quiet', '--detach', 'FETCH_HEAD');
  return directory;
}

/** A home directory with a configuration. */
function homeWith(configuration: string): string {
  const home = temporaryDirectory();
  writeFileSync(join(home, '.gitconfig'), configuration);
  return home;
}

const updated = { state: 'updated', belief: { believed: true } };
const countOf = (clone: string, tip: string): number => Number(git(clone, 'rev-list', '--count', tip));

// A server of the old protocol gives only what its refs point at.
describe.each([['2'], ['0']])('a clone of depth 1, by version %s of the protocol,', (version) => {
  beforeEach(() => {
    vi.stubEnv('HOME', homeWith(`[protocol]\n  version = ${version}\n`));
  });
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  test('learns what a complete one does, and reads every file of the record’s commits', async () => {
    const team = aTeam(6);
    const version = await publish(team, team.line[3] ?? '', exceptions(team.line[1] ?? ''));
    const shallow = cloneOf(team.remote, '--depth=1');
    expect(await learn(shallow)).toEqual({ ...(await learn(cloneOf(team.remote))), position: 'current' });
    expect(git(shallow, 'rev-parse', REF)).toBe(version);
    expect(git(shallow, 'show', `${team.line[1]}:contacts.d/a.yaml`)).toBe('# 1');
  });

  test('is not deepened where the record is of the commit that it has', async () => {
    const team = aTeam(6);
    await publish(team, team.line[5] ?? '');
    const shallow = cloneOf(team.remote, '--depth=1');
    expect(await learn(shallow)).toMatchObject({ fetched: updated, position: 'current' });
    expect(countOf(shallow, 'HEAD')).toBe(1);
  });

  test('is deepened no further than the record, roughly', async () => {
    const team = aTeam(100);
    await publish(team, team.line[90] ?? '');
    const shallow = cloneOf(team.remote, '--depth=1');
    expect(await learn(shallow)).toMatchObject({ fetched: updated, position: 'current' });
    expect(countOf(shallow, 'HEAD')).toBeLessThan(80);
  });

  test('finds a record that lies further back', async () => {
    const team = aTeam(150);
    await publish(team, team.line[0] ?? '');
    const shallow = cloneOf(team.remote, '--depth=1');
    expect(await learn(shallow)).toMatchObject({ fetched: updated, position: 'current' });
  });

  test('goes on from its own record, and pushes the next one', async () => {
    const team = aTeam(6);
    const first = await publish(team, team.line[2] ?? '');
    const shallow = cloneOf(team.remote, '--depth=1');
    await learn(shallow);
    const second = await write(shallow, aRecord(team.line[5] ?? ''), first);
    await pushRecord(repositoryIn(shallow), 'origin', NAME);
    expect(git(team.remote, 'log', '-1', '--format=%H %P', REF)).toBe(`${second} ${team.line[5]} ${first}`);
    await learn(team.one);
    const third = await write(team.one, aRecord(advance(team.one)), second);
    await pushRecord(repositoryIn(team.one), 'origin', NAME);
    expect(await learn(shallow)).toMatchObject({ fetched: { ...updated, theirs: { version: third } } });
    expect(git(shallow, 'rev-parse', REF)).toBe(third);
  });

  test('sees that its own record and the remote’s diverged', async () => {
    const team = aTeam(6);
    const shallow = cloneOf(team.remote, '--depth=1');
    await write(shallow, aRecord(git(shallow, 'rev-parse', 'HEAD')));
    await publish(team, team.line[2] ?? '');
    expect(await learn(shallow)).toMatchObject({ fetched: { state: 'diverged' } });
  });

  test('refuses a record that names no commit of main', async () => {
    const team = aTeam(6);
    const forged = branchOff(team.one, 'forged', team.line[1] ?? '');
    await publish(team, forged);
    expect(await learn(cloneOf(team.remote, '--depth=1'))).toMatchObject({
      fetched: { state: 'refused', belief: { reason: 'not-on-default-branch', commit: forged } },
      position: 'unrelated',
    });
  });

  test('of an old job is superseded', async () => {
    const team = aTeam(6);
    const late = checkout(team.remote, team.line[2] ?? '');
    await publish(team, team.line[4] ?? '');
    expect(await learn(late)).toMatchObject({ fetched: updated, position: 'superseded' });
  });

  test('of a pull request’s merge has the record behind it', async () => {
    const team = aTeam(6);
    const feature = branchOff(team.one, 'feature', team.line[1] ?? '');
    await publish(team, team.line[3] ?? '');
    git(team.one, 'checkout', '--quiet', '--detach', 'main');
    git(team.one, 'merge', '--quiet', '--no-ff', '-m', 'merge', feature);
    git(team.one, 'push', '--quiet', 'origin', 'HEAD:refs/pull/1/merge');
    const merged = checkout(team.remote, 'refs/pull/1/merge');
    expect(await learn(merged)).toMatchObject({ fetched: updated, position: 'current' });
  });

  test('of a branch that main left behind knows the merge base', async () => {
    const team = aTeam(6);
    branchOff(team.one, 'feature', team.line[1] ?? '');
    git(team.one, 'push', '--quiet', 'origin', 'feature');
    await publish(team, team.line[4] ?? '');
    const behind = cloneOf(team.remote, '--depth=1', '--branch=feature');
    expect(await learn(behind)).toMatchObject({
      fetched: updated,
      position: { behind: true, mergeBase: team.line[1] },
    });
  });

  test('with commits that nobody has yet knows the merge base', async () => {
    const team = aTeam(6);
    const late = checkout(team.remote, team.line[2] ?? '');
    commit(late, { 'contacts.d/mine.yaml': '# mine\n' });
    await publish(team, team.line[4] ?? '');
    expect(await learn(late)).toMatchObject({ fetched: updated, position: { behind: true, mergeBase: team.line[2] } });
  });

  test('keeps its branches, and says so where the remote is gone', async () => {
    const team = aTeam(6);
    await publish(team, team.line[3] ?? '');
    const shallow = cloneOf(team.remote, '--depth=1');
    const before = git(shallow, 'for-each-ref', 'refs/heads', 'refs/remotes', 'refs/tags');
    const remote = await readRemote(repositoryIn(shallow), 'origin');
    git(shallow, 'remote', 'set-url', 'origin', '/nowhere');
    await expect(fetchRecords(repositoryIn(shallow), remote, [NAME])).rejects.toMatchObject({ reason: 'unreachable' });
    git(shallow, 'remote', 'set-url', 'origin', `file://${team.remote}`);
    await learn(shallow);
    expect(git(shallow, 'for-each-ref', 'refs/heads', 'refs/remotes', 'refs/tags')).toBe(before);
  });
});

test('a complete clone stays complete', async () => {
  const team = aTeam(3);
  const full = cloneOf(team.remote);
  await publish(team, advance(team.one), exceptions(team.line[0] ?? ''));
  expect(await learn(full)).toMatchObject({ fetched: updated });
  expect(git(full, 'rev-parse', '--is-shallow-repository')).toBe('false');
});
