// Applies and rollbacks of the histories, as the command line does them: manifests compared with the record, a plan, its apply with a
// journal, and the new record. Only files, git and HTTP are left out.

import { type ApplyResult, applyPlan } from '../../src/apply/engine.ts';
import type { Outcome } from '../../src/apply/events.ts';
import { JOURNAL_FORMAT_VERSION, recorder } from '../../src/apply/journal/journal.ts';
import { foldWritten } from '../../src/apply/journal/written.ts';
import type { RecordBefore } from '../../src/base/rollback/rolled-back.ts';
import { inScope } from '../../src/cli/options/scope.ts';
import { sha256 } from '../../src/contact/canonical.ts';
import { hasCode } from '../../src/contact/hinted-error.ts';
import { type Clock, systemClock } from '../../src/http/clock.ts';
import type { Configuration } from '../../src/manifest/configuration.ts';
import type { Plan } from '../../src/plan/document.ts';
import { contactOfRollback } from '../../src/plan/rollback/contact.ts';
import { contactsToApply } from '../../src/plan/suppressed/from-plan.ts';
import { sandboxDestination } from '../../src/providers/destination.ts';
import { sendableRequests } from '../../src/workflows/apply.ts';
import type { ConnectedAccount } from '../../src/workflows/connect.ts';
import { makePlan } from '../../src/workflows/plan.ts';
import { recordBegin } from '../../src/workflows/record/begin.ts';
import { recordApplied } from '../../src/workflows/record/write.ts';
import { countWritten } from '../../src/workflows/rollback/contacts.ts';
import { planRollback } from '../../src/workflows/rollback/plan.ts';
import { beginRollback, endRollback } from '../../src/workflows/rollback/record.ts';
import type { Records } from './records.ts';
import type { NamedAccount, Trouble, Vendors } from './vendors.ts';
import { addressesOf, contactsOf, digestsOf, type Revision } from './world.ts';

/** An apply that wrote something: a rollback may take it back. */
export interface Run {
  readonly plan: Plan;
  readonly lines: readonly string[];
}

/** Where applies happen. */
export interface Machine {
  readonly records: Records;
  readonly vendors: Vendors;
  readonly spreads: boolean;
  /** The newest comes last. */
  readonly runs: Run[];
  readonly now: () => number;
}

/** One apply. */
export interface ApplyOptions {
  readonly revision: Revision;
  readonly accounts: readonly NamedAccount[];
  /** The account that is chosen, as it is called at the vendor; absent: all. */
  readonly only?: string | undefined;
  readonly trouble: Trouble;
  /** Number of writes after which the vendors answer nothing any more; absent: all are answered. */
  readonly writes?: number | undefined;
  /** Happens between the plan and the apply. */
  readonly meanwhile: () => void;
}

/** A plan, and how its apply ended. */
export interface Done {
  readonly plan: Plan;
  readonly outcomes: readonly Outcome[];
}

export async function planAndApply(machine: Machine, options: ApplyOptions): Promise<Done> {
  const { revision, accounts, only, trouble, writes, meanwhile } = options;
  const { records, vendors, now } = machine;
  const chosen = accounts.filter(({ atVendor }) => only === undefined || atVendor === only);
  const names = chosen.map(({ account }) => account.name);
  const whole = configurationOf(revision, accounts, machine.spreads);
  const destinations = destinationsOf(accounts);
  const { based, recording } = await records.prepare({ whole, destinations }, 'record', now);
  const configuration = inScope(based.configuration, new Set(names));
  const all = vendors.connected(accounts, trouble);
  const connected = new Map([...all].filter(([name]) => names.includes(name)));
  const outside = accounts
    .filter((one) => !chosen.includes(one))
    .map(({ account }) => ({ account, source: all.get(account.name)?.source }));
  const filters = { accounts: only === undefined ? [] : names, contacts: [], changed: false };
  const plan = await makePlan(configuration, connected, {
    ...{ filters, base: based.base, before: based.before, outside, now },
  });
  meanwhile();
  trouble.writesLeft = writes ?? Number.POSITIVE_INFINITY;
  const how = { now, push: false };
  const sent = [...new Set(sendableRequests(plan, connected).map(({ account }) => account))];
  const beginning = { plan, accounts: sent, reviewed: undefined, isSameManifests: true };
  const begun = sent.length === 0 ? undefined : await recordBegin(beginning, recording, how);
  const journal = await openJournal(plan, connected, begun?.before ?? [], now);
  const contacts = contactsToApply(plan, configuration);
  const result = await apply(plan, connected, contacts, { ...journal, now });
  if (sent.length > 0) machine.runs.push({ plan, lines: journal.lines });
  await recordApplied({ plan, ...result, isSameManifests: true }, begun?.recording ?? recording, how);
  return { plan, outcomes: [...result.outcomes] };
}

/**
 * Takes the newest apply back.
 *
 * @returns undefined if there is none, or none that can be rolled back with the accounts of today
 */
