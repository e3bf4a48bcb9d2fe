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

import { type SeenMembers, seenMembers } from '../../consent/seen.ts';
import { undeclaredAfter } from '../../consent/undeclared.ts';
import { contactHash, formerIn, type LetGo, type RecordException, type Revision } from '../document.ts';
import { interleaved } from '../layers.ts';
import { remainingLetGo } from '../let-go.ts';
import type { AppliedAccount } from './applied.ts';
import { type Claims, claimsAfter, formerKeysOf, seenByHash } from './claims.ts';

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
