// The actions of `rollcall record`. Loaded on demand.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { HintedError } from '../contact/hinted-error.ts';
import { sentence, shown } from '../contact/sentence.ts';
import { neutraliseJson } from '../render/json/inert.ts';
import { renderRecorded } from '../render/text/recorded.ts';
import { renderRecords } from '../render/text/records.ts';
import { dropRecord } from '../workflows/record/drop.ts';
import { forgetOwed } from '../workflows/record/forget-owed.ts';
import { listRecords } from '../workflows/record/list.ts';
import { moveRecord } from '../workflows/record/move.ts';
import { type OpenedRecords, openRecords } from '../workflows/record/open.ts';
import type { RecordedAccount, Recording } from '../workflows/record/write.ts';
import type { RecordOptions } from './commands/record.ts';
import { isJson } from './options/options.ts';
import { withRecording, withSandboxRecords } from './session.ts';
import type { Terminal } from './terminal/terminal.ts';

/** Lists all records. */
export async function list(options: RecordOptions, terminal: Terminal): Promise<void> {
  const records = await withOpened(options, (opened) => listRecords(opened));
  await print(options, terminal, { records }, () => renderRecords(records, terminal.width));
}

/**
 * Forgets the named records, or those of accounts that are no longer declared.
 *
 * @throws HintedError `applied-ref`, `git`
 */
export async function drop(names: readonly string[], options: RecordOptions, terminal: Terminal): Promise<void> {
  const gone =
    options.gone === true ? await withRecording(options, terminal, async (recording) => goneFrom(recording)) : [];
  const dropped = await withOpened(options, async (opened) => {
    const all = [...new Set([...names, ...gone])];
    for (const name of all) await dropRecord(name, opened);
    return all;
  });
  const text =
    dropped.length === 0 ? 'There is nothing to drop.\n' : dropped.map((name) => `Dropped ${name}.\n`).join('');
  await print(options, terminal, { dropped }, () => text);
}

function goneFrom({ opened, whole, destinations }: Recording): readonly string[] {
  const declared = new Set(whole.accounts.map(({ name }) => name));
  const own = new Set([...destinations.values()].map(({ key }) => key));
  return opened.found.flatMap(({ name, record }) => {
    const isHere = record?.directory === opened.directory;
    return isHere && !declared.has(record.account) && !own.has(record.destination.key) ? [name] : [];
  });
}

/**
 * Makes another record, or a commit, the record of an account.
 *
 * @throws HintedError `applied-ref`, `git`; `usage` if it is not clear which account
 */
export async function move(from: string, options: RecordOptions, terminal: Terminal): Promise<void> {
  const moved = await withRecording(options, terminal, async (recording) => {
    const { opened, destinations } = recording;
    const account = accountFor(from, options, recording);
    const destination = destinations.get(account);
    if (destination === undefined) {
      throw new HintedError(
        'no-credentials',
        sentence`the credentials of ${shown(account)} are not set, so its destination is unknown`,
        {
          hint: sentence`set the variables that the account names`,
        },
      );
    }
    return moveRecord({ from, account, destination, force: options.force === true, now: Date.now }, opened);
  });
  await print(options, terminal, { moved }, () => renderRecorded([moved]));
}

/** The account that --account names; otherwise the account of the record; otherwise the only one. */
function accountFor(from: string, { account = [] }: RecordOptions, { opened, whole }: Recording): string {
  const [named, ...others] = account;
  const names = whole.accounts.map(({ name }) => name);
  const recorded = opened.found.find(({ name }) => name === from)?.record?.account ?? from.replace(/^applied\//, '');
  const found = others.length > 0 ? undefined : (named ?? (names.includes(recorded) ? recorded : undefined));
  const chosen = found ?? (names.length === 1 && named === undefined ? names[0] : undefined);
  if (chosen !== undefined) return chosen;
  throw new HintedError('usage', sentence`it is not clear for which account`, {
    hint: sentence`give one --account NAME`,
  });
}

/**
 * Lets go of what is owed.
 *
 * @throws HintedError `applied-ref`, `git`, `store`
 */
export async function forget(options: RecordOptions, terminal: Terminal): Promise<void> {
  const forgotten = await withRecording(options, terminal, (recording) =>
    forgetOwed({ contacts: recording.patterns, fields: options.field }, recording),
  );
  const text = forgotten.map(({ account, keys }) => `${account}: let go of ${keys.length} contacts.\n`).join('');
  const pushed: readonly RecordedAccount[] = forgotten;
  await print(
    options,
    terminal,
    { forgotten: forgotten.map(({ account, keys }) => ({ account, contacts: keys.length })) },
    () => (forgotten.length === 0 ? 'Nothing is owed there.\n' : text + renderRecorded(pushed)),
  );
}

/** Opens the records without reading manifests. */
function withOpened<T>(options: RecordOptions, work: (opened: OpenedRecords) => Promise<T>): Promise<T> {
  return withSandboxRecords(options, async (sandbox) =>
    work(
      // The name of no record: then the records of all destinations are fetched.
      await openRecords(() => ['-'], {
        // Records can be listed and dropped after their manifests are gone.
        directory: existsSync(options.dir) ? options.dir : '.',
        workingDirectory: process.cwd(),
        now: Date.now,
        store: join(process.cwd(), '.rollcall'),
        isOnline: options.offlineRecord !== true,
        sandbox,
      }),
    ),
  );
}

async function print(options: RecordOptions, terminal: Terminal, document: object, text: () => string): Promise<void> {
  if (isJson(options)) await terminal.out(`${neutraliseJson(JSON.stringify(document, null, 2))}\n`);
  else await terminal.out(text());
}
