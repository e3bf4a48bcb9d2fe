// Plays a history: planner, codecs, apply engine and the sandbox's handlers are the real ones; only HTTP, files and git are left out.

import { applyPlan } from '../../src/apply/engine.ts';
import type { Outcome } from '../../src/apply/events.ts';
import { withBase } from '../../src/base/compare.ts';
import { wasUndeclared } from '../../src/base/consent/undeclared.ts';
import type { Carried, ConfigurationToPlan, CountedOptOut } from '../../src/base/contact-to-plan.ts';
import { type Base, byAccount } from '../../src/base/layers.ts';
import { withOutdatedClaims } from '../../src/base/outdated-claims.ts';
import { contactHash } from '../../src/base/record/document.ts';
import { withSuppressions } from '../../src/base/suppressed/configuration.ts';
import { withErased } from '../../src/base/suppressed/erased.ts';
import { sha256 } from '../../src/contact/canonical.ts';
import type { DesiredContact } from '../../src/contact/contact.ts';
import { type Clock, systemClock } from '../../src/http/clock.ts';
import type { Account, Configuration } from '../../src/manifest/configuration.ts';
import type { CarriedHere, Plan } from '../../src/plan/document.ts';
import { contactsToApply } from '../../src/plan/suppressed/from-plan.ts';
import { makePlan } from '../../src/workflows/plan.ts';
import { judgeApply, silentIn } from './law.ts';
import { doDeed, type Standing, standingAt } from './mailing.ts';
import { type Memory, openMemory } from './memory.ts';
import { openVendors, type Trouble, type Vendors } from './vendors.ts';
import {
  contactsOf,
  DIGEST_VARIABLES,
  dayOf,
  digestsOf,
  EMAILS,
  type Event,
  emailOf,
  emailsOf,
  type History,
  historyOf,
  NOTHING_DECLARED,
  PEOPLE,
  type Person,
  type Revision,
} from './world.ts';

/** How every address stands at every account: account, then address. */
export type Standings = ReadonlyMap<string, ReadonlyMap<string, Standing>>;

