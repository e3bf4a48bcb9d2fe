// scripts/check-commits.mjs on repositories of its own.

import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { aRepository, commit, git } from '../helpers/repository.ts';

const SCRIPT = resolve(import.meta.dirname, '../../scripts/check-commits.mjs');

interface Checked {
  readonly code: number | null;
  readonly out: string;
  readonly complaint: string;
}

/** A repository with a commit on main that nobody asks about, and these after it. */
function withCommits(subjects: readonly string[]): string {
  const directory = aRepository();
  commit(directory);
  git(directory, 'tag', 'before');
  for (const subject of subjects) git(directory, 'commit', '--quiet', '--allow-empty', '--message', subject);
  return directory;
}

function check(directory: string, ...args: readonly string[]): Checked {
  const { status, stdout, stderr } = spawnSync(process.execPath, [SCRIPT, ...args], {
    cwd: directory,
    encoding: 'utf8',
  });
  return { code: status, out: stdout, complaint: stderr };
}

test('subjects as they should be', () => {
  const longest = `fix: ${'x'.repeat(67)}`;
  const directory = withCommits([
    'feat: Loops asks first',
    'feat(cli)!: rename --way',
    'refactor!: drop it',
    'revert: "feat: add it"',
    longest,
    // Characters are counted, not bytes.
    `fix: ${'ž'.repeat(67)}`,
  ]);
  expect(check(directory, 'before..HEAD')).toEqual({
    code: 0,
    out: '6 commit subjects are as CONTRIBUTING.md asks\n',
    complaint: '',
  });
});

test.each([
  [`fix: ${'x'.repeat(68)}`, 'has 73 characters, 72 at most'],
  ['Fix it', 'does not begin with a type and a colon'],
  ['fix : it', 'does not begin with a type and a colon'],
  ['fix:it', 'does not begin with a type and a colon'],
  ['wip: it', 'does not begin with a type and a colon'],
  ['fixup! fix: it', 'does not begin with a type and a colon'],
  ['fix: it.', 'ends with a full stop'],
])('%s', (subject, mistake) => {
  const { code, out, complaint } = check(withCommits(['fix: one', subject, 'fix: two']), 'before..HEAD');
  expect([code, out]).toEqual([1, '']);
  expect(complaint).toContain(`${JSON.stringify(subject)}\n  ${mistake}`);
  expect(complaint).not.toContain('fix: one');
});

test('every mistake is said, and what merges bring with them is not theirs to word', () => {
  const directory = withCommits(['Once', 'Twice.']);
  git(directory, 'checkout', '--quiet', '-b', 'side', 'before');
  git(directory, 'commit', '--quiet', '--allow-empty', '--message', 'fix: it');
  git(directory, 'merge', '--quiet', '--no-ff', '--message', "Merge branch 'main' into side", 'main');
  const { code, complaint } = check(directory, 'before..HEAD');
  expect([code, complaint.match(/^[\da-f]+ /gm)?.length]).toEqual([1, 2]);
  expect(complaint).not.toContain('Merge branch');
});

test('a subject is no command to the log that shows it', () => {
  const { complaint } = check(withCommits(['::error::x', '##[error]x\u001b[2J']), 'before..HEAD');
  expect(complaint).not.toMatch(/^\s*::/m);
  for (const active of ['##[', '\u001b']) expect(complaint).not.toContain(active);
});

test('a range that git does not know is no success', () => {
  const { code } = check(withCommits([]), 'nowhere..HEAD');
  expect(code).not.toBe(0);
});
