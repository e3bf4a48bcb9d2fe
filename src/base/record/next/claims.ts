// Collects, for every contact of an account, the revisions of its declarations that are in force after an apply.

import type { DesiredContact } from '../../../contact/contact.ts';
import type { Account } from '../../../manifest/configuration.ts';
import { type Seen, seenAmong, seenBefore } from '../../consent/seen.ts';
import { droppedDeclarations } from '../../dropped.ts';
import { isSameDeclaration } from '../../pairs/pair.ts';
import { type Earlier, pairLayers, proposedAmong } from '../../pairs/pair-layers.ts';
import { findRenamed } from '../../pairs/renamed.ts';
import { onRemoved } from '../../removed.ts';
import { contactHash, type Revision } from '../document.ts';
import type { RecordLayer } from '../layers.ts';
import type { AppliedAccount } from './applied.ts';

/** The revisions that are in force for one contact. */
export interface Claims {
  /** The revisions, oldest first, each with the hash of the contact's key in that revision. */
  readonly entries: readonly (readonly [hash: string, revision: Revision])[];
  /** Hash of the contact's key of today; undefined if it is no longer declared. */
  readonly own?: string;
  /** What this apply or an earlier one has shown of the contact; undefined if the vendor may never have had it. */
  readonly seen: Seen | undefined;
}

/** Maps every key of a contact to what is known of it, because later declarations may have any of these keys. */
export function seenByHash({
  entries,
  own,
  seen,
}: Claims): readonly (readonly [hash: string, seen: Seen | undefined])[] {
  const hashes = [...entries.map(([hash]) => hash), ...(own === undefined ? [] : [own])];
  return hashes.map((hash) => [hash, seen] as const);
}

/**
 * Returns the hashes of those keys that contacts had only in former declarations. A contact's newest key is not among them: it
 * stands for the contact.
 */
export function formerKeysOf(claims: readonly Claims[]): readonly string[] {
  const standing = new Set(claims.flatMap(({ entries, own }) => own ?? entries.at(-1)?.[0] ?? []));
  return claims.flatMap(({ entries }) => entries.map(([hash]) => hash)).filter((hash) => !standing.has(hash));
}

type RevisionOf = (entry: DesiredContact) => Revision;

/**
 * Returns what is in force after an apply: for the contacts that need an exception, for proposed ones, and which contacts are settled,
 * because nothing of them counts any more.
 */
export function claimsAfter(applied: AppliedAccount): {
  readonly claims: readonly Claims[];
  readonly proposed: readonly Claims[];
  /** Contacts of which nothing counts any more. */
  readonly settled: readonly Earlier[];
} {
  const { declared, proposed = [], before } = applied;
  const revisionOf = revisionsOfEntries(before.layers);
  const { earlierOf, unpaired } = pairLayers(declared, before.layers);
  const isProposed = proposedAmong(proposed);
  const claimOf = ({ entries: declarations, owed }: Earlier): Claims => {
    const entries = declarations.map((entry) => hashAndRevision(entry, revisionOf));
    const hashes = entries.map(([hash]) => hash);
    // The vendor never had a contact that was wholly held back. Once the contact is removed, the record no longer says so.
    const wasAbsent = hashes.some((hash) => before.absent?.has(hash));
    const seen = wasAbsent ? seenAmong(hashes, before) : seenBefore(hashes, owed, before);
    return { entries, seen: seen ?? shownNow(declarations, applied) };
  };
  const gone = unpaired.filter((earlier) => !isProposed(earlier));
  const isRenamed = renamedAmong(gone, earlierOf, applied);
  const stays = (earlier: Earlier): boolean => isRenamed(earlier) || isOwedAfterRemoval(earlier, applied);
  return {
    claims: [
      ...declared.flatMap((contact) => claimsOf(contact, earlierOf.get(contact), applied, revisionOf) ?? []),
      ...gone.filter(stays).map(claimOf),
    ],
    settled: gone.filter((earlier) => !stays(earlier)),
    proposed: unpaired.filter(isProposed).map(claimOf),
  };
}

