// Plays a history: planner, codecs, apply engine, records, rollbacks and the sandbox's handlers are the real ones; only HTTP, files and
// git are left out.

import type { Account } from '../../src/manifest/configuration.ts';
import { type Machine, planAndApply, type Run, rollBackNewest } from './applies.ts';
import { judgeApply, judgeRollback, madeMailable, silentIn } from './law.ts';
import { doDeed, type Standing, standingAt } from './mailing.ts';
import { type Memory, openMemory } from './memory.ts';
import { type Recorded, recordedAfter, rolledBackAfter, underVendorNames } from './recorded.ts';
import { openRecordsInMemory } from './records.ts';
import { type NamedAccount, openVendors, type Trouble } from './vendors.ts';
import {
  ADDRESSES,
  addressOfDeed,
  contactsOf,
  dayOf,
  type Event,
  emailOf,
  type History,
  historyOf,
  type Names,
  NOTHING_DECLARED,
  PEOPLE,
  type Person,
  type Revision,
} from './world.ts';

/** How every address stands at every account: account, then address. */
export type Standings = ReadonlyMap<string, ReadonlyMap<string, Standing>>;

type AllRecorded = ReadonlyMap<string, Recorded>;

/** What was remembered before an apply, and whom it made mailable. */
interface BeforeRun {
  readonly recorded: AllRecorded;
  readonly mailable: ReadonlySet<string>;
}

const NOTHING_BEFORE: BeforeRun = { recorded: new Map(), mailable: new Set() };

interface World extends Machine {
  readonly accounts: readonly Account[];
  readonly memory: Memory;
  readonly revisions: Revision[];
  readonly beforeRuns: Map<Run, BeforeRun>;
  recorded: AllRecorded;
  tick: number;
}

/** What a history did wrong, and what it consisted of. */
export interface Played {
  readonly violations: readonly string[];
  /** What took place: not what changes nothing, as when somebody leaves who is not there. */
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
  const events: Event[] = [];
  let applies = 0;
  for (const [tick, event] of history.events.entries()) {
    world.tick = tick;
    const found = await happen(world, event);
    if (found !== 'nothing') events.push(event);
    if (typeof found === 'string') continue;
    applies += 1;
    violations.push(...found.map((text) => `${name}, day ${tick}, ${event.kind}: ${text}`));
  }
  return { violations, events, applies, standings: standings(world) };
}

function openWorld({ accounts, spreads }: History): World {
  const clock = { tick: 0 };
  const now = (): number => Date.parse(dayOf(clock.tick));
  const memories = { memory: openMemory(accounts), recorded: new Map(), revisions: [NOTHING_DECLARED] };
  const machine = { records: openRecordsInMemory(), vendors: openVendors(now), runs: [], spreads, now };
  return Object.assign(clock, { accounts, ...memories, ...machine, beforeRuns: new Map() });
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
    case 'rename account':
      if ((today.names[event.account] ?? event.account) === event.to) return undefined;
      return { ...today, names: renamed(today.names, event) };
    case 'revert':
      return revisions.at(-1 - event.commits) ?? NOTHING_DECLARED;
    default:
      return undefined;
  }
}

function without(person: Person, { [person]: _, ...others }: Revision['people']): Revision['people'] {
  return others;
}

/** Two accounts never have one name: the other one gets the name that the account had. */
function renamed(names: Names, { account, to }: Extract<Event, { readonly kind: 'rename account' }>): Names {
  const former = names[account] ?? account;
  const other = Object.entries(names).find(([, name]) => name === to)?.[0] ?? (to in names ? undefined : to);
  return { ...names, ...(other === undefined ? {} : { [other]: former }), [account]: to };
}

/** @returns what an apply did wrong; for any other event, whether it changed anything */
async function happen(world: World, event: Event): Promise<readonly string[] | 'something' | 'nothing'> {
  const next = nextRevision(world.revisions, event);
  if (next !== undefined) world.revisions.push(next);
  switch (event.kind) {
    case 'pull':
      world.revisions.push(pulled(world));
      return 'something';
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
    case 'roll back':
      return rollBack(world);
    default:
      if ('isSecondEmail' in event) return deed(world, event) ? 'something' : 'nothing';
      return next === undefined ? 'nothing' : 'something';
  }
}

