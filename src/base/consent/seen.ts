// What the record knows of a contact whose latest declaration was not carried out or not confirmed: an apply may have shown before
// that the vendor has the contact. Whoever was at the vendor and is gone is not new (docs/semantics.md#newer-choices). Pure.

import type { RecordLayers } from '../record/layers.ts';

/** Hashes of contact keys, by what an apply has shown of the contacts. */
export type SeenHashes = Pick<RecordLayers, 'seen' | 'present'>;

/** What an apply has shown of a contact: that the vendor has all that was declared, or only that it has the contact. */
export type Seen = 'confirmed' | 'present';

/**
 * Returns what the record knows of a contact that it declares; undefined if no apply has shown that the vendor has it.
 *
 * @param hashes hashes of all keys of the contact, of today and of the record
 * @param isOwed whether one of the contact's declarations was not carried out or not confirmed
 */
export function seenBefore(
  hashes: readonly string[],
  isOwed: boolean,
  before: SeenHashes & Pick<RecordLayers, 'owed'>,
): Seen | undefined {
  if (!isOwed && !isAnyIn(before.owed, hashes)) return 'confirmed';
  return seenAmong(hashes, before);
}

/** Returns what the record says about a contact in its exceptions; undefined if it says nothing. */
export function seenAmong(hashes: readonly string[], { seen, present }: SeenHashes): Seen | undefined {
  if (isAnyIn(seen, hashes)) return 'confirmed';
  return isAnyIn(present, hashes) ? 'present' : undefined;
}

function isAnyIn(known: ReadonlySet<string> | undefined, hashes: readonly string[]): boolean {
  return known !== undefined && known.size > 0 && hashes.some((hash) => known.has(hash));
}

/** The members of a record that say which contacts in its exceptions the vendor has. Absent if there are none. */
export interface SeenMembers {
  readonly seen?: readonly string[];
  readonly present?: readonly string[];
}

/**
 * Builds the members `seen` and `present` of a record.
 *
 * @param known pairs of the hash of a contact's key and what is known of the contact
 */
export function seenMembers(known: Iterable<readonly [hash: string, seen: Seen | undefined]>): SeenMembers {
  const byHash = new Map<string, Seen>();
  // A key may have passed from one contact to another. What is known of either counts.
  for (const [hash, seen] of known) if (seen !== undefined && byHash.get(hash) !== 'confirmed') byHash.set(hash, seen);
  const hashesOf = (wanted: Seen): readonly string[] =>
    [...byHash].flatMap(([hash, seen]) => (seen === wanted ? [hash] : [])).sort();
  const [seen, present] = [hashesOf('confirmed'), hashesOf('present')];
  return { ...(seen.length === 0 ? {} : { seen }), ...(present.length === 0 ? {} : { present }) };
}
