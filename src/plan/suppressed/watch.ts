// Looks for people who must not be mailed while the live contacts of an account are read. Enters: the account's guard (an index
// of its suppressions and erasures). Leaves: what to ask for in addition to the declared contacts, and decisions on people whom
// no manifest declares.

import { undeclaredContact } from '../../base/suppressed/contacts.ts';
import { type DesiredContact, type Identifier, identifierKey, type LiveContact } from '../../contact/contact.ts';
import type { Question, ReadReport, ReadStrategy } from '../../live/source.ts';
import type { Account } from '../../manifest/configuration.ts';
import type { Guard } from '../../manifest/suppressions/guard.ts';
import type { Suppression } from '../../manifest/suppressions/person.ts';
import { decide } from '../decide.ts';
import type { Decision } from '../decision.ts';
import type { ReadFailure, SuppressionCounts } from '../document.ts';
import { liveKey } from '../match.ts';
import { groupFailures } from '../pending-contact.ts';
import type { Sought } from './sought.ts';

/** A decision on a contact. */
export interface ContactDecision {
  readonly desired: DesiredContact;
  readonly decision: Decision;
  /**
   * The suppression or erasure that names a matching live contact; absent if none does, or if the declared contact has its own.
   */
  readonly sought?: Sought | undefined;
}

/** The search of one account for people who must not be mailed. */
export interface Watch {
  /** Returns the questions to ask in addition to the given ones. */
  readonly questions: (asked: readonly Question[]) => readonly Question[];
  /** How to read the account; undefined for the fastest strategy. */
  readonly strategy: ReadStrategy | undefined;
  /** Returns the suppression that names a live contact; undefined if none does. */
  readonly find: Guard['find'];
  /** Returns a suppression in the form in which decisions report it. */
  readonly soughtBy: (suppression: Suppression) => Sought;
  /** Accepts a live contact that no declared contact matches. */
  readonly accept: (live: LiveContact) => void;
  /** Returns the decisions on suppressed people whom no declared contact matches. `taken`: keys of declared contacts. */
  readonly decisions: (taken: ReadonlySet<string>) => readonly ContactDecision[];
  /** Returns the look-ups of suppressed people that failed. */
  readonly failures: (report: ReadReport) => readonly ReadFailure[];
  readonly counts: SuppressionCounts;
}

/** Starts the search of one account. */
export function watchSuppressed(account: Account, guard: Guard): Watch {
  const { lookUp } = account.capabilities.identity;
  const { list } = account.capabilities.reads;
  const asks = guard.sought.filter(({ kind }) => lookUp.includes(kind));
  const needsListing = asks.length < guard.sought.length || guard.seeksDigests;
  const found = new Map<string, { readonly live: LiveContact; readonly suppression: Suppression }>();
  return {
    questions: (asked) => unasked(asks, asked),
    strategy: needsListing && list !== undefined ? 'list' : undefined,
    find: guard.find,
    soughtBy: (suppression) => soughtBy(suppression, guard),
    accept: (live) => {
      const suppression = guard.find(live);
      if (suppression !== undefined) found.set(liveKey(live), { live, suppression });
    },
    decisions: (taken) => decideFound(account, [...found.values()], guard, taken),
    failures: (report) => failuresOf(account, asks, report),
    counts: {
      people: guard.people,
      ...(guard.digests > 0 && list === undefined ? { declaredOnly: guard.digests } : {}),
    },
  };
}

function unasked(asks: readonly Identifier[], asked: readonly Question[]): readonly Question[] {
  if (asks.length === 0) return [];
  const known = new Set(asked.map(({ ask }) => identifierKey(ask)));
  return asks.filter((ask) => !known.has(identifierKey(ask))).map((ask) => ({ ask, also: [] }));
}

function decideFound(
  account: Account,
  found: readonly { readonly live: LiveContact; readonly suppression: Suppression }[],
  guard: Guard,
  taken: ReadonlySet<string>,
): readonly ContactDecision[] {
  const keys = new Set(taken);
  const sorted = found
    .map(({ live, suppression }) => ({
      live,
      suppression,
      contact: undeclaredContact(account, live, suppression),
    }))
    .sort((a, b) => (a.contact.desired.key + liveKey(a.live) < b.contact.desired.key + liveKey(b.live) ? -1 : 1));
  return sorted.flatMap(({ live, suppression, contact }) => {
    if (!guard.isSought(suppression, contact.desired.key)) return [];
    // Two live contacts may share an address, so make the key unique by the live contact's own key.
    const key = keys.has(contact.desired.key) ? `${account.name}/${liveKey(live)}` : contact.desired.key;
    keys.add(key);
    const desired = { ...contact.desired, key };
    const decision = decide({ ...contact, desired }, live, account);
    const isSaid = 'notices' in decision && decision.notices.length > 0;
    const sought = soughtBy(suppression, guard);
    return decision.kind === 'change' || isSaid ? [{ desired, decision, sought }] : [];
  });
}

function soughtBy(suppression: Suppression, guard: Guard): Sought {
  const { source, erasure } = suppression;
  return { isErasure: erasure !== undefined, source, isNew: guard.isAdded(suppression) };
}

function failuresOf(account: Account, asks: readonly Identifier[], { failed }: ReadReport): readonly ReadFailure[] {
  if (failed.size === 0) return [];
  return groupFailures(
    asks.map((ask) => ({ key: `${account.name}/${ask.value}`, problem: failed.get(identifierKey(ask)) })),
  );
}

/** Adds the decisions on people whom no manifest declares, and sorts all decisions by key. */
export function withUndeclared(decisions: readonly ContactDecision[], watch: Watch): readonly ContactDecision[] {
  const more = watch.decisions(new Set(decisions.map(({ desired }) => desired.key)));
  if (more.length === 0) return decisions;
  return [...decisions, ...more].sort(({ desired: a }, { desired: b }) => (a.key < b.key ? -1 : 1));
}
