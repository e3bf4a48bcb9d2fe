// What the law remembers of the applies: not what rollcall records, but what was declared, confirmed and held back, told from plans and
// outcomes alone. Accounts have the names that they have at their vendors, whatever the manifests call them.

import type { Outcome } from '../../src/apply/events.ts';
import type { Carried, CountedOptOut } from '../../src/base/contact-to-plan.ts';
import { byAccount } from '../../src/base/layers.ts';
import type { DesiredContact } from '../../src/contact/contact.ts';
import type { CarriedHere, Plan } from '../../src/plan/document.ts';
import type { Standings } from './story.ts';
import type { Names } from './world.ts';

/** What an apply confirmed of one account. */
export interface Recorded {
  readonly at: string;
  /** By key. */
  readonly contacts: ReadonlyMap<string, DesiredContact>;
  readonly owed: ReadonlySet<string>;
  /** Addresses that the vendor had after it, with the account: `shop/ann@example.com`. */
  readonly present: ReadonlySet<string>;
  /** Opt-outs elsewhere that counted there, by key. */
  readonly carried: ReadonlyMap<string, Carried>;
  /** Addresses of people whom an erasure has named at an apply. */
  readonly erased: ReadonlySet<string>;
  /** Addresses that were declared and confirmed at an apply, and are declared no more. */
  readonly undeclared: ReadonlySet<string>;
  /** What was held back because of an opt-out elsewhere or a suppression, by key. */
  readonly withheld: ReadonlyMap<string, 'subscription' | 'contact'>;
}

type AllRecorded = ReadonlyMap<string, Recorded>;

/** As much of a plan as the law looks at. */
export interface PlanSeen {
  readonly accounts: readonly Pick<
    Plan['accounts'][number],
    'account' | 'failures' | 'refusals' | 'held' | 'carried'
  >[];
}

/** A plan and its outcomes, with the accounts' names at their vendors. */
export function underVendorNames(
  { accounts }: PlanSeen,
  outcomes: readonly Outcome[],
  names: Names,
): { readonly plan: PlanSeen; readonly outcomes: readonly Outcome[] } {
  const atVendor = new Map(Object.entries(names).map(([vendorName, name]) => [name, vendorName]));
  const named = (name: string): string => atVendor.get(name) ?? name;
  const keyed = (key: string): string => named(key.slice(0, key.indexOf('/'))) + key.slice(key.indexOf('/'));
  return {
    plan: {
      accounts: accounts.map(({ account, held, carried, ...rest }) => ({
        ...rest,
        account: named(account),
        held: held.map((one) => ({ ...one, key: keyed(one.key) })),
        ...(carried && {
          carried: carried.map(({ key, from, ...one }) => ({
            ...one,
            key: keyed(key),
            from: from.map((counted) => ({ ...counted, account: named(counted.account) })),
          })),
        }),
      })),
    },
    outcomes: outcomes.map((one) => ({ ...one, account: named(one.account), key: keyed(one.key) })),
  };
}

/** What an apply leaves to be recorded. */
export interface Applied {
  readonly outcomes: readonly Outcome[];
  readonly after: Standings;
  /** When it was. */
  readonly at: string;
  /** Addresses of people who asked to be forgotten. */
  readonly forgotten: ReadonlySet<string>;
}

