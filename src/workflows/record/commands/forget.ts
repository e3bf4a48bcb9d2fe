// Lets go of what is owed (planned, but not confirmed by an apply): the vendor's values stay as they are, and no plan shows or
// removes them any more.

import {
  type AppliedRecord,
  countExceptions,
  placeOf,
  type Revision,
  recordName,
  revisionsOf,
} from '../../../base/record/document.ts';
import type { StoredRecord } from '../../../base/record/store.ts';
import { accountIn } from '../../../base/revisions.ts';
import type { DesiredContact } from '../../../contact/contact.ts';
import type { Loaded } from '../../../manifest/index.ts';
import { type RevisionLoader, revisionLoader } from '../load-revision.ts';
import type { FoundRecord, OpenedRecords } from '../open.ts';
import { pushIfBelieved } from '../write.ts';
import { type CommandOptions, declaredDestinations, openToChange } from './open.ts';
import { type After, type OwedSelection, withoutOwed } from './owed.ts';

/** Which owed declarations to let go, and at which accounts. */
export interface ForgetRequest extends OwedSelection {
  /** Names of accounts; undefined: all. */
  readonly accounts: readonly string[] | undefined;
  /** True to push the records whose commits are on the remote's default branch. */
  readonly push: boolean;
}

/** What is let go at one account. */
interface ForgottenAccount {
  readonly account: string;
  /** Number of contacts for which something is let go. */
  readonly contacts: number;
  /** Number of contacts that are owed after that. */
  readonly owed: number;
}

/** What `forget` is about to let go. */
export interface Forgetting {
  /** The accounts at which something that is owed matches the request. */
  readonly accounts: readonly ForgottenAccount[];
  /**
   * Writes the changed records.
   *
   * @throws HintedError `applied-ref` (`lost-race`, `unwritable`, `unreachable`)
   */
  forget(): Promise<void>;
}

/**
 * Finds what is owed and matches the request; nothing is changed yet.
 *
 * @throws HintedError `applied-ref`, `base`, `git`, `store`
 */
export async function findToForget(
  loaded: Loaded,
  request: ForgetRequest,
  options: CommandOptions,
): Promise<Forgetting> {
  const destinations = [...declaredDestinations(loaded, options)].filter(
    ([name]) => request.accounts?.includes(name) ?? true,
  );
  const opened = await openToChange(
    (directory) => destinations.map(([, destination]) => recordName(destination, directory)),
    options,
  );
  const { directory, workingDirectory, now } = options;
  const load = revisionLoader({ directory, workingDirectory, now, opened });
  const changes: Change[] = [];
  for (const [account, destination] of destinations) {
    const name = recordName(destination, opened.directory);
    for (const found of opened.found) {
      if (found.name !== name || found.record === undefined || found.record.exceptions.length === 0) continue;
      const after = await afterForgetting(account, found.record, { load, request });
      if (after !== undefined) changes.push({ account, stored: found, ...after });
    }
  }
  return {
    accounts: changes.map(({ account, contacts, record }) => ({ account, contacts, owed: countExceptions(record) })),
    async forget() {
      for (const { stored, record } of changes) await write(stored, record, opened, request);
    },
  };
}

interface Change extends After {
  readonly account: string;
  readonly stored: StoredRecord & FoundRecord;
}

async function write(
  { name, version, keptIn }: StoredRecord & FoundRecord,
  record: AppliedRecord,
  opened: OpenedRecords,
  options: Pick<ForgetRequest, 'push'>,
): Promise<void> {
  if (keptIn !== 'git') return void (await opened.own.write(name, record, version));
  await opened.shared?.write(name, record, version);
  await pushIfBelieved(name, record, opened, options);
}

interface Context {
  readonly load: RevisionLoader;
  readonly request: ForgetRequest;
}

async function afterForgetting(
  account: string,
  record: AppliedRecord,
  { load, request }: Context,
): Promise<After | undefined> {
  const declared = new Map<Revision, readonly DesiredContact[]>();
  for (const revision of revisionsOf(record)) {
    const place = placeOf(record, revision);
    const found = accountIn(await load(revision, place), account, place.account);
    declared.set(revision, found?.contacts ?? []);
  }
  return withoutOwed(record, (revision) => declared.get(revision) ?? [], request);
}
