// Lets go of what is owed: the vendor's values stay as they are, and no plan shows them any more.

import { isSameDeclaration } from '../../base/pair.ts';
import { pairLayers } from '../../base/pair-layers.ts';
import {
  type AppliedRecord,
  contactHash,
  type LetGo,
  placeOf,
  type RecordException,
  type Revision,
  recordName,
  revisionsOf,
} from '../../base/record/document.ts';
import { layersOf, type RecordLayer } from '../../base/record/layers.ts';
import { remainingLetGo, withoutFields } from '../../base/record/let-go.ts';
import type { StoredRecord } from '../../base/record/store.ts';
import { accountIn } from '../../base/revisions.ts';
import type { DesiredContact } from '../../contact/contact.ts';
import type { Loaded } from '../../manifest/index.ts';
import { keyFilter } from '../../manifest/resolve/patterns.ts';
import { type CommandOptions, declaredDestinations, openToChange } from './commands-open.ts';
import { type RevisionLoader, revisionLoader } from './load-revision.ts';
import type { FoundRecord, OpenedRecords } from './open.ts';
import { pushIfBelieved } from './write.ts';

/** What to let go. */
export interface ForgetRequest {
  /** Names of accounts; undefined: all. */
  readonly accounts: readonly string[] | undefined;
  /** Patterns of contact keys; undefined: all contacts that are owed. */
  readonly contacts: readonly string[] | undefined;
  /** Paths of fields as in `unmanaged`; undefined: everything that is owed of a contact. */
  readonly fields: readonly string[] | undefined;
  /** Whether the records are pushed if the remote's default branch has their commits. */
  readonly push: boolean;
}

/** What is let go at one account. */
export interface ForgottenAccount {
  readonly account: string;
  /** Number of contacts of which something is let go. */
  readonly contacts: number;
  /** Number of contacts that are still owed. */
  readonly owed: number;
}

/** What is about to be let go. */
export interface Forgetting {
  /** Accounts at which something that is owed matches. */
  readonly accounts: readonly ForgottenAccount[];
  /**
   * Writes the records.
   *
   * @throws HintedError `applied-ref` (`lost-race`, `unwritable`, `unreachable`)
   */
  forget(): Promise<void>;
}

/**
 * Finds what is owed and matches; nothing is changed yet.
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
    accounts: changes.map(({ account, contacts, record }) => ({ account, contacts, owed: countOwed(record) })),
    async forget() {
      for (const { stored, record } of changes) await write(stored, record, opened, request);
    },
  };
}

interface Change extends After {
  readonly account: string;
  readonly stored: StoredRecord & FoundRecord;
}

/** The record without what is let go. */
interface After {
  readonly record: AppliedRecord;
  /** Number of contacts of which something is let go. */
  readonly contacts: number;
}

function countOwed({ exceptions }: AppliedRecord): number {
  return new Set(exceptions.flatMap(({ contacts }) => contacts)).size;
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
    const found = accountIn(await load(revision, place.directory), account, place.account);
    declared.set(revision, found?.contacts ?? []);
  }
  return withoutOwed(record, (revision) => declared.get(revision) ?? [], request);
}

/**
 * A record without what is owed and matches. Pure.
 *
 * @param contactsAt the contacts that a revision declared at the record's account
 * @returns undefined if nothing that is owed matches
 */
export function withoutOwed(
  record: AppliedRecord,
  contactsAt: (revision: Revision) => readonly DesiredContact[],
  { contacts, fields }: Pick<ForgetRequest, 'contacts' | 'fields'>,
): After | undefined {
  const isMeant = keyFilter(contacts);
  const owed = owedContacts(record, contactsAt).filter(({ keys }) => keys.some(isMeant));
  const chosen =
    fields === undefined
      ? owed.map((one) => ({ ...one, isDone: true, letGo: [] }))
      : owed.flatMap((one) => lettingGo(one, fields, record));
  if (chosen.length === 0) return undefined;
  const done = new Set(chosen.filter(({ isDone }) => isDone).flatMap(({ hashes }) => hashes));
  const exceptions = withoutContacts(record.exceptions, done);
  const { letGo: known = [], ...rest } = record;
  const letGo = remainingLetGo([...known, ...chosen.flatMap((one) => one.letGo)], exceptions, record.revision);
  return {
    record: { ...rest, exceptions, ...(letGo.length === 0 ? {} : { letGo }) },
    contacts: chosen.length,
  };
}