/** What an apply confirmed of one account. */
export interface Recorded {
  readonly at: string;
  /** By key. */
  readonly contacts: ReadonlyMap<string, DesiredContact>;
  readonly owed: ReadonlySet<string>;
  /** Keys of the contacts that the vendor had after it. */
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

interface World {
  readonly accounts: readonly Account[];
  readonly spreads: boolean;
  readonly memory: Memory;
  readonly vendors: Vendors;
  readonly revisions: Revision[];
  recorded: ReadonlyMap<string, Recorded>;
  tick: number;
}

/** What a history did wrong, and what it consisted of. */
export interface Played {
  readonly violations: readonly string[];
  readonly events: readonly Event[];
  readonly applies: number;
  /** How every address stands in the end. */
  readonly standings: Standings;
}

/** Plays the history of a seed. */
export function play(seed: number): Promise<Played> {
  return playHistory(historyOf(seed), `seed ${seed}`);
}

export async function playHistory(history: History, name: string): Promise<Played> {
  const world = openWorld(history);
  const violations: string[] = [];
  let applies = 0;
  for (const [tick, event] of history.events.entries()) {
    world.tick = tick;
    const found = await happen(world, event);
    if (found === undefined) continue;
    applies += 1;
    violations.push(...found.map((text) => `${name}, day ${tick}, ${event.kind}: ${text}`));
  }
  return { violations, events: history.events, applies, standings: standings(world) };
}

function openWorld({ accounts, spreads }: History): World {
  const begun = { accounts, spreads, memory: openMemory(accounts), revisions: [NOTHING_DECLARED], tick: 0 };
  const world = { ...begun, recorded: new Map() } as unknown as World & { vendors: Vendors };
  return Object.assign(world, { vendors: openVendors(() => Date.parse(dayOf(world.tick))) });
}

/** The manifests after an event that changes them; undefined for any other event. */
export function nextRevision(revisions: readonly Revision[], event: Event): Revision | undefined {
  const today = revisions.at(-1) ?? NOTHING_DECLARED;
  const { people } = today;
  switch (event.kind) {
    case 'declare':
      return { ...today, people: { ...people, [event.person]: event.declaration } };
    case 'drop':
      return { ...today, people: without(event.person, people) };
    case 'edit address': {
      const own = people[event.person];
      return own && { ...today, people: { ...people, [event.person]: { ...own, isSecondEmail: !own.isSecondEmail } } };
    }
    case 'suppress':
      return { ...today, suppressed: [...new Set([...today.suppressed, event.person])] };
    case 'forget': {
      const forgotten = [...new Set([...today.forgotten, event.person])];
      return { ...today, people: without(event.person, people), forgotten };
    }
    case 'revert':
      return revisions.at(-1 - event.commits) ?? NOTHING_DECLARED;
    default:
      return undefined;
  }
}

function without(person: Person, { [person]: _, ...others }: Revision['people']): Revision['people'] {
  return others;
}

/** @returns what an apply did wrong; undefined for any other event */
async function happen(world: World, event: Event): Promise<readonly string[] | undefined> {
  const next = nextRevision(world.revisions, event);
  if (next !== undefined) world.revisions.push(next);
  switch (event.kind) {
    case 'pull':
      world.revisions.push(pulled(world));
      return undefined;
    case 'apply':
      return applyAll(world, {});
    case 'apply one account':
      return applyAll(world, { only: event.account });
    case 'apply while one is down':
      return applyAll(world, { down: event.account });
    case 'apply and be killed':
      return applyAll(world, { writes: event.writes });
    case 'leave before the apply':
      return applyAll(world, { leaving: event });
    default:
      if ('isSecondEmail' in event) deed(world, event);
      return undefined;
  }
}

/** The manifests after they have taken over who came back and who left, each at that account alone. */
function pulled(world: World): Revision {
  const today = world.revisions.at(-1) ?? NOTHING_DECLARED;
  const live = standings(world);
  const people: { -readonly [P in Person]?: Revision['people'][P] } = {};
  for (const person of PEOPLE) {
    const own = today.people[person];
    if (own === undefined) continue;
    const at: Record<string, 'subscribed' | 'unsubscribed'> = { ...own.at };
    for (const account of own.accounts) {
      const found = live.get(account)?.get(emailOf(person, own.isSecondEmail));
      const declared = own.at?.[account] ?? own.status;
      if (found?.mailable === true && declared === 'unsubscribed') at[account] = 'subscribed';
      if (found?.optOut !== undefined && declared === 'subscribed') at[account] = 'unsubscribed';
    }
    people[person] = { ...own, at };
  }
  return { ...today, people };
}

type DeedEvent = Extract<Event, { readonly isSecondEmail: boolean }>;

function deed({ accounts, vendors, tick, memory }: World, { kind, person, account, isSecondEmail }: DeedEvent): void {
  const at = accounts.find(({ name }) => name === account);
  if (at === undefined) return;
  const email = emailOf(person, isSecondEmail);
  vendors.change(at, (state) => {
    if (doDeed(at, state, kind, { email, at: dayOf(tick) })) memory.noteDeed(at, email, kind);
  });
}

interface Circumstances {
  readonly only?: string;
  readonly down?: string;
  readonly writes?: number;
  /** Somebody who leaves between the plan and its apply. */
  readonly leaving?: Extract<Event, { readonly kind: 'leave before the apply' }>;
}

async function applyAll(world: World, { only, down, writes, leaving }: Circumstances): Promise<readonly string[]> {
  const { accounts, vendors } = world;
  const revision = world.revisions.at(-1) ?? NOTHING_DECLARED;
  const declared = contactsOf(revision, accounts);
  const inScope = accounts.filter(({ name }) => only === undefined || name === only);
  const trouble: Trouble = { down: new Set(down === undefined ? [] : [down]), writesLeft: Number.POSITIVE_INFINITY };
  const configuration = planned(world, revision, declared, inScope);
  const connected = vendors.connected(accounts, trouble);
  const outside = accounts
    .filter(({ name }) => !inScope.some((one) => one.name === name))
    .map((account) => ({ account, source: connected.get(account.name)?.source }));
  const whenPlanned = standings(world);
  const options = { filters: { accounts: [], contacts: [], changed: false }, base: { name: 'record', commits: [] } };
  const { now } = clockAt(world);
  const plan = await makePlan(configuration, connected, { ...options, outside, now });
  if (leaving !== undefined) deed(world, { ...leaving, kind: 'leave', isSecondEmail: false });
  trouble.writesLeft = writes ?? Number.POSITIVE_INFINITY;
  const before = standings(world);
  const { outcomes } = await applyPlan({
    plan,
    accounts: new Map([...connected].filter(([name]) => inScope.some((account) => account.name === name))),
    contacts: contactsToApply(plan, configuration),
    clock: clockAt(world),
    listener: () => undefined,
  });
  const after = standings(world);
  const { spreads, memory } = world;
  const silent = silentIn(revision);
  const said = { accounts, declared, ...silent, spreads, cameBack: memory.cameBack };
  const violations = judgeApply({ ...said, recorded: world.recorded, whenPlanned, before, after });
  const applied = { outcomes: [...outcomes], after, at: dayOf(world.tick), forgotten: silent.forgotten };
  if (plan.complete && applied.outcomes.every(({ status }) => status === 'succeeded' || status === 'blocked'))
    memory.noteApply(inScope, { after, declared, leaver: leaving && emailOf(leaving.person, false) });
  world.recorded = recordedAfter(world.recorded, plan, declared, applied);
  return violations;
}

function clockAt({ tick }: World): Clock {
  const now = Date.parse(dayOf(tick));
  return { ...systemClock, now: () => now, sleep: async () => undefined };
}

function planned(
  world: World,
  revision: Revision,
  declared: readonly DesiredContact[],
  inScope: readonly Account[],
): ConfigurationToPlan {
  const whole = {
    ...configurationOf(world.accounts, declared),
    ...listedIn(revision),
    ...(world.spreads ? ({ optOuts: 'spread' } as const) : {}),
  };
  const names = new Set(inScope.map(({ name }) => name));
  const chosen = { ...whole, accounts: inScope, contacts: declared.filter(({ account }) => names.has(account)) };
  const { configuration } = withBase({ configuration: chosen, whole }, baseOf(world));
  const recorded = [...world.recorded];
  const contacts = recorded.flatMap(([, own]) => [...own.contacts.values()]);
  const committedAt = new Map(recorded.map(([name, { at }]) => [name, at] as const));
  const earlier = [{ configuration: configurationOf(world.accounts, contacts), committedAt }];
  const contactsToday = withOutdatedClaims(configuration.contacts, declared, earlier);
  const environment = { environment: DIGEST_VARIABLES };
  const guarded = withSuppressions({ ...configuration, contacts: contactsToday }, new Map(), environment);
  return withErased(guarded.configuration, erasedIn(world), environment);
}

function erasedIn({ recorded }: World): Parameters<typeof withErased>[1] {
  return new Map(
    [...recorded].map(([name, { erased, at }]) => {
      const people = PEOPLE.filter((person) => emailsOf(person).some((email) => erased.has(email)));
      return [name, { digests: new Set(people.flatMap(digestsOf)), at }];
    }),
  );
}

const LISTED_AT = { file: 'silent.yaml', line: 1, column: 1 } as const;

function listedIn({ suppressed, forgotten }: Revision): Pick<Configuration, 'suppressions' | 'erasures'> {
  const emails = suppressed.flatMap(emailsOf);
  return {
    suppressions: emails.map((value) => ({ kind: 'email', value, source: LISTED_AT })),
    erasures: forgotten.flatMap(digestsOf).map((digest) => ({ digest, ids: {}, isDone: false, source: LISTED_AT })),
  };
}

function configurationOf(accounts: readonly Account[], contacts: readonly DesiredContact[]): Configuration {
  return { accounts, contacts, unsupportedFields: [], digest: sha256(''), files: 1 };
}

function baseOf({ accounts, recorded }: World): Base {
  const layers = [...recorded].map(
    ([name, { contacts }]) => [name, [{ contacts: [...contacts.values()], owed: false }]] as const,
  );
  return {
    accounts: accounts.filter(({ name }) => recorded.has(name)),
    layers: new Map(layers),
    isOwed: (key) => recorded.get(key.slice(0, key.indexOf('/')))?.owed.has(key) === true,
    carried: (key) => recorded.get(key.slice(0, key.indexOf('/')))?.carried.get(key),
    withheld: (key) => recorded.get(key.slice(0, key.indexOf('/')))?.withheld.get(key),
    wasUndeclared: (contact) => wasUndeclared(contact, hashesOf(recorded.get(contact.account)?.undeclared)),
    appliedAt: new Map([...recorded].map(([name, { at }]) => [name, at])),
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
  before: ReadonlyMap<string, Recorded>,
  plan: Plan,
  declared: readonly DesiredContact[],
  { outcomes, after, at, forgotten }: Applied,
): ReadonlyMap<string, Recorded> {
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
    const present = [...(after.get(account)?.keys() ?? [])].map((email) => `${account}/${email}`);
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
      if (!contacts.has(key) && wasThere(key) && identifiers.email !== undefined && !forgotten.has(identifiers.email))
        undeclared.add(identifiers.email);
    const erased = new Set([...(before.get(account)?.erased ?? []), ...forgotten]);
    recorded.set(account, { at, contacts, owed, present: new Set(present), withheld, carried, erased, undeclared });
  }
  return recorded;
}

function hashesOf(emails: ReadonlySet<string> = new Set()): ReadonlySet<string> {
  return new Set([...emails].map((email) => contactHash(`/${email}`)));
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

function standings({ accounts, vendors }: World): Standings {
  return new Map(
    accounts.map((account) => {
      const state = vendors.state(account);
      const known = EMAILS.flatMap((email) => {
        const standing = standingAt(account, state, email);
        return standing === undefined ? [] : [[email, standing] as const];
      });
      return [account.name, new Map(known)];
    }),
  );
}
