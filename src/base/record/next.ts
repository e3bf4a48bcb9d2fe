// Computes the record after an apply. The record names the revision that was planned. Every contact whose change was not
// confirmed becomes an exception, which keeps the declarations that were in force for it before: those that later plans compare
// the contact with. So a declaration is forgotten only after an apply has carried it out, the manifests declare the contact anew,
// or the user has given it up (`rollcall record forget-owed`). Pure.
//
//   the contact's change …           declarations in force for the contact from now on
//   confirmed                        the planned one
//   not sent                         those that were in force before the apply
//   sent, but not confirmed          those that were in force before the apply, and the planned one
//   confirmed, under another base    the planned one, and those from before the apply if they declare more

import type { DesiredContact } from '../../contact/contact.ts';
import type { Account } from '../../manifest/configuration.ts';
import { type Seen, type SeenMembers, seenAmong, seenBefore, seenMembers } from '../consent/seen.ts';
import { type UndeclaredInputs, undeclaredAfter } from '../consent/undeclared.ts';
import { droppedDeclarations } from '../dropped.ts';
import { isSameDeclaration } from '../pairs/pair.ts';
import { type Earlier, pairLayers, proposedAmong } from '../pairs/pair-layers.ts';
import { findRenamed } from '../pairs/renamed.ts';
import { onRemoved } from '../removed.ts';
import { contactHash, formerIn, type LetGo, type RecordException, type Revision } from './document.ts';
import { interleaved, type RecordLayer, type RecordLayers } from './layers.ts';
import { remainingLetGo } from './let-go.ts';

/** How an apply ended for one contact: see the table above. */
export type Confirmation = 'confirmed' | 'not sent' | 'unconfirmed';

/** What an apply did at one account. */
export interface AppliedAccount {
  readonly account: Account;
  /** All contacts that the planned manifests declare at the account, regardless of filters. */
  readonly declared: readonly DesiredContact[];
  /** The contacts that the planned manifests propose at the account (`stage: proposed`). */
  readonly proposed?: readonly DesiredContact[];
  /** Revision of the planned manifests. */
  readonly revision: Revision;
  /** The record before the apply; no layers for a first run. */
  readonly before: RecordLayers;
  /** Returns how the apply ended for the contact with this key. */
  readonly ended: (key: string) => Confirmation;
  /**
   * True if the plan was compared with the record. Otherwise it could not remove what the record declares and the manifests no
   * longer do.
   */
  readonly wasBase: boolean;
  /** Whether the apply has deleted the contact with a key. */
  readonly isDeleted?: UndeclaredInputs['isDeleted'];
  /** Whether an erasure names the person. */
  readonly isForgotten?: UndeclaredInputs['isForgotten'];
  /** Hashes of identifiers of people whom an erasure in the plan names; absent: none. */
  readonly forgotten?: UndeclaredInputs['forgotten'];
  /** The account as the record declares it; absent: as it is declared now. */
  readonly former?: UndeclaredInputs['former'] | undefined;
  /** Whether the apply has shown that the vendor has the contact with a key, also if not all of its change was confirmed. */
  readonly isShown?: (key: string) => boolean;
  /** Keys of contacts that were not planned, because invalid entries may be about them; absent: none. */
  readonly leftOut?: ReadonlySet<string> | undefined;
}

/** What the record after an apply says in addition to its revision. */
export interface NextExceptions extends SeenMembers {
  /** The contacts for which the revision was not confirmed, with the revisions in force for them; in a stable order. */
  readonly exceptions: readonly RecordException[];
  /** Those hashes in the exceptions that belong only to former keys of contacts; absent if there are none. */
  readonly former?: readonly string[];
  /** Hashes of the identifiers of contacts that the vendor had and that nothing declares any more; absent if there are none. */
  readonly undeclared?: readonly string[];
  /** Contacts that were applied before and are proposed now; absent if there are none. */
  readonly proposed?: readonly RecordException[];
  /** Fields that no plan removes any more; absent if there are none. */
  readonly letGo?: readonly LetGo[];
}

/** Computes the exceptions of the record after an apply, and the members of the record that depend on them. */
export function nextExceptions(applied: AppliedAccount): NextExceptions {
  const { before, revision } = applied;
  const { claims, proposed: claimsOfProposed, settled } = claimsAfter(applied);
  const exceptions = groupByEntries(revisionsByHash(claims, applied));
  const proposed = groupByEntries(revisionsByHash(claimsOfProposed, { ...applied, declared: [] }));
  const letGo = remainingLetGo(before.letGo ?? [], exceptions, revision);
  const standing = proposed.length === 0 ? {} : { proposed };
  const former = formerIn(formerKeysOf(claims), exceptions);
  const { account, former: formerAccount = account, isDeleted = () => false, isForgotten = () => false } = applied;
  const inputs = { former: formerAccount, before, isDeleted, isForgotten, forgotten: applied.forgotten };
  const undeclared = undeclaredAfter([...(before.outOfScope ?? []), ...settled], inputs);
  return {
    exceptions,
    ...former,
    ...seenMembers(claims.flatMap(seenByHash)),
    ...(undeclared.length === 0 ? {} : { undeclared }),
    ...standing,
    ...(letGo.length === 0 ? {} : { letGo }),
  };
}

