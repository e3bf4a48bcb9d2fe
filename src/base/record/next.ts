// The record after an apply. It names the revision that was planned; every contact that was not confirmed becomes an exception,
// which keeps what was declared for it before. So nothing that was declared is forgotten until it is done, declared again, or let
// go. Pure.
//
//   the contact's change …           what counts for it from now on
//   confirmed                        the planned declaration
//   not sent                         what counted before
//   sent, but not confirmed          what counted before, and the planned declaration
//   confirmed, under another base    the planned declaration, and what counted before if it declares more than that

import type { DesiredContact } from '../../contact/contact.ts';
import type { Account } from '../../manifest/configuration.ts';
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
  /** Everything that the planned manifests declare at the account, regardless of filters. */
  readonly declared: readonly DesiredContact[];
  /** What they propose there. */
  readonly proposed?: readonly DesiredContact[];
  /** Revision of the planned manifests. */
  readonly revision: Revision;
  /** The record before the apply; no layers for a first run. */
  readonly before: RecordLayers;
  /** How it ended for the contact with this key. */
  readonly ended: (key: string) => Confirmation;
  /** Whether the plan was made with the record as its base; otherwise it does not know what the record declares in addition. */
  readonly wasBase: boolean;
  /** Keys of contacts that were not planned, because invalid entries may be about them; absent: none. */
  readonly leftOut?: ReadonlySet<string> | undefined;
}

/** What the record after an apply says in addition to its revision. */
export interface NextExceptions {
  /** The contacts for which the revision is not true, in a stable order. */
  readonly exceptions: readonly RecordException[];
  /** Hashes in the exceptions that are only former keys of contacts; absent if there are none. */
  readonly former?: readonly string[];
  /** Hashes of the keys of contacts in the exceptions that the vendor had at an apply before; absent if there are none. */
  readonly seen?: readonly string[];
  /** Contacts that were applied before and are proposed now; absent if there are none. */
  readonly proposed?: readonly RecordException[];
  /** What no plan removes any more; absent if there is nothing. */
  readonly letGo?: readonly LetGo[];
}

/** The exceptions of the record after an apply, and what of them is let go. */
export function nextExceptions(applied: AppliedAccount): NextExceptions {
  const { before, revision } = applied;
  const { claims, proposed: claimsOfProposed } = claimsAfter(applied);
  const exceptions = groupByEntries(revisionsByHash(claims, applied));
  const proposed = groupByEntries(revisionsByHash(claimsOfProposed, { ...applied, declared: [] }));
  const letGo = remainingLetGo(before.letGo ?? [], exceptions, revision);
  const standing = proposed.length === 0 ? {} : { proposed };
  const seen = claims.flatMap(({ own, isSeen }) => (own !== undefined && isSeen === true ? [own] : [])).sort();
  const former = formerIn(formerKeysOf(claims), exceptions);
  return {
    exceptions,
    ...former,
    ...(seen.length === 0 ? {} : { seen }),
    ...standing,
    ...(letGo.length === 0 ? {} : { letGo }),
  };
}

/** What counts for some contacts before an apply. */
export interface CountsBefore {
  /** The contacts for which the planned revision is not true. */
  readonly exceptions: readonly RecordException[];
  /** Hashes of the former keys of contacts whose key has changed, by the hash of the key. */
  readonly formerKeys: Readonly<Record<string, readonly string[]>>;
}

/**
 * What counts for contacts before an apply, in the terms of the record that the apply writes.
 *
 * @param hashes of the keys of these contacts
 */
export function countsBefore(
  applied: Omit<AppliedAccount, 'ended' | 'wasBase'>,
  hashes: ReadonlySet<string>,
): CountsBefore {
  const { claims } = claimsAfter({ ...applied, ended: () => 'not sent', wasBase: true });
  const meant = claims.flatMap(({ own, entries }) =>
    own !== undefined && hashes.has(own) ? [[own, entries] as const] : [],
  );
  const former = meant.map(([own, entries]) => [own, entries.map(([hash]) => hash).filter((hash) => hash !== own)]);
  return {
    exceptions: groupByEntries(
      new Map(meant.map(([own, entries]) => [own, [...new Set(entries.map(([, at]) => at))]])),
    ),
    formerKeys: Object.fromEntries(former.filter(([, others]) => others !== undefined && others.length > 0)),
  };
}

