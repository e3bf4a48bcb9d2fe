// Forgets records of what was applied: the next plan at their destinations (the vendors' own accounts) is a first run, which
// removes nothing. What was applied stays at the vendor. A record of the old form is a git ref `refs/rollcall/applied/<account>`.

import { dropApplied, listApplied } from '../../../base/applied-ref.ts';
import { type AppliedRecord, recordName } from '../../../base/record/document.ts';
import { dropAtRemote } from '../../../base/record/remote.ts';
import { recordError } from '../../../base/record/store.ts';
import { HintedError } from '../../../contact/hinted-error.ts';
import { sentence, shown } from '../../../contact/sentence.ts';
import type { Loaded } from '../../../manifest/index.ts';
import { isOfAnother } from '../elsewhere.ts';
import type { FoundRecord, OpenedRecords } from '../open.ts';
import { type CommandOptions, declaredDestinations, noSuchRecord, openToChange } from './open.ts';

/** Which records to forget. */
export type DropSelection =
  /** The records with these names; `applied/<account>` is the name of a record of the old form. */
  | { readonly by: 'name'; readonly names: readonly string[] }
  /** All records of this directory that were applied under this account name. */
  | { readonly by: 'account'; readonly account: string }
  /** All records of this directory whose accounts are no longer declared. */
  | { readonly by: 'gone'; readonly loaded: Loaded };

/** A record to forget, wherever it is kept. */
interface DroppedRecord {
  readonly name: string;
  /** Absent if the record cannot be read. A record of the old form has an account, and none of the next three members. */
  readonly account?: string;
  readonly origin?: string;
  readonly directory?: string;
  /** RFC 3339 instant of the latest apply. */
  readonly at?: string;
  /** All places where it is kept. */
  readonly keptIn: readonly (FoundRecord['keptIn'] | 'remote')[];
}

/** What is about to be forgotten. */
export interface Dropping {
  readonly records: readonly DroppedRecord[];
  /**
   * Forgets the records, at the remote first, because a copy that stays at the remote would be fetched again.
   *
   * @throws HintedError `applied-ref` (`lost-race`, `unwritable`, `unreachable`)
   */
  drop(): Promise<void>;
}

/**
 * Finds the records to forget; nothing is changed yet.
 *
 * @throws HintedError `applied-ref` (`missing`) if a name is unknown; `unreachable`; `no-credentials` if it cannot be told which
 *   records are those of declared accounts; `git`, `store`
 */
export async function findToDrop(selection: DropSelection, options: CommandOptions): Promise<Dropping> {
  const opened = await openToChange(() => [], options);
  const names = await selected(selection, opened, options);
  const targets = await Promise.all(names.map((name) => targetNamed(name, opened)));
  return {
    records: targets.map(({ record }) => record),
    async drop() {
      for (const { drop } of targets) await drop();
    },
  };
}

async function selected(
  selection: DropSelection,
  { found, directory }: OpenedRecords,
  options: CommandOptions,
): Promise<readonly string[]> {
  if (selection.by === 'name') return [...new Set(selection.names)];
  const here = found.filter(({ record }) => record?.directory === directory);
  if (selection.by === 'account') {
    const names = here.filter(({ record }) => record?.account === selection.account).map(({ name }) => name);
    if (names.length === 0) throw noSuchRecord(selection.account);
    return [...new Set(names)];
  }
  return goneNames(here, directory, { loaded: selection.loaded, options });
}

interface GoneInputs {
  readonly loaded: Loaded;
  readonly options: CommandOptions;
}

function goneNames(
  found: readonly FoundRecord[],
  directory: string,
  { loaded, options }: GoneInputs,
): readonly string[] {
  const { accounts, environment } = loaded.whole;
  const destinations = declaredDestinations(loaded, options);
  const own = new Set([...destinations.values()].map((destination) => recordName(destination, directory)));
  // An account that is absent from this environment may exist in another one, so its record is not left over. Nor is the record
  // of another environment.
  const declared = new Set([...accounts.map(({ name }) => name), ...(environment?.absentAccounts ?? [])]);
  const gone = found.filter(
    ({ name, record }) =>
      !own.has(name) && record !== undefined && !declared.has(record.account) && !isOfAnother(environment, record),
  );
  const providers = new Set(gone.flatMap(({ record }) => record?.destination.provider ?? []));
  const unknown = accounts.find(
    ({ name, capabilities }) => !destinations.has(name) && providers.has(capabilities.provider),
  );
  // The record of a renamed account has the account's former name. Only the account's credentials tell which record that is.
  if (unknown !== undefined) throw unknownDestination(unknown.name);
  return [...new Set(gone.map(({ name }) => name))];
}

function unknownDestination(account: string): HintedError {
  const message = sentence`without the credentials of ${shown(account)}, it is not known which record is its own`;
  return new HintedError('no-credentials', message, {
    hint: sentence`set them, or drop records by name: \`rollcall record list\` shows the names`,
  });
}

interface Target {
  readonly record: DroppedRecord;
  readonly drop: () => Promise<void>;
}

async function targetNamed(name: string, opened: OpenedRecords): Promise<Target> {
  if (name.startsWith('applied/')) return oldTarget(name, opened);
  const found = opened.found.filter((one) => one.name === name);
  const there = opened.remote?.reachable === true ? opened.remote.remote.records.get(name) : undefined;
  if (found.length === 0 && there === undefined) throw noSuchRecord(name);
  const readable = found.flatMap(({ record }) => record ?? []);
  const keptIn = [...found.map((one) => one.keptIn), ...(there === undefined ? [] : (['remote'] as const))];
  return {
    record: { name, keptIn, ...told(readable[0]) },
    drop: async () => {
      await dropThere(name, there, opened);
      for (const one of found) await (one.keptIn === 'git' ? opened.shared : opened.own)?.drop(name, one.version);
    },
  };
}

function told(record: AppliedRecord | undefined): Partial<DroppedRecord> {
  if (record === undefined) return {};
  const { account, destination, directory, at } = record;
  return { account, origin: destination.origin, directory, at };
}

async function dropThere(
  name: string,
  version: string | undefined,
  { remote, location }: OpenedRecords,
): Promise<void> {
  if (version === undefined || remote === undefined || location === undefined) return;
  await dropAtRemote(location.repository, remote.name, name, version);
}

async function oldTarget(name: string, { location }: OpenedRecords): Promise<Target> {
  const account = name.slice('applied/'.length);
  const commit = location && (await listApplied(location)).get(account);
  if (location === undefined || commit === undefined) throw noSuchRecord(name);
  return {
    record: { name, account, keptIn: ['git'] },
    drop: async () => {
      if (await dropApplied(location, account, commit)) return;
      throw recordError(
        'lost-race',
        sentence`another run has changed the record ${shown(name)} in the meantime`,
        sentence`look at it again with \`rollcall record list\``,
      );
    },
  };
}
