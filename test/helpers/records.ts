// Records of what was applied, and a bare remote over the file protocol that several clones share.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AppliedRecord, recordName } from '../../src/base/record/document.ts';
import { gitRecords } from '../../src/base/record/git-store.ts';
import type { RecordStore } from '../../src/base/record/store.ts';
import { cloneOf, commit, git, gitWithInput, repositoryIn, temporaryDirectory } from './repository.ts';

export const NOW = Date.parse('2026-06-01T12:00:00Z');

const DESTINATION = {
  key: `omnisend-${'0'.repeat(24)}`,
  provider: 'omnisend',
  origin: 'https://api.omnisend.com',
} as const;

/** Name of the record that `aRecord` makes. */
export const NAME = recordName(DESTINATION, 'contacts.d');
export const REF = `refs/rollcall/record/${NAME}`;

export function aRecord(revision: string, changes: Partial<AppliedRecord> = {}): AppliedRecord {
  return {
    formatVersion: 4,
    account: 'shop',
    destination: DESTINATION,
    directory: 'contacts.d',
    revision,
    at: '2026-06-01T12:00:00.000Z',
    exceptions: [],
    ...changes,
  };
}

export function exceptions(...revisions: readonly string[]): Partial<AppliedRecord> {
  return { exceptions: revisions.map((revision) => ({ entries: [revision], contacts: [`hash-of-${revision}`] })) };
}

export function recordsIn(directory: string): RecordStore {
  return gitRecords(repositoryIn(directory), () => NOW);
}

/** Writes the record in a clone. */
export function write(directory: string, record: AppliedRecord, previous?: string): Promise<string> {
  return recordsIn(directory).write(recordName(record.destination, record.directory), record, previous);
}

export interface Team {
  /** The bare remote. */
  readonly remote: string;
  /** A clone that has the same history. */
  readonly one: string;
  /** Commits on the remote's default branch, oldest first. */
  readonly line: readonly string[];
}

/** A remote whose default branch has some commits, and a clone. */
export function aTeam(commits = 4, ...init: readonly string[]): Team {
  const remote = temporaryDirectory();
  git(remote, 'init', '--quiet', '--bare', '--initial-branch=main', ...init);
  gitWithInput(
    remote,
    Array.from({ length: commits }, (_, index) => importOf(index)).join(''),
    'fast-import',
    '--quiet',
  );
  const line = git(remote, 'rev-list', '--reverse', 'main').split('\n');
  return { remote, one: cloneOf(remote), line };
}

/** A commit for `git fast-import`. */
function importOf(index: number): string {
  const text = `# ${index}\n`;
  const files = `M 100644 inline contacts.d/a.yaml\ndata ${text.length}\n${text}`;
  return `commit refs/heads/main\ncommitter Test <test@example.com> ${NOW / 1000 + index} +0000\ndata 4\ntest\n${files}\n`;
}

/** The next commit of the default branch, made in a clone and pushed. */
export function advance(clone: string, files: Readonly<Record<string, string>> = {}): string {
  const made = commit(clone, files);
  git(clone, 'push', '--quiet', 'origin', 'HEAD:main');
  return made;
}

/** A commit of a branch of its own; the clone is back on main afterwards. */
export function branchOff(clone: string, branch: string, from: string): string {
  git(clone, 'checkout', '--quiet', '-b', branch, from);
  const made = commit(clone, { [`contacts.d/${branch}.yaml`]: '# branch\n' });
  git(clone, 'checkout', '--quiet', 'main');
  return made;
}

/** Puts a text where a record lies, as somebody else could. */
export function plantRecord(directory: string, text: string, ref = REF, file = 'record.json'): string {
  const blob = join(temporaryDirectory(), 'blob');
  writeFileSync(blob, text);
  const id = git(directory, 'hash-object', '-w', blob);
  git(directory, 'update-index', '--add', '--cacheinfo', `100644,${id},${file}`);
  const tree = git(directory, 'write-tree');
  git(directory, 'reset', '--quiet');
  const made = git(directory, 'commit-tree', tree, '-m', 'planted');
  git(directory, 'update-ref', ref, made);
  return made;
}
