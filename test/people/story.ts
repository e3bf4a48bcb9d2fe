// Plays a history: planner, codecs, apply engine and the sandbox's handlers are the real ones; only HTTP, files and git are left out.

import { applyPlan } from '../../src/apply/engine.ts';
import type { Outcome } from '../../src/apply/events.ts';
import { withBase } from '../../src/base/compare.ts';
import type { ConfigurationToPlan } from '../../src/base/contact-to-plan.ts';
import { type Base, byAccount } from '../../src/base/layers.ts';
import { withOutdatedClaims } from '../../src/base/outdated-claims.ts';
import { sha256 } from '../../src/contact/canonical.ts';
import type { DesiredContact } from '../../src/contact/contact.ts';
import { type Clock, systemClock } from '../../src/http/clock.ts';
import type { Account, Configuration } from '../../src/manifest/configuration.ts';
import type { Plan } from '../../src/plan/document.ts';
import { makePlan } from '../../src/workflows/plan.ts';
import { judgeApply } from './law.ts';
import { doDeed, type Standing, standingAt } from './mailing.ts';
import { openVendors, type Trouble, type Vendors } from './vendors.ts';
import { contactsOf, dayOf, EMAILS, type Event, emailOf, type History, historyOf, type Revision } from './world.ts';

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
  /** What was held back because of an opt-out elsewhere, by key. */
  readonly withheld: ReadonlyMap<string, 'subscription' | 'contact'>;
}

interface World {
  readonly accounts: readonly Account[];
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
}

/** Plays the history of a seed. */
export async function play(seed: number): Promise<Played> {
  const history = historyOf(seed);
  const world = openWorld(history);
  const violations: string[] = [];
  let applies = 0;
  for (const [tick, event] of history.events.entries()) {
    world.tick = tick;
    const found = await happen(world, event);
    if (found === undefined) continue;
    applies += 1;
    violations.push(...found.map((text) => `seed ${seed}, day ${tick}, ${event.kind}: ${text}`));
  }
  return { violations, events: history.events, applies };
}

function openWorld({ accounts }: History): World {
  const world = { accounts, revisions: [{}], recorded: new Map(), tick: 0 } as unknown as World & { vendors: Vendors };
  return Object.assign(world, { vendors: openVendors(() => Date.parse(dayOf(world.tick))) });
}

/** The manifests after an event that changes them; undefined for any other event. */
export function nextRevision(revisions: readonly Revision[], event: Event): Revision | undefined {
  const today = revisions.at(-1) ?? {};
  switch (event.kind) {
    case 'declare':
      return { ...today, [event.person]: event.declaration };
    case 'drop': {
      const { [event.person]: _, ...others } = today;
      return others;
    }
    case 'edit address': {
      const own = today[event.person];
      return own && { ...today, [event.person]: { ...own, isSecondEmail: !own.isSecondEmail } };
    }
    case 'revert':
      return revisions.at(-1 - event.commits) ?? {};
    default:
      return undefined;
  }
}

