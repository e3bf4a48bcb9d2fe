// The table of `record list` for a terminal: the records, that is, what was last applied to each account. Pure.

import { neutralise } from '../../neutralise.ts';
import { count, formatInstant, formatNumber } from '../../words/numbers.ts';
import { painter } from '../paint.ts';

/** One record. Fields that cannot be known are absent. `owed` and `rolledBack` are numbers of contacts. */
export interface RecordRow {
  readonly name: string;
  readonly form: 'record' | 'unreadable' | 'old';
  readonly keptIn: 'git' | 'private' | 'sandbox' | 'remote';
  readonly account?: string;
  readonly environment?: string;
  readonly origin?: string;
  readonly directory?: string;
  readonly revision?: string;
  readonly at?: string;
  readonly owed?: number;
  readonly rolledBack?: number;
  readonly remote?: 'pushed' | 'ahead' | 'only-here' | 'differs' | 'only-there';
}

const HEADINGS = ['ACCOUNT', 'DESTINATION', 'DIRECTORY', 'REVISION', 'APPLIED', 'OWED', 'KEPT'] as const;

const PLACES: Readonly<Record<RecordRow['keptIn'], string>> = {
  git: 'in git',
  private: 'on this machine only',
  sandbox: 'in the sandbox',
  remote: 'at the remote only',
};

const RELATIONS: Readonly<Record<NonNullable<RecordRow['remote']>, string>> = {
  pushed: ', pushed',
  ahead: ', newer than the remote’s',
  'only-here': ', not pushed',
  differs: ', another one than the remote’s',
  'only-there': '',
};

/** Returns the table, with the name of each record on a line below its row; one sentence if there are no records. */
export function renderRecords(rows: readonly RecordRow[], color: boolean): string {
  if (rows.length === 0) return 'Nothing is recorded as applied.\n';
  const paint = painter(color);
  const cells = rows.map(cellsOf);
  const widths = HEADINGS.map((heading, column) =>
    Math.max(heading.length, ...cells.map((row) => row[column]?.length ?? 0)),
  );
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => (column === 5 ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)))
      .join('  ')
      .trimEnd();
  const lines = rows.flatMap(({ name }, index) => [
    line(cells[index] ?? []),
    paint('secondary', `  ${neutralise(name)}`),
  ]);
  return `${[paint('title', line(HEADINGS)), ...lines].join('\n')}\n`;
}

function cellsOf(row: RecordRow): readonly string[] {
  const { account, environment, origin, directory, revision, at, owed, rolledBack, keptIn, remote } = row;
  const name = environment === undefined ? account : `${account} (${environment})`;
  const back = rolledBack === undefined ? '' : `; ${count(rolledBack, 'contact')} rolled back`;
  const kept = `${PLACES[keptIn]}${remote === undefined ? '' : RELATIONS[remote]}${back}`;
  return [
    row.form === 'unreadable' ? 'unreadable' : (name ?? ''),
    origin ?? '–',
    directory === '' ? '.' : (directory ?? '–'),
    revision === undefined ? '–' : shortRevision(revision),
    at === undefined ? '–' : formatInstant(at),
    owed === undefined ? '–' : formatNumber(owed),
    row.form === 'old' ? `${kept}, old form` : kept,
  ].map(neutralise);
}

function isMasked(digest: string): boolean {
  return digest.startsWith('‹');
}

/** Returns the first digits of a commit, or `no commit` with the first digits of a digest for manifests that are in no commit. */
function shortRevision(revision: string): string {
  const [, digest] = /^local:(.*)$/.exec(revision) ?? [];
  if (digest === undefined) return revision.slice(0, 10);
  return `no commit ${isMasked(digest) ? digest : digest.slice(0, 6)}`;
}
