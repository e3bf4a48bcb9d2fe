import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { localRevision, recordName } from '../../../src/base/record/document.ts';
import { serialiseRecord } from '../../../src/base/record/text/record-text.ts';
import { probeGit } from '../../helpers/probe.ts';
import {
  aRecord,
  branchOff,
  exceptions,
  NAME,
  NOW,
  plantRecord,
  REF,
  recordsIn,
  write,
} from '../../helpers/records.ts';
import { aRepository, commit, git, temporaryDirectory, writeFiles } from '../../helpers/repository.ts';
import { poison, setTraps } from '../../helpers/traps.ts';

const lost = { name: 'HintedError', code: 'applied-ref', reason: 'lost-race' };

function aCommittedRepository(...init: readonly string[]): { readonly directory: string; readonly head: string } {
  const directory = temporaryDirectory();
  git(directory, 'init', '--quiet', '--initial-branch=main', ...init);
  return { directory, head: commit(directory, { 'contacts.d/a.yaml': '# a\n' }) };
}

describe('a record', () => {
  test.each([[[]], [['--object-format=sha256']]])('is read as it was written (init %j)', async (init) => {
    const { directory, head } = aCommittedRepository(...init);
    const record = aRecord(head);
    const version = await write(directory, record);
    expect(await recordsIn(directory).list()).toEqual([{ name: NAME, record, version }]);
    expect(git(directory, 'ls-tree', '-r', '--name-only', REF)).toBe('record.json');
    expect(git(directory, 'show', `${REF}:record.json`)).toBe(serialiseRecord(record).trimEnd());
  });

  test('has the applied commit and the previous record as parents', async () => {
    const { directory, head } = aCommittedRepository();
    const first = await write(directory, aRecord(head));
    const next = commit(directory, { 'contacts.d/b.yaml': '# b\n' });
    const second = await write(directory, aRecord(next), first);
    expect(git(directory, 'log', '-1', '--format=%P', first)).toBe(head);
    expect(git(directory, 'log', '-1', '--format=%P', second)).toBe(`${next} ${first}`);
  });

  test('is made in nobody’s name and at the given time', async () => {
    const { directory, head } = aCommittedRepository();
    vi.stubEnv('GIT_AUTHOR_NAME', 'Somebody');
    try {
      const made = await write(directory, aRecord(head));
      const author = 'rollcall <rollcall@localhost>';
      expect(git(directory, 'log', '-1', '--format=%an <%ae> %cn <%ce> %at %ct', made)).toBe(
        `${author} ${author} ${NOW / 1000} ${NOW / 1000}`,
      );
    } finally {
      vi.unstubAllEnvs();
    }
  });

  test('keeps every commit that it names after branches are gone and garbage is collected', async () => {
    const { directory, head } = aCommittedRepository();
    const [applied, owed, older] = ['applied', 'owed', 'older'].map((name) => branchOff(directory, name, head));
    if (applied === undefined || owed === undefined || older === undefined) return expect.unreachable();
    const first = await write(directory, aRecord(older));
    const second = await write(directory, aRecord(applied, exceptions(head, owed, older)), first);
    expect(git(directory, 'log', '-1', '--format=%P', second)).toBe(`${applied} ${first} ${owed}`);
    git(directory, 'branch', '--quiet', '-D', 'applied', 'owed', 'older');
    git(directory, 'reflog', 'expire', '--expire=now', '--all');
    git(directory, 'gc', '--quiet', '--prune=now');
    for (const each of [applied, owed, older]) expect(git(directory, 'cat-file', '-t', each)).toBe('commit');
  });

  test('touches neither index nor work tree nor branches', async () => {
    const { directory, head } = aCommittedRepository();
    writeFiles(directory, { 'staged.yaml': 's' });
    git(directory, 'add', 'staged.yaml');
    const index = readFileSync(join(directory, '.git/index'));
    await write(directory, aRecord(head));
    expect(readFileSync(join(directory, '.git/index'))).toEqual(index);
    expect(git(directory, 'for-each-ref', '--format=%(refname)')).toBe(`refs/heads/main\n${REF}`);
  });

  test('of manifests that are in no commit is not written', async () => {
    const { directory, head } = aCommittedRepository();
    const local = localRevision('0'.repeat(64));
    await expect(write(directory, aRecord(local))).rejects.toThrow(RangeError);
    await expect(write(directory, aRecord(head, exceptions(local)))).rejects.toThrow(RangeError);
    await expect(recordsIn(directory).write('other', aRecord(head), undefined)).rejects.toThrow(RangeError);
    expect(await recordsIn(directory).list()).toEqual([]);
  });

  test('is removed, unless another run has moved it', async () => {
    const { directory, head } = aCommittedRepository();
    const first = await write(directory, aRecord(head));
    const second = await write(directory, aRecord(head), first);
    await expect(recordsIn(directory).drop(NAME, first)).rejects.toMatchObject(lost);
    await recordsIn(directory).drop(NAME, second);
    expect(await recordsIn(directory).list()).toEqual([]);
    await expect(recordsIn(directory).drop(NAME, second)).rejects.toMatchObject(lost);
  });
});

