// Records of what was applied, as text for a terminal. Pure.

import { neutralise } from '../inert.ts';
import { count } from '../words/numbers.ts';
import { wrap } from './lines.ts';

/** One record. */
export interface ShownRecord {
  readonly name: string;
  readonly keptIn: 'git' | 'private' | 'sandbox' | 'old form';
  readonly isReadable: boolean;
  readonly account?: string;
  readonly origin?: string;
  readonly directory?: string;
  readonly commit?: string | null;
  readonly at?: string;
  readonly owed?: number;
  readonly atRemote?: 'same' | 'another' | 'none';
}

const KEPT_IN: Readonly<Record<ShownRecord['keptIn'], string>> = {
  git: 'in git',
  private: 'on this machine only, because the manifests were in no commit',
  sandbox: 'in the state of the sandbox',
  'old form': 'in the form of an earlier version: `rollcall record move` takes it over',
};

const AT_REMOTE = {
  same: 'and at the remote',
  another: 'and another one at the remote',
  none: 'and not at the remote',
} as const;

/** A paragraph for each record; a sentence if there is none. Ends with a line break. */
export function renderRecords(records: readonly ShownRecord[], width: number): string {
  if (records.length === 0) return 'Nothing is recorded as applied.\n';
  return `${records.map((record) => paragraph(record, width).join('\n')).join('\n\n')}\n`;
}

function paragraph(record: ShownRecord, width: number): readonly string[] {
  const { name, account = '?', keptIn, isReadable, atRemote } = record;
  const where = atRemote === undefined ? KEPT_IN[keptIn] : `${KEPT_IN[keptIn]} ${AT_REMOTE[atRemote]}`;
  if (!isReadable) return [`${neutralise(name)}  cannot be read; it is ${where}`];
  return [
    `${neutralise(account)}  ${neutralise(name)}`,
    ...[whatOf(record), placeOf(record), `kept ${where}`]
      .filter((line) => line !== '')
      .flatMap((line) => wrap(neutralise(line), width, '    ', '  ')),
  ];
}

function whatOf({ commit, at, owed = 0 }: ShownRecord): string {
  const what = commit === null ? 'manifests in no commit' : `commit ${(commit ?? '').slice(0, 10)}`;
  const when = at === undefined ? '' : ` on ${at.slice(0, 16).replace('T', ' ')} UTC`;
  return `applied: ${what}${when}${owed === 0 ? '' : `; ${count(owed, 'contact')} owed`}`;
}

function placeOf({ origin, directory }: ShownRecord): string {
  if (origin === undefined) return '';
  return `from ${directory === '' ? 'the root of the repository' : directory} to ${origin}`;
}