/** The revisions that are in force for some contacts before an apply, and which of these contacts the vendor has. */
export interface CountsBefore extends SeenMembers {
  /** The contacts for which other revisions than the planned one are in force, with these revisions. */
  readonly exceptions: readonly RecordException[];
  /**
   * Map from the hash of a contact's present key to the hashes of its former keys; contains only contacts whose key has changed.
   */
  readonly formerKeys: Readonly<Record<string, readonly string[]>>;
}

/**
 * Returns the revisions that are in force for some contacts before an apply, in the form in which the record after the apply will
 * name them.
 *
 * @param hashes hashes of the keys of these contacts
 */
export function countsBefore(
  applied: Omit<AppliedAccount, 'ended' | 'wasBase'>,
  hashes: ReadonlySet<string>,
): CountsBefore {
  const { claims } = claimsAfter({ ...applied, ended: () => 'not sent', wasBase: true });
  const chosen = claims.filter(({ own }) => own !== undefined && hashes.has(own));
  const meant = chosen.flatMap(({ own, entries }) => (own === undefined ? [] : [[own, entries] as const]));
  const former = meant.map(([own, entries]) => [own, entries.map(([hash]) => hash).filter((hash) => hash !== own)]);
  return {
    exceptions: groupByEntries(
      new Map(meant.map(([own, entries]) => [own, [...new Set(entries.map(([, at]) => at))]])),
    ),
    formerKeys: Object.fromEntries(former.filter(([, others]) => others !== undefined && others.length > 0)),
    ...seenMembers(chosen.flatMap(seenByHash)),
  };
}

/** The revisions that are in force for one contact. */
interface Claims {
  /** The revisions, oldest first, each with the hash of the contact's key in that revision. */
  readonly entries: readonly (readonly [hash: string, revision: Revision])[];
  /** Hash of the contact's key of today; undefined if it is no longer declared. */
  readonly own?: string;
  /** What this apply or an earlier one has shown of the contact; undefined if the vendor may never have had it. */
  readonly seen: Seen | undefined;
}

/** Maps every key of a contact to what is known of it, because later declarations may have any of these keys. */
function seenByHash({ entries, own, seen }: Claims): readonly (readonly [hash: string, seen: Seen | undefined])[] {
  const hashes = [...entries.map(([hash]) => hash), ...(own === undefined ? [] : [own])];
  return hashes.map((hash) => [hash, seen] as const);
}

/**
 * Returns the hashes of those keys that contacts had only in former declarations. A contact's newest key is not among them: it
 * stands for the contact.
 */
function formerKeysOf(claims: readonly Claims[]): readonly string[] {
  const standing = new Set(claims.flatMap(({ entries, own }) => own ?? entries.at(-1)?.[0] ?? []));
  return claims.flatMap(({ entries }) => entries.map(([hash]) => hash)).filter((hash) => !standing.has(hash));
}

type RevisionOf = (entry: DesiredContact) => Revision;

function claimsAfter(applied: AppliedAccount): {
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

/**
 * Maps the hash of every key to its revisions, oldest first. All keys of a contact whose key has changed get the same list, which
 * preserves the order of its declarations. If a key has passed from one contact to another, its list contains the revisions of
 * both.
 */
function revisionsByHash(
  claims: readonly Claims[],
  { declared, revision }: AppliedAccount,
): ReadonlyMap<string, readonly Revision[]> {
  const lists = new Map<string, (readonly Revision[])[]>();
  for (const { entries, own } of claims) {
    const hashes = new Set([...entries.map(([hash]) => hash), ...(own === undefined ? [] : [own])]);
    for (const hash of hashes)
      push(
        lists,
        hash,
        entries.map(([, at]) => at),
      );
  }
  const owning = new Set(claims.map(({ own }) => own));
  const keys = lists.size === 0 ? [] : declared.map(({ key }) => contactHash(key));
  // For a confirmed contact, the record's own revision is in force. If its key is in an exception because of another contact, the
  // exception must name that revision, too.
  for (const hash of keys) if (lists.has(hash) && !owning.has(hash)) push(lists, hash, [revision]);
  return new Map([...lists].map(([hash, all]) => [hash, inOneList(all)]));
}

function inOneList(lists: readonly (readonly Revision[])[]): readonly Revision[] {
  const [only = []] = lists;
  return lists.length === 1 ? only : interleaved(lists).map(({ item }) => item);
}

function push(lists: Map<string, (readonly Revision[])[]>, hash: string, revisions: readonly Revision[]): void {
  const known = lists.get(hash);
  if (known === undefined) lists.set(hash, [revisions]);
  else known.push(revisions);
}

/**
 * Groups contacts that have the same revisions into one exception each, in a stable order.
 *
 * @param byHash map from the hash of a contact's key to its revisions, oldest first
 */
export function groupByEntries(byHash: ReadonlyMap<string, readonly Revision[]>): readonly RecordException[] {
  const groups = new Map<string, { readonly entries: readonly Revision[]; readonly contacts: string[] }>();
  for (const [hash, entries] of [...byHash].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const key = entries.join(' ');
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { entries, contacts: [hash] });
    else group.contacts.push(hash);
  }
  return [...groups.values()];
}
