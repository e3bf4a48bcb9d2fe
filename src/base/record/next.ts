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
import { isSameDeclaration } from '../pair.ts';
import { type Earlier, pairLayers } from '../pair-layers.ts';
import { contactHash, type RecordException, type Revision } from './document.ts';
import type { RecordLayer, RecordLayers } from './layers.ts';

/** How an apply ended for one contact: see the table above. */
export type Confirmation = 'confirmed' | 'not sent' | 'unconfirmed';

/** What an apply did at one account. */
export interface AppliedAccount {
  readonly account: Account;
  /** Everything that the planned manifests declare at the account, regardless of filters. */
  readonly declared: readonly DesiredContact[];
  /** Revision of the planned manifests. */
  readonly revision: Revision;
  /** The record before the apply; no layers for a first run. */
  readonly before: RecordLayers;
  /** How it ended for the contact with this key. */
  readonly ended: (key: string) => Confirmation;
  /** Whether the plan was made with the record as its base; otherwise it does not know what the record declares in addition. */
  readonly wasBase: boolean;
}

/** The exceptions of the record after an apply, in a stable order. */
export function nextExceptions(applied: AppliedAccount): readonly RecordException[] {
  const { declared, before } = applied;
  const revisionOf = revisionsOfEntries(before.layers);
  const { earlierOf, unpaired } = pairLayers(declared, before.layers);
  const entries = new Map<string, readonly Revision[]>();
  for (const contact of declared) {
    for (const [hash, revisions] of exceptionsOf(contact, earlierOf.get(contact), applied, revisionOf))
      entries.set(hash, revisions);
  }
  for (const earlier of unpaired) {
    if (!isOwedAfterRemoval(earlier, applied)) continue;
    for (const [hash, revisions] of byHash(earlier.entries, revisionOf)) entries.set(hash, revisions);
  }
  return groupByEntries(entries);
}

type RevisionOf = (entry: DesiredContact) => Revision;

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

/** The exceptions that a declared contact needs, by hash; none if its planned declaration is what counts. */
function exceptionsOf(
  contact: DesiredContact,
  earlier: Earlier | undefined,
  applied: AppliedAccount,
  revisionOf: RevisionOf,
): ReadonlyMap<string, readonly Revision[]> {
  const entries = earlier?.entries ?? [];
  const ended = applied.ended(contact.key);
  const own = contactHash(contact.key);
  const wasOwed = earlier?.owed === true || applied.before.owed.has(own);
  const isSame = entries.length > 0 && entries.every((entry) => isSameDeclaration(contact, entry));
  const leavesMore = ended === 'confirmed' && !applied.wasBase && declaresMore(entries, contact, applied.account);
  if (ended === 'confirmed' ? !leavesMore : ended === 'not sent' && isSame && !wasOwed) return new Map();
  const different = entries.filter((entry) => !isSameDeclaration(contact, entry));
  const keepsOwn = ended !== 'not sent' || different.length < entries.length;
  const found = byHash(different, revisionOf);
  return new Map([...found, [own, [...(found.get(own) ?? []), ...(keepsOwn ? [applied.revision] : [])]]]);
}

/** True if an earlier entry declares something that the contact no longer does. */
function declaresMore(entries: readonly DesiredContact[], contact: DesiredContact, account: Account): boolean {
  return droppedDeclarations(contact, entries, account.capabilities).declarations !== undefined;
}

function isOwedAfterRemoval({ entries: [entry] }: Earlier, { account, ended, wasBase }: AppliedAccount): boolean {
  // `keep` owes nothing: the contact stays at the vendor as it is.
  if (entry === undefined || account.onRemoved === 'keep') return false;
  return !wasBase || ended(entry.key) !== 'confirmed';
}

function byHash(entries: readonly DesiredContact[], revisionOf: RevisionOf): Map<string, readonly Revision[]> {
  const found = new Map<string, readonly Revision[]>();
  for (const entry of entries) {
    const hash = contactHash(entry.key);
    found.set(hash, [...new Set([...(found.get(hash) ?? []), revisionOf(entry)])]);
  }
  return found;
}

function groupByEntries(entries: ReadonlyMap<string, readonly Revision[]>): readonly RecordException[] {
  const groups = new Map<string, { readonly entries: readonly Revision[]; readonly contacts: string[] }>();
  for (const [hash, revisions] of [...entries].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const key = revisions.join(' ');
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { entries: revisions, contacts: [hash] });
    else group.contacts.push(hash);
  }
  return [...groups.values()];
}