/** A contact that is owed. */
interface OwedContact {
  /** All keys that it has or had. */
  readonly keys: readonly string[];
  /** Hashes of those of them that are in exceptions. */
  readonly hashes: readonly string[];
  /** What the record's own revision declares; undefined: nothing. */
  readonly own: DesiredContact | undefined;
  /** What counts for it. */
  readonly entries: readonly { readonly revision: Revision; readonly contact: DesiredContact }[];
}

function owedContacts(
  record: AppliedRecord,
  contactsAt: (revision: Revision) => readonly DesiredContact[],
): readonly OwedContact[] {
  const { layers, owed } = layersOf(record, contactsAt);
  const own = contactsAt(record.revision);
  const { earlierOf, unpaired } = pairLayers(own, layers);
  const revisions = new Map(layers.flatMap((layer) => layer.contacts.map((contact) => [contact, layer] as const)));
  const groups = [
    ...own.map((contact) => ({ contact, entries: earlierOf.get(contact)?.entries ?? [] })),
    ...unpaired.map(({ entries }) => ({ contact: undefined, entries })),
  ];
  return groups
    .map(({ contact, entries }) => owedContact(contact, entries, { owed, revisions }))
    .filter(({ hashes }) => hashes.length > 0);
}

interface OwedContext {
  readonly owed: ReadonlySet<string>;
  readonly revisions: ReadonlyMap<DesiredContact, RecordLayer>;
}

function owedContact(
  own: DesiredContact | undefined,
  entries: readonly DesiredContact[],
  { owed, revisions }: OwedContext,
): OwedContact {
  const keys = [...new Set([...(own === undefined ? [] : [own.key]), ...entries.map(({ key }) => key)])];
  return {
    keys,
    hashes: keys.map(contactHash).filter((hash) => owed.has(hash)),
    own,
    entries: entries.map((contact) => ({ contact, revision: revisions.get(contact)?.revision ?? '' })),
  };
}

interface Chosen extends OwedContact {
  /** True if nothing else is owed of the contact. */
  readonly isDone: boolean;
  readonly letGo: readonly LetGo[];
}

/** What is let go of a contact that is still declared; nothing if none of the fields is owed. */
function lettingGo(owed: OwedContact, fields: readonly string[], { revision }: AppliedRecord): readonly Chosen[] {
  const { own, entries } = owed;
  // The fields of a removed contact do not matter: it is removed as a whole.
  if (own === undefined) return [];
  const isDeclared = new Set(fields.filter((field) => withoutFields(own, [field]) !== own));
  const dropped = fields.filter((field) => !isDeclared.has(field));
  const changed = entries
    .filter((entry) => entry.revision !== revision)
    .map((entry) => ({ ...entry, without: withoutFields(entry.contact, dropped) }))
    .filter(({ contact, without }) => without !== contact);
  if (changed.length === 0) return [];
  const left = entries.map(({ contact }) => changed.find((one) => one.contact === contact)?.without ?? contact);
  return [
    {
      ...owed,
      isDone: left.every((contact) => isSameDeclaration(own, contact)),
      letGo: changed.map((one) => ({
        revision: one.revision,
        fields: [...dropped].sort(),
        contacts: [contactHash(one.contact.key)],
      })),
    },
  ];
}

function withoutContacts(
  exceptions: readonly RecordException[],
  done: ReadonlySet<string>,
): readonly RecordException[] {
  return exceptions
    .map(({ entries, contacts }) => ({ entries, contacts: contacts.filter((hash) => !done.has(hash)) }))
    .filter(({ contacts }) => contacts.length > 0);
}
