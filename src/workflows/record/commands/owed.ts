// Lets go of what is owed in a record: computes the record without it. A contact is owed if an apply planned it and did not
// confirm it. What is let go stays at the vendor as it is, and no plan shows it any more. Pure.

import { isSameDeclaration } from '../../../base/pairs/pair.ts';
import { pairLayers } from '../../../base/pairs/pair-layers.ts';
import {
  type AppliedRecord,
  contactHash,
  formerIn,
  type LetGo,
  type RecordException,
  type Revision,
} from '../../../base/record/document.ts';
import { layersOf, type RecordLayer } from '../../../base/record/layers.ts';
import { remainingLetGo, withoutFields } from '../../../base/record/let-go.ts';
import type { DesiredContact } from '../../../contact/contact.ts';
import { keyFilter } from '../../../manifest/resolve/patterns.ts';

/** Which owed contacts, and which of their fields, to let go. */
export interface OwedSelection {
  /** Patterns of contact keys; undefined: all contacts that are owed. */
  readonly contacts: readonly string[] | undefined;
  /** Paths of fields as in `unmanaged`; undefined: everything that is owed for a contact. */
  readonly fields: readonly string[] | undefined;
}

/** The record after something was let go. */
export interface After {
  readonly record: AppliedRecord;
  /** Number of contacts for which something is let go. */
  readonly contacts: number;
}

/**
 * Returns the record without the owed contacts, or fields of them, that match the selection. Pure.
 *
 * @param contactsAt the contacts that a revision declared at the record's account
 * @returns undefined if nothing that is owed matches
 */
export function withoutOwed(
  record: AppliedRecord,
  contactsAt: (revision: Revision) => readonly DesiredContact[],
  { contacts, fields }: OwedSelection,
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
  const { letGo: known = [], former, ...rest } = record;
  const letGo = remainingLetGo([...known, ...chosen.flatMap((one) => one.letGo)], exceptions, record.revision);
  return {
    record: { ...rest, exceptions, ...formerIn(former, exceptions), ...(letGo.length === 0 ? {} : { letGo }) },
    contacts: chosen.length,
  };
}

/** A contact that is owed. */
interface OwedContact {
  /** All keys that the contact has or had. */
  readonly keys: readonly string[];
  /** Hashes of those keys that are in the record's exceptions. */
  readonly hashes: readonly string[];
  /** The contact as the record's own revision declares it; undefined if it does not. */
  readonly own: DesiredContact | undefined;
  /** The declarations that apply to the contact according to the record, oldest first. */
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
  /** True if nothing of the contact is owed any more. */
  readonly isDone: boolean;
  readonly letGo: readonly LetGo[];
}

/** Returns what is let go for a contact that is still declared, as one element; empty if none of the fields is owed. */
function lettingGo(owed: OwedContact, fields: readonly string[], { revision }: AppliedRecord): readonly Chosen[] {
  const { own, entries } = owed;
  // A removed contact is removed as a whole, so single fields of it cannot be let go.
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