/** The manifests after they have taken over who came back and who left, each at that account alone. */
function pulled(world: World): Revision {
  const today = revisionOf(world);
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

function revisionOf({ revisions }: World): Revision {
  return revisions.at(-1) ?? NOTHING_DECLARED;
}

type DeedEvent = Extract<Event, { readonly isSecondEmail: boolean }>;

/** @returns whether anything has changed */
function deed({ accounts, vendors, tick, memory }: World, event: DeedEvent): boolean {
  const at = accounts.find(({ name }) => name === event.account);
  if (at === undefined) return false;
  const address = addressOfDeed(event);
  let isDone = false;
  vendors.change(at, (state) => {
    const before = standingsAt(at, state);
    isDone = doDeed(at, state, event.kind, { address, at: dayOf(tick) });
    if (isDone) memory.noteDeed(at, addressesTouched(event, before), event.kind);
  });
  return isDone;
}

/** Who goes away goes away with all addresses. */
function addressesTouched(event: DeedEvent, before: ReadonlyMap<string, Standing>): readonly string[] {
  const address = addressOfDeed(event);
  return event.kind === 'vanish' ? [address, ...before.keys()] : [address];
}

interface Circumstances {
  readonly only?: string;
  readonly down?: string;
  readonly writes?: number;
  /** Somebody who leaves between the plan and its apply. */
  readonly leaving?: Extract<Event, { readonly kind: 'leave before the apply' }>;
}

async function applyAll(world: World, { only, down, writes, leaving }: Circumstances): Promise<readonly string[]> {
  const { accounts, spreads, memory, runs } = world;
  const revision = revisionOf(world);
  const whenPlanned = standings(world);
  let before = whenPlanned;
  const meanwhile = (): void => {
    if (leaving !== undefined) deed(world, { ...leaving, kind: 'leave', isSecondEmail: false });
    before = standings(world);
  };
  const named = namedAccounts(world);
  const trouble = troubleAt(down);
  const runsBefore = runs.length;
  const done = await planAndApply(world, { revision, accounts: named, only, trouble, writes, meanwhile });
  const after = standings(world);
  const declared = contactsOf(revision, accounts);
  const silent = silentIn(revision);
  const said = { accounts, declared, ...silent, spreads, cameBack: memory.cameBack };
  const violations = judgeApply({ ...said, recorded: world.recorded, whenPlanned, before, after });
  const { plan, outcomes } = underVendorNames(done.plan, done.outcomes, revision.names);
  const [run] = runs.slice(runsBefore);
  if (run !== undefined) world.beforeRuns.set(run, { recorded: world.recorded, mailable: madeMailable(before, after) });
  const isWhole = done.plan.complete && outcomes.every(({ status }) => status === 'succeeded' || status === 'blocked');
  const settled = accounts.filter(({ name }) => isWhole && (only === undefined || name === only));
  memory.noteLines(
    accounts.filter((account) => !settled.includes(account)),
    { before, after },
  );
  if (isWhole)
    memory.noteApply(settled, { before, after, declared, leaver: leaving && emailOf(leaving.person, false) });
  const applied = { outcomes, after, at: dayOf(world.tick), forgotten: silent.forgotten };
  world.recorded = recordedAfter(world.recorded, plan, declared, applied);
  return violations;
}

/** @returns what the rollback did wrong; `nothing` if there is nothing to roll back */
async function rollBack(world: World): Promise<readonly string[] | 'nothing'> {
  const revision = revisionOf(world);
  const before = standings(world);
  const found = await rollBackNewest(world, {
    revision,
    accounts: namedAccounts(world),
    trouble: troubleAt(undefined),
  });
  if (found === undefined) return 'nothing';
  const after = standings(world);
  const { recorded, mailable } = world.beforeRuns.get(found.run) ?? NOTHING_BEFORE;
  const { outcomes } = underVendorNames({ accounts: [] }, found.outcomes, revision.names);
  world.recorded = rolledBackAfter(world.recorded, recorded, { outcomes, whenRolledBack: before, after });
  return judgeRollback({ accounts: world.accounts, mailable, before, after });
}

function troubleAt(down: string | undefined): Trouble {
  return { down: new Set(down === undefined ? [] : [down]), writesLeft: Number.POSITIVE_INFINITY };
}

function namedAccounts(world: World): readonly NamedAccount[] {
  const { names } = revisionOf(world);
  return world.accounts.map((account) => ({
    atVendor: account.name,
    account: { ...account, name: names[account.name] ?? account.name },
  }));
}

function standings({ accounts, vendors }: World): Standings {
  return new Map(accounts.map((account) => [account.name, standingsAt(account, vendors.state(account))]));
}

function standingsAt(account: Account, state: ReturnType<World['vendors']['state']>): ReadonlyMap<string, Standing> {
  const known = ADDRESSES.flatMap((address) => {
    const standing = standingAt(account, state, address);
    return standing === undefined ? [] : [[address, standing] as const];
  });
  return new Map(known);
}