function revisionsOfEntries(layers: readonly RecordLayer[]): RevisionOf {
  const revisions = new Map(
    layers.flatMap(({ revision, contacts }) => contacts.map((contact) => [contact, revision] as const)),
  );
  return (entry) => {
    const revision = revisions.get(entry);
    if (revision === undefined) throw new RangeError('an entry of a record has a revision');
    return revision;
  };
}

function hashAndRevision(entry: DesiredContact, revisionOf: RevisionOf): readonly [string, Revision] {
  return [contactHash(entry.key), revisionOf(entry)];
}

/**
 * Returns the revisions in force for a declared contact; undefined if only its planned declaration is, so that it needs no
 * exception.
 */
function claimsOf(
  contact: DesiredContact,
  earlier: Earlier | undefined,
  applied: AppliedAccount,
  revisionOf: RevisionOf,
): Claims | undefined {
  const entries = earlier?.entries ?? [];
  const ended = applied.ended(contact.key);
  // Nearly all contacts are confirmed and return here.
  if (ended === 'confirmed' && (applied.wasBase || !declaresMore(entries, contact, applied.account))) return undefined;
  const own = contactHash(contact.key);
  const planned = [own, applied.revision] as const;
  const wasOwed = earlier?.owed === true || applied.before.owed.has(own);
  const different = entries.filter((entry) => !isSameDeclaration(contact, entry));
  const seen = seenAfter(contact, earlier, applied);
  if (ended === 'not sent') {
    if (!wasOwed && entries.length > 0 && different.length === 0) return undefined;
    // If the latest earlier declaration is the same as the planned one, name the planned revision instead, so that the record
    // names older commits no longer than needed.
    const isLatestSame = entries.length > 0 && entries.at(-1) !== different.at(-1);
    const kept = (isLatestSame ? different : entries).map((entry) => hashAndRevision(entry, revisionOf));
    return { entries: isLatestSame ? [...kept, planned] : kept, own, seen };
  }
  return { entries: [...different.map((entry) => hashAndRevision(entry, revisionOf)), planned], own, seen };
}

/** Returns what this apply or an earlier one has shown of a declared contact. */
function seenAfter(contact: DesiredContact, earlier: Earlier | undefined, applied: AppliedAccount): Seen | undefined {
  if (applied.ended(contact.key) === 'confirmed') return 'confirmed';
  const { entries = [], owed = false } = earlier ?? {};
  const hashes = [contact, ...entries].map(({ key }) => contactHash(key));
  const before = entries.length === 0 ? seenAmong(hashes, applied.before) : seenBefore(hashes, owed, applied.before);
  return before ?? shownNow([contact], applied);
}

function shownNow(declarations: readonly DesiredContact[], { isShown }: AppliedAccount): Seen | undefined {
  return declarations.some(({ key }) => isShown?.(key)) ? 'present' : undefined;
}

/** True if an earlier declaration has something that the contact no longer declares. */
function declaresMore(entries: readonly DesiredContact[], contact: DesiredContact, account: Account): boolean {
  return droppedDeclarations(contact, entries, account.capabilities).declarations !== undefined;
}

/**
 * Returns a function that is true for a contact that is no longer declared and looks like a declared one whose email was edited,
 * if this apply did not write the latter. The record keeps such contacts: nothing else connects the two, and without it the next
 * plan would create a second person.
 */
function renamedAmong(
  gone: readonly Earlier[],
  earlierOf: ReadonlyMap<DesiredContact, Earlier>,
  { declared, ended }: AppliedAccount,
): (earlier: Earlier) => boolean {
  if (gone.length === 0) return () => false;
  const added = declared.filter((contact) => !earlierOf.has(contact) && ended(contact.key) === 'not sent');
  const { laterOf } = findRenamed(added, gone);
  return ({ entries }) => entries.some((entry) => laterOf.has(entry));
}

function isOwedAfterRemoval({ entries }: Earlier, { account, ended, wasBase, leftOut }: AppliedAccount): boolean {
  const newest = entries.at(-1);
  // The contact may still be declared, in an entry that is invalid and was left out.
  if (newest !== undefined && leftOut?.has(newest.key) === true) return true;
  // With `keep`, the contact stays at the vendor as it is, so no work is left undone.
  if (newest === undefined || onRemoved(newest, account) === 'keep') return false;
  return !wasBase || ended(newest.key) !== 'confirmed';
}