/** What is recorded after an apply, as the record does it: what was not confirmed stays as it was, and is owed. */
export function recordedAfter(
  before: AllRecorded,
  plan: PlanSeen,
  declared: readonly DesiredContact[],
  { outcomes, after, at, forgotten }: Applied,
): AllRecorded {
  const ended = new Map(outcomes.map(({ key, status }) => [key, status]));
  const today = byAccount(declared);
  const recorded = new Map(before);
  for (const { account, failures, refusals, held, carried: found } of plan.accounts) {
    if (failures.length + refusals.length > 0) continue;
    const former = before.get(account)?.contacts ?? new Map<string, DesiredContact>();
    const contacts = new Map<string, DesiredContact>();
    const owed = new Set<string>();
    const back = held.filter(({ reason }) => reason === 'opted-out-elsewhere' || reason === 'suppressed-here');
    const carried = new Map(before.get(account)?.carried);
    const wasThere = (key: string): boolean =>
      former.has(key) &&
      before.get(account)?.owed.has(key) !== true &&
      before.get(account)?.withheld.get(key) !== 'contact';
    const withheld = new Map(
      back.map(({ key, absent }) => [key, absent === true && !wasThere(key) ? 'contact' : 'subscription'] as const),
    );
    const present = presentAt(account, after);
    for (const contact of today.get(account) ?? []) {
      const isConfirmed = (ended.get(contact.key) ?? 'succeeded') === 'succeeded';
      const counts = isConfirmed ? contact : former.get(contact.key);
      if (counts !== undefined) contacts.set(contact.key, counts);
      if (!isConfirmed) owed.add(contact.key);
      if (!isConfirmed && ended.get(contact.key) !== 'blocked') continue;
      if (found === undefined) continue;
      carried.delete(contact.key);
      for (const { channel, from } of found.filter(({ key }) => key === contact.key))
        carried.set(contact.key, { ...carried.get(contact.key), [channel]: countedAt(from, at, outcomes) });
    }
    const gone = [...former].filter(([key]) => !contacts.has(key));
    // What looks like an edited address stays connected with the entry that it was, until it is written.
    for (const [key, contact] of gone)
      if ([...owed].some((other) => !former.has(other) && isSamePlace(other, contact, declared)))
        contacts.set(key, contact);
    const undeclared = new Set(before.get(account)?.undeclared);
    for (const [key, { identifiers }] of gone)
      for (const address of [identifiers.email, identifiers.phone])
        if (!contacts.has(key) && wasThere(key) && address !== undefined && !forgotten.has(address))
          undeclared.add(address);
    const erased = new Set([...(before.get(account)?.erased ?? []), ...forgotten]);
    recorded.set(account, { at, contacts, owed, present, withheld, carried, erased, undeclared });
  }
  return recorded;
}

function isSamePlace(key: string, { source }: DesiredContact, declared: readonly DesiredContact[]): boolean {
  return declared.find((contact) => contact.key === key)?.source.line === source.line;
}

/** What rollcall was to write elsewhere counts once it is written. */
function countedAt(from: CarriedHere['from'], at: string, outcomes: readonly Outcome[]): readonly CountedOptOut[] {
  const failed = new Set(outcomes.flatMap(({ account, status }) => (status === 'succeeded' ? [] : [account])));
  return from.flatMap((one) =>
    one.at === undefined && one.cause === undefined && failed.has(one.account) ? [] : [{ at, ...one }],
  );
}

function presentAt(account: string, standings: Standings): ReadonlySet<string> {
  return new Set([...(standings.get(account)?.keys() ?? [])].map((address) => `${account}/${address}`));
}

/**
 * What is remembered after a rollback: of the contacts that it took back, what was declared before the apply, and that something else
 * than that may be declared today.
 *
 * @param then what was remembered before the apply that is rolled back
 */
export function rolledBackAfter(
  before: AllRecorded,
  then: AllRecorded,
  {
    outcomes,
    whenRolledBack,
    after,
  }: {
    readonly outcomes: readonly Outcome[];
    readonly whenRolledBack: Standings;
    readonly after: Standings;
  },
): AllRecorded {
  const recorded = new Map(before);
  for (const [account, own] of before) {
    const contacts = new Map(own.contacts);
    const owed = new Set(own.owed);
    for (const { key } of outcomes.filter((one) => one.account === account && one.status === 'succeeded')) {
      const former = then.get(account)?.contacts.get(key);
      if (former === undefined) contacts.delete(key);
      else contacts.set(key, former);
      owed.add(key);
    }
    // Whom rollcall created and deleted again is new.
    const isDeleted = (address: string): boolean =>
      whenRolledBack.get(account)?.has(address) === true && after.get(account)?.has(address) !== true;
    const undeclared = new Set([...own.undeclared].filter((address) => !isDeleted(address)));
    recorded.set(account, { ...own, contacts, owed, present: presentAt(account, after), undeclared });
  }
  return recorded;
}