/** @returns what an apply did wrong; undefined for any other event */
async function happen(world: World, event: Event): Promise<readonly string[] | undefined> {
  const next = nextRevision(world.revisions, event);
  if (next !== undefined) world.revisions.push(next);
  switch (event.kind) {
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

type DeedEvent = Extract<Event, { readonly isSecondEmail: boolean }>;

function deed({ accounts, vendors, tick }: World, { kind, person, account, isSecondEmail }: DeedEvent): void {
  const at = accounts.find(({ name }) => name === account);
  if (at === undefined) return;
  const email = emailOf(person, isSecondEmail);
  vendors.change(at, (state) => void doDeed(at, state, kind, { email, at: dayOf(tick) }));
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
  const declared = contactsOf(world.revisions.at(-1) ?? {}, accounts);
  const inScope = accounts.filter(({ name }) => only === undefined || name === only);
  const trouble: Trouble = { down: new Set(down === undefined ? [] : [down]), writesLeft: Number.POSITIVE_INFINITY };
  const configuration = planned(world, declared, inScope);
  const connected = vendors.connected(accounts, trouble);
  const outside = accounts
    .filter(({ name }) => !inScope.some((one) => one.name === name))
    .map((account) => ({ account, source: connected.get(account.name)?.source }));
  const whenPlanned = standings(world);
  const options = { filters: { accounts: [], contacts: [], changed: false }, base: { name: 'record', commits: [] } };
  const plan = await makePlan(configuration, connected, { ...options, outside });
  if (leaving !== undefined) deed(world, { ...leaving, kind: 'leave', isSecondEmail: false });
  trouble.writesLeft = writes ?? Number.POSITIVE_INFINITY;
  const before = standings(world);
  const { outcomes } = await applyPlan({
    plan,
    accounts: new Map([...connected].filter(([name]) => inScope.some((account) => account.name === name))),
    contacts: new Map(configuration.contacts.map((contact) => [contact.desired.key, contact])),
    clock: clockAt(world),
    listener: () => undefined,
  });
  const after = standings(world);
  const violations = judgeApply({ accounts, declared, recorded: world.recorded, whenPlanned, before, after });
  const applied = { outcomes: [...outcomes], after, at: dayOf(world.tick) };
  world.recorded = recordedAfter(world.recorded, plan, declared, applied);
  return violations;
}

function clockAt({ tick }: World): Clock {
  const now = Date.parse(dayOf(tick));
  return { ...systemClock, now: () => now, sleep: async () => undefined };
}

function planned(world: World, declared: readonly DesiredContact[], inScope: readonly Account[]): ConfigurationToPlan {
  const whole = configurationOf(world.accounts, declared);
  const names = new Set(inScope.map(({ name }) => name));
  const chosen = { ...whole, accounts: inScope, contacts: declared.filter(({ account }) => names.has(account)) };
  const { configuration } = withBase({ configuration: chosen, whole }, baseOf(world));
  const recorded = [...world.recorded];
  const contacts = recorded.flatMap(([, own]) => [...own.contacts.values()]);
  const committedAt = new Map(recorded.map(([name, { at }]) => [name, at] as const));
  const earlier = [{ configuration: configurationOf(world.accounts, contacts), committedAt }];
  return { ...configuration, contacts: withOutdatedClaims(configuration.contacts, declared, earlier) };
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
    withheld: (key) => recorded.get(key.slice(0, key.indexOf('/')))?.withheld.get(key),
    appliedAt: new Map([...recorded].map(([name, { at }]) => [name, at])),
  };
}

/** What an apply leaves to be recorded. */
export interface Applied {
  readonly outcomes: readonly Outcome[];
  readonly after: Standings;
  /** When it was. */
  readonly at: string;
}

/** What is recorded after an apply, as the record does it: what was not confirmed stays as it was, and is owed. */
export function recordedAfter(
  before: ReadonlyMap<string, Recorded>,
  plan: Plan,
  declared: readonly DesiredContact[],
  { outcomes, after, at }: Applied,
): ReadonlyMap<string, Recorded> {
  const ended = new Map(outcomes.map(({ key, status }) => [key, status]));
  const today = byAccount(declared);
  const recorded = new Map(before);
  for (const { account, failures, refusals, held } of plan.accounts) {
    if (failures.length + refusals.length > 0) continue;
    const former = before.get(account)?.contacts ?? new Map<string, DesiredContact>();
    const contacts = new Map<string, DesiredContact>();
    const owed = new Set<string>();
    const back = held.filter(({ reason }) => reason === 'opted-out-elsewhere');
    const withheld = new Map(
      back.map(({ key, absent }) => [key, absent === true ? 'contact' : 'subscription'] as const),
    );
    const found = [...(after.get(account)?.keys() ?? [])].map((email) => `${account}/${email}`);
    for (const contact of today.get(account) ?? []) {
      const isConfirmed = (ended.get(contact.key) ?? 'succeeded') === 'succeeded';
      const counts = isConfirmed ? contact : former.get(contact.key);
      if (counts !== undefined) contacts.set(contact.key, counts);
      if (!isConfirmed) owed.add(contact.key);
    }
    recorded.set(account, { at, contacts, owed, present: new Set(found), withheld });
  }
  return recorded;
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