export async function rollBackNewest(
  machine: Machine,
  { revision, accounts, trouble }: Pick<ApplyOptions, 'revision' | 'accounts' | 'trouble'>,
): Promise<(Done & { readonly run: Run }) | undefined> {
  const { records, vendors, now } = machine;
  const found = await newestRun(machine.runs);
  if (found === undefined) return undefined;
  const { run, written } = found;
  const wanted = countWritten(run.plan, written).map(({ account }) => account);
  const chosen = accounts.filter(({ account }) => wanted.includes(account.name));
  const names = new Set(chosen.map(({ account }) => account.name));
  if (names.size === 0) return undefined;
  const whole = configurationOf(revision, accounts, machine.spreads);
  const destinations = destinationsOf(accounts);
  const { based, recording } = await records.prepare({ whole, destinations }, 'none', now);
  const configuration = inScope(based.configuration, names);
  const connected = vendors.connected(chosen, trouble);
  const plan = await planRollback({
    run: { run: run.plan.planId, journal: '', written, plan: run.plan },
    session: { configuration, before: based.before, commit: null },
    accounts: connected,
    filters: { accounts: [], contacts: [], changed: false },
  }).catch((error: unknown) => {
    if (hasCode(error, 'no-run')) return undefined;
    throw error;
  });
  if (plan === undefined) return undefined;
  const how = { now, push: false };
  const sent = [...new Set(sendableRequests(plan, connected).map(({ account }) => account))];
  const begun = sent.length === 0 ? undefined : await beginRollback(plan, sent, recording, how);
  const journal = await openJournal(plan, connected, begun?.before ?? [], now);
  const contacts = new Map(plan.changes.map(contactOfRollback).map((contact) => [contact.desired.key, contact]));
  const { outcomes } = await apply(plan, connected, contacts, { ...journal, now });
  if (begun !== undefined) await endRollback({ plan, accounts: sent, outcomes }, recording, begun, how);
  return { plan, outcomes: [...outcomes], run };
}

async function newestRun(runs: readonly Run[]) {
  for (const run of runs.toReversed()) {
    const written = await foldWritten(linesOf(run), 'journal');
    if (written.changes.size > 0) return { run, written };
  }
  return undefined;
}

async function* linesOf({ lines }: Run): AsyncGenerator<string> {
  yield* lines;
}

type Journal = Pick<ReturnType<typeof recorder>, 'listener'> & { readonly lines: readonly string[] };

async function openJournal(
  { planId }: Plan,
  connected: ReadonlyMap<string, ConnectedAccount>,
  before: readonly RecordBefore[],
  now: () => number,
): Promise<Journal> {
  const lines: string[] = [];
  const append = async (line: string): Promise<void> => {
    lines.push(line);
  };
  const { record, listener } = recorder({ path: 'journal', append, close: async () => {} }, now);
  const destinations = Object.fromEntries([...connected].map(([name, { destination }]) => [name, destination.key]));
  await record({
    ...{ type: 'started', formatVersion: JOURNAL_FORMAT_VERSION, planId, reviewed: null, destinations },
    ...(before.length === 0 ? {} : { before }),
  });
  return { lines, listener };
}

function apply(
  plan: Plan,
  accounts: ReadonlyMap<string, ConnectedAccount>,
  contacts: Parameters<typeof applyPlan>[0]['contacts'],
  { listener, now }: Pick<Journal, 'listener'> & Pick<Machine, 'now'>,
): Promise<ApplyResult> {
  const clock: Clock = { ...systemClock, now, sleep: async () => undefined };
  return applyPlan({ plan, accounts, contacts, clock, listener });
}

function destinationsOf(accounts: readonly NamedAccount[]) {
  return new Map(
    accounts.map(({ atVendor, account }) => [account.name, sandboxDestination(atVendor, account.capabilities.dialect)]),
  );
}

/** What the manifests of a revision declare. */
function configurationOf(revision: Revision, accounts: readonly NamedAccount[], spreads: boolean): Configuration {
  const atVendors = accounts.map(({ account, atVendor }) => ({ ...account, name: atVendor }));
  const contacts = contactsOf(revision, atVendors, revision.names);
  const configuration = { accounts: accounts.map(({ account }) => account), contacts, ...listedIn(revision) };
  const all = { ...configuration, ...(spreads ? ({ optOuts: 'spread' } as const) : {}) };
  return { ...all, unsupportedFields: [], digest: sha256(JSON.parse(JSON.stringify(revision))), files: 1 };
}

const LISTED_AT = { file: 'silent.yaml', line: 1, column: 1 } as const;

function listedIn({ suppressed, forgotten }: Revision): Pick<Configuration, 'suppressions' | 'erasures'> {
  return {
    suppressions: suppressed
      .flatMap(addressesOf)
      .map((value) => ({ kind: value.startsWith('+') ? 'phone' : 'email', value, source: LISTED_AT })),
    erasures: forgotten.flatMap(digestsOf).map((digest) => ({ digest, ids: {}, isDone: false, source: LISTED_AT })),
  };
}
