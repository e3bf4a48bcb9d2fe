// Lets go of what is owed: the vendor's values stay, and later plans do not remove them.

import { type AppliedRecord, contactHash, type LetGo, recordName } from '../../base/record/document.ts';
import type { DesiredContact } from '../../contact/contact.ts';
import { keyFilter } from '../../manifest/resolve/patterns.ts';
import { pushRecordOf, type RecordedAccount, type Recording, storeFor } from './write.ts';

/** What to let go. */
export interface Forgotten {
  /** Patterns of contact keys; undefined: all contacts. */
  readonly contacts: readonly string[] | undefined;
  /** Paths of fields, as in `unmanaged`; undefined: everything that is owed of the contact. */
  readonly fields: readonly string[] | undefined;
}

/** The record of one account afterwards. */
export interface ForgottenAccount extends RecordedAccount {
  /** Keys of the contacts that were let go, in whole or in part. */
  readonly keys: readonly string[];
}

/**
 * Lets go of what is owed at every account that has a record.
 *
 * @returns one result for every account at which something was let go
 * @throws HintedError `applied-ref`, `git`, `store` if a record cannot be written or pushed
 */
export async function forgetOwed(forgotten: Forgotten, recording: Recording): Promise<readonly ForgottenAccount[]> {
  const results: ForgottenAccount[] = [];
  for (const { name } of recording.whole.accounts) {
    const result = await forgetAt(name, forgotten, recording);
    if (result !== undefined) results.push(result);
  }
  return results;
}

async function forgetAt(
  account: string,
  { contacts, fields }: Forgotten,
  { opened, recorded, destinations, whole }: Recording,
): Promise<ForgottenAccount | undefined> {
  const destination = destinations.get(account);
  const file = destination && recordName(destination, opened.directory);
  const found = opened.found.find(({ name, record }) => name === file && record !== undefined);
  if (file === undefined || found?.record === undefined) return undefined;
  const isNamed = keyFilter(contacts);
  const keys = owedKeys(account, recorded.records.get(account)?.layers ?? [], whole.contacts, found.record);
  const chosen = keys.filter(isNamed);
  if (chosen.length === 0) return undefined;
  const hashes = new Set(chosen.map(contactHash));
  const record =
    fields === undefined ? withoutContacts(found.record, hashes) : withFields(found.record, hashes, fields);
  const { store, keptIn } = storeFor(record, opened);
  await store.write(file, record, found.version);
  const owed = new Set(record.exceptions.flatMap((exception) => exception.contacts)).size;
  const result = keptIn === 'git' ? await pushRecordOf(file, record, opened) : 'here';
  return { account, result, owed, keys: chosen };
}

/** Keys of all contacts in the exceptions, as they are or were declared. */
function owedKeys(
  account: string,
  layers: readonly { readonly contacts: readonly DesiredContact[] }[],
  declared: readonly DesiredContact[],
  { exceptions }: AppliedRecord,
): readonly string[] {
  const hashes = new Set(exceptions.flatMap(({ contacts }) => contacts));
  const known = [...layers.flatMap(({ contacts }) => contacts), ...declared.filter((one) => one.account === account)];
  return [...new Set(known.map(({ key }) => key))].filter((key) => hashes.has(contactHash(key))).sort();
}

function withoutContacts(record: AppliedRecord, hashes: ReadonlySet<string>): AppliedRecord {
  const exceptions = record.exceptions
    .map((exception) => ({ ...exception, contacts: exception.contacts.filter((hash) => !hashes.has(hash)) }))
    .filter(({ contacts }) => contacts.length > 0);
  return { ...record, exceptions };
}

function withFields(record: AppliedRecord, hashes: ReadonlySet<string>, fields: readonly string[]): AppliedRecord {
  const added = record.exceptions.flatMap(({ entries, contacts }): readonly LetGo[] => {
    const chosen = contacts.filter((hash) => hashes.has(hash));
    if (chosen.length === 0) return [];
    return entries.map((revision) => ({ revision, fields: [...new Set(fields)].sort(), contacts: chosen }));
  });
  return { ...record, letGo: [...(record.letGo ?? []), ...added] };
}
