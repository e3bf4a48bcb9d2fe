// The applies that can be rolled back, as a table for a terminal. Pure.

import { neutralise } from '../neutralise.ts';
import { count, formatInstant, SHORT_ID } from '../words/numbers.ts';
import { painter } from './paint.ts';

/**
 * One apply, named by the id of its plan (`run`). `rolledBack`: the id of the plan that it took back, if it was a rollback.
 * `accounts` is absent if the plan is encrypted.
 */
export interface RunRow {
  readonly run: string;
  readonly startedAt: string;
  readonly finished: boolean;
  readonly encrypted?: true;
  readonly rolledBack?: string;
  readonly environment?: string;
  readonly accounts?: readonly { readonly account: string; readonly origin: string; readonly contacts: number }[];
}

const HEADINGS = ['RUN', 'STARTED', 'WROTE', 'WHAT'] as const;

const NEXT = 'To see what a rollback would do: rollcall rollback RUN --out FILE';

/**
 * Returns the table and the next command; one sentence if there are no rows.
 *
 * @param rows newest first
 */
export function renderRuns(rows: readonly RunRow[], color: boolean): string {
  if (rows.length === 0)
    return 'No apply can be rolled back here: the files of the latest ones are kept for 30 days.\n';
  const paint = painter(color);
  const cells = rows.map(cellsOf);
  const widths = HEADINGS.map((heading, column) =>
    Math.max(heading.length, ...cells.map((row) => row[column]?.length ?? 0)),
  );
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return `${[paint('title', line(HEADINGS)), ...cells.map(line), '', NEXT].join('\n')}\n`;
}

function cellsOf({
  run,
  startedAt,
  finished,
  encrypted,
  rolledBack,
  environment,
  accounts = [],
}: RunRow): readonly string[] {
  const written = accounts.map(
    ({ account, origin, contacts }) => `${account} (${origin}): ${count(contacts, 'contact')}`,
  );
  const what = [
    rolledBack === undefined ? 'apply' : `rollback of ${short(rolledBack)}`,
    ...(environment === undefined ? [] : [environment]),
    ...(finished ? [] : ['interrupted']),
  ];
  return [
    short(run),
    formatInstant(startedAt),
    encrypted === true ? 'encrypted: add --identity FILE' : written.join(', '),
    what.join(', '),
  ].map(neutralise);
}

function short(id: string): string {
  return id.startsWith('‹') ? id : id.slice(0, SHORT_ID);
}