/** The revisions that count for one contact. */
interface Claims {
  /** Oldest first, each with the hash of the key that the contact has in it. */
  readonly entries: readonly (readonly [hash: string, revision: Revision])[];
  /** Hash of the contact's key of today; undefined if it is no longer declared. */
  readonly own?: string;
  /** The vendor had the contact at an apply before. */
  readonly isSeen?: boolean;
}

/** Hashes of the keys that only former declarations of contacts have: of each contact, the newest key stands for it. */
function formerKeysOf(claims: readonly Claims[]): readonly string[] {
  const standing = new Set(claims.flatMap(({ entries, own }) => own ?? entries.at(-1)?.[0] ?? []));
  return claims.flatMap(({ entries }) => entries.map(([hash]) => hash)).filter((hash) => !standing.has(hash));
}

type RevisionOf = (entry: DesiredContact) => Revision;

function claimsAfter(applied: AppliedAccount): {
  readonly claims: readonly Claims[];
  readonly proposed: readonly Claims[];
} {
  const { declared, proposed = [], before } = applied;
  const revisionOf = revisionsOfEntries(before.layers);
  const { earlierOf, unpaired } = pairLayers(declared, before.layers);
  const isProposed = proposedAmong(proposed);
  const claimOf = ({ entries }: Earlier): Claims => ({
    entries: entries.map((entry) => hashAndRevision(entry, revisionOf)),
  });
  const gone = unpaired.filter((earlier) => !isProposed(earlier));
  const isRenamed = renamedAmong(gone, earlierOf, applied);
  return {
    claims: [
      ...declared.flatMap((contact) => claimsOf(contact, earlierOf.get(contact), applied, revisionOf) ?? []),
      ...gone.filter((earlier) => isRenamed(earlier) || isOwedAfterRemoval(earlier, applied)).map(claimOf),
    ],
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

/** The revisions that count for a declared contact; undefined if its planned declaration is what counts. */
function claimsOf(
  contact: DesiredContact,
  earlier: Earlier | undefined,
  applied: AppliedAccount,
  revisionOf: RevisionOf,
): Claims | undefined {
  const entries = earlier?.entries ?? [];
  const ended = applied.ended(contact.key);
  // Nearly all contacts end here.
  if (ended === 'confirmed' && (applied.wasBase || !declaresMore(entries, contact, applied.account))) return undefined;
  const own = contactHash(contact.key);
  const planned = [own, applied.revision] as const;
  const wasOwed = earlier?.owed === true || applied.before.owed.has(own);
  const different = entries.filter((entry) => !isSameDeclaration(contact, entry));
  const isSeen = (entries.length > 0 && !wasOwed) || applied.before.seen?.has(own) === true;
  if (ended === 'not sent') {
    if (!wasOwed && entries.length > 0 && different.length === 0) return undefined;
    // The newest revision of the same declaration stands for it, so that older commits are named no longer than needed.
    const isLatestSame = entries.length > 0 && entries.at(-1) !== different.at(-1);
    const kept = (isLatestSame ? different : entries).map((entry) => hashAndRevision(entry, revisionOf));
    return { entries: isLatestSame ? [...kept, planned] : kept, own, isSeen };
  }
  return { entries: [...different.map((entry) => hashAndRevision(entry, revisionOf)), planned], own, isSeen };
}

/** True if an earlier entry declares something that the contact no longer does. */
function declaresMore(entries: readonly DesiredContact[], contact: DesiredContact, account: Account): boolean {
  return droppedDeclarations(contact, entries, account.capabilities).declarations !== undefined;
}

/**
 * Tells of entries that are gone whether they look like a declared one whose email was edited and that was not written. Nothing but the
 * record connects the two, so that the next plan would make a second person of it.
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
  // Its entry is invalid, not gone.
  if (newest !== undefined && leftOut?.has(newest.key) === true) return true;
  // `keep` owes nothing: the contact stays at the vendor as it is.
  if (newest === undefined || onRemoved(newest, account) === 'keep') return false;
  return !wasBase || ended(newest.key) !== 'confirmed';
}

/**
 * The revisions of every hash, oldest first. All hashes of a contact whose key changed have the same list, which says what was applied
 * first. A key may have passed from one contact to another: then the revisions of both count.
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
  // A confirmed contact counts at the record's own revision, which its exception must say if its key is in one.
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

/** The exceptions in which contacts have these revisions, by the hash of their key; in a stable order. */
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
