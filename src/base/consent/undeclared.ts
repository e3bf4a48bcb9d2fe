// Contacts that the vendor had at an apply and that the manifests no longer declare. Their declarations are in no revision that still
// counts, so the record keeps hashes of their identifiers: whoever is declared again and is gone by then is not new
// (docs/semantics.md#newer-choices). Pure.

import type { DesiredContact } from '../../contact/contact.ts';
import type { Account } from '../../manifest/configuration.ts';
import type { Earlier } from '../pairs/pair-layers.ts';
import { contactHash } from '../record/document.ts';
import type { RecordLayers } from '../record/layers.ts';
import { seenBefore } from './seen.ts';

/** Maximum number of hashes that a record keeps, so that it stays below 200 KB; the oldest are forgotten first. */
export const MAX_UNDECLARED = 10_000;

/** What tells which contacts the vendor had, and which of them rollcall itself has deleted. */
export interface UndeclaredInputs {
  /** The account as the record declares it, or as it is declared now if the record does not. */
  readonly former: Pick<Account, 'onMissing'>;
  readonly before: Pick<RecordLayers, 'owed' | 'seen' | 'present' | 'absent' | 'undeclared'>;
  /** Whether the apply has deleted the contact with a key: it is new if it is declared again. */
  readonly isDeleted: (key: string) => boolean;
  /** Whether an erasure names the person, of whom nothing is kept. */
  readonly isForgotten: (contact: DesiredContact) => boolean;
  /** Hashes of identifiers of people whom an erasure in the plan names; undefined: none. */
  readonly forgotten: ReadonlySet<string> | undefined;
}

/**
 * Returns the hashes after an apply, oldest first.
 *
 * @param gone the contacts of the record that nothing declares any more
 */
export function undeclaredAfter(gone: readonly Earlier[], inputs: UndeclaredInputs): readonly string[] {
  const hashes = new Set(inputs.before.undeclared);
  for (const { entries, owed } of gone) {
    const own = entries.flatMap(identifierHashes);
    // Those that are named again are the newest.
    for (const hash of own) hashes.delete(hash);
    if (isKept({ entries, owed }, inputs)) for (const hash of own) hashes.add(hash);
  }
  for (const hash of inputs.forgotten ?? []) hashes.delete(hash);
  return [...hashes].slice(-MAX_UNDECLARED);
}

function isKept({ entries, owed }: Earlier, { former, before, isDeleted, isForgotten }: UndeclaredInputs): boolean {
  if (entries.some((entry) => isDeleted(entry.key) || isForgotten(entry))) return false;
  const hashes = entries.map(({ key }) => contactHash(key));
  const wasKnown = entries.some((entry) => wasUndeclared(entry, before.undeclared));
  const mayBeAbsent =
    (entries.at(-1)?.onMissing ?? former.onMissing) === 'skip' || hashes.some((hash) => before.absent?.has(hash));
  return wasKnown || (!mayBeAbsent && seenBefore(hashes, owed, before) !== undefined);
}

/** Whether the vendor had a contact at an apply before it was taken out of the manifests. */
export function wasUndeclared(contact: DesiredContact, hashes: ReadonlySet<string> = new Set()): boolean {
  return hashes.size > 0 && identifierHashes(contact).some((hash) => hashes.has(hash));
}

/** Hashes of the identifiers by which a contact may be declared again; the vendor gives another id to whoever is created again. */
export function identifierHashes({ identifiers: { userId, email, phone } }: DesiredContact): readonly string[] {
  return [userId, email, phone].flatMap((value) => (value === undefined ? [] : [contactHash(`/${value}`)]));
}