describe('another run', () => {
  test('that recorded in the meantime is not overwritten', async () => {
    const { directory, head } = aCommittedRepository();
    const first = await write(directory, aRecord(head));
    const second = await write(directory, aRecord(head), first);
    await expect(write(directory, aRecord(head), first)).rejects.toMatchObject(lost);
    await expect(write(directory, aRecord(head))).rejects.toMatchObject(lost);
    expect(git(directory, 'rev-parse', REF)).toBe(second);
  });

  test('at the same time: one of them says that it lost', async () => {
    const { directory, head } = aCommittedRepository();
    const first = await write(directory, aRecord(head));
    const runs = ['a', 'b'].map((account) => write(directory, aRecord(head, { account }), first));
    const results = await Promise.allSettled(runs);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(results.find(({ status }) => status === 'rejected')).toMatchObject({ reason: lost });
  });

  test('but a clone that cannot be written is something else', async () => {
    const { directory, head } = aCommittedRepository();
    const first = await write(directory, aRecord(head));
    writeFileSync(join(directory, '.git', `${REF}.lock`), '');
    await expect(write(directory, aRecord(head), first)).rejects.toMatchObject({ reason: 'unwritable' });
  });
});

describe('what cannot be read', () => {
  test.each([
    ['is not JSON', 'no record', 'record.json'],
    ['is of another format', JSON.stringify({ ...aRecord('0'.repeat(40)), formatVersion: 99 }), 'record.json'],
    ['is the record of another directory', serialiseRecord(aRecord('0'.repeat(40), { directory: 'x' })), 'record.json'],
    ['names what one machine has', serialiseRecord(aRecord(localRevision('0'.repeat(64)))), 'record.json'],
    ['is no file', serialiseRecord(aRecord('0'.repeat(40))), 'record.json/x'],
    ['is missing', serialiseRecord(aRecord('0'.repeat(40))), 'other.json'],
  ])('because it %s is listed, and never overwritten', async (_, text, file) => {
    const { directory, head } = aCommittedRepository();
    const version = plantRecord(directory, text, REF, file);
    expect(await recordsIn(directory).list()).toEqual([{ name: NAME, version }]);
    await expect(write(directory, aRecord(head))).rejects.toMatchObject(lost);
    expect(git(directory, 'rev-parse', REF)).toBe(version);
  });

  test('hides no other record', async () => {
    const { directory, head } = aCommittedRepository();
    plantRecord(directory, 'no record', 'refs/rollcall/record/a');
    plantRecord(directory, '', 'refs/rollcall/record/z');
    const version = await write(directory, aRecord(head));
    expect(await recordsIn(directory).list()).toMatchObject([{ name: 'a' }, { name: NAME, version }, { name: 'z' }]);
  });
});

test('all records are read by two processes', async () => {
  const { directory, head } = aCommittedRepository();
  for (const folder of ['a', 'b', 'c']) await write(directory, aRecord(head, { directory: folder }));
  const probe = probeGit();
  vi.stubEnv('PATH', probe.path);
  try {
    const found = await recordsIn(directory).list();
    expect(
      found.map(
        ({ name, record }) => record !== undefined && name === recordName(record.destination, record.directory),
      ),
    ).toEqual([true, true, true]);
    expect(probe.calls()).toHaveLength(2);
  } finally {
    vi.unstubAllEnvs();
  }
});

test('a repository without records, and without a commit, has none', async () => {
  expect(await recordsIn(aRepository()).list()).toEqual([]);
});

test('nothing that a repository configures runs', async () => {
  const { directory, head } = aCommittedRepository();
  const first = await write(directory, aRecord(head));
  const traps = setTraps();
  writeFileSync(join(directory, '.git/config'), poison(traps), { flag: 'a' });
  for (const hook of ['reference-transaction', 'post-update']) {
    writeFiles(directory, { [`.git/hooks/${hook}`]: `#!/bin/sh\nexec '${traps.program(hook)}'\n` });
    chmodSync(join(directory, '.git/hooks', hook), 0o755);
  }
  const second = await write(directory, aRecord(head, exceptions(head)), first);
  expect(await recordsIn(directory).list()).toMatchObject([{ name: NAME, version: second }]);
  await recordsIn(directory).drop(NAME, second);
  expect(traps.sprung()).toEqual([]);
});
