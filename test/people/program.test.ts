// The law about people, played with the built program over HTTP: manifests as files, the sandbox as a server, and the record that the
// program keeps. `PEOPLE_PROGRAM=500` plays that many.
// @module-tag slow

import { expect, onTestFinished, test } from 'vitest';
import type { Outcome } from '../../src/apply/events.ts';
import type { Plan } from '../../src/plan/document.ts';
import { startSandbox } from '../../src/sandbox/index.ts';
import { openWorkplace } from '../helpers/rollcall.ts';
import { judgeApply, judgeRollback, madeMailable, silentIn } from './law.ts';
import { doDeed, standingAt } from './mailing.ts';
import { type Memory, openMemory } from './memory.ts';
import { type Recorded, recordedAfter, rolledBackAfter, underVendorNames } from './recorded.ts';
import { nextRevision, type Standings } from './story.ts';
import type { VendorState } from './vendors.ts';
import {
  ADDRESSES,
  addressesOf,
  addressOfDeed,
  contactsOf,
  DIGEST_VARIABLES,
  digestsOf,
  type Event,
  emailOf,
  type History,
  historyOf,
  NOTHING_DECLARED,
  PEOPLE,
  type Revision,
  tickOf,
} from './world.ts';

const HISTORIES = Number(process.env.PEOPLE_PROGRAM ?? 3);
const FIRST = Number(process.env.SEED ?? 1);

test(
  `${HISTORIES} histories`,
  async () => {
    let changes = 0;
    for (let seed = FIRST; seed < FIRST + HISTORIES; seed += 1) {
      const { violations, written } = await playProgram(seed);
      expect(violations).toEqual([]);
      changes += written;
    }
    // Otherwise the histories would show nothing.
    expect(changes).toBeGreaterThan(0);
  },
  60_000 + HISTORIES * 60_000,
);

/** Everything that one history needs. */
interface Stage {
  readonly history: History;
  readonly url: string;
  readonly run: (...args: readonly string[]) => Promise<{ readonly code: number | null; readonly stdout: string }>;
  readonly write: (text: string) => Promise<void>;
  /** When each event happened: the dates of the history are moved there, as the program has the real clock. */
  readonly times: string[];
  readonly memory: Memory;
  recorded: ReadonlyMap<string, Recorded>;
  /** What was remembered before each apply, and whom it made mailable: by the id of its plan. */
  readonly beforeRuns: Map<
    string,
    { readonly recorded: ReadonlyMap<string, Recorded>; readonly mailable: ReadonlySet<string> }
  >;
  /** Number of changes that succeeded. */
  written: number;
}

async function playProgram(seed: number) {
  const history = historyOf(seed);
  const sandbox = await startSandbox({ rateLimit: 'off' });
  onTestFinished(() => sandbox.close());
  // The accounts are at their own addresses, so that the manifests may rename them: an account of a sandbox is its name.
  const keys = history.accounts.map(({ name }) => [variableOf(name), `${name}-key`] as const);
  const place = await openWorkplace({ ...DIGEST_VARIABLES, ...Object.fromEntries(keys) });
  onTestFinished(() => place.remove());
  const run = (...args: readonly string[]) => place.rollcall(...args, '--no-redact');
  const write = (text: string): Promise<void> => place.write('contacts.d/people.json', text);
  const begun = {
    times: [],
    recorded: new Map(),
    beforeRuns: new Map(),
    written: 0,
    memory: openMemory(history.accounts),
  };
  const stage: Stage = { history, url: sandbox.url, run, write, ...begun };
  const violations: string[] = [];
  const revisions: Revision[] = [NOTHING_DECLARED];
  for (const [tick, event] of history.events.entries()) {
    stage.times.push(new Date().toISOString());
    const next = nextRevision(revisions, event);
    if (next !== undefined) revisions.push(next);
    const applying = applyOf(event);
    if (applying !== undefined) {
      const found = await applyWith(stage, revisions.at(-1) ?? NOTHING_DECLARED, applying);
      violations.push(...found.map((text) => `seed ${seed}, event ${tick}, ${event.kind}: ${text}`));
    } else if (event.kind === 'roll back') {
      const found = await rollBack(stage, revisions.at(-1) ?? NOTHING_DECLARED);
      violations.push(...found.map((text) => `seed ${seed}, event ${tick}, ${event.kind}: ${text}`));
    } else if ('isSecondEmail' in event) await deed(stage, event);
  }
  await sandbox.close();
  return { violations, written: stage.written };
}

type ApplyEvent =
  | { readonly kind: 'apply' }
  | { readonly kind: 'apply one account'; readonly account: string }
  | Extract<Event, { readonly kind: 'leave before the apply' }>;

/** The faults of the network are left to the histories without a program. */
function applyOf(event: Event): ApplyEvent | undefined {
  switch (event.kind) {
    case 'apply':
    case 'leave before the apply':
      return event;
    case 'apply one account':
      return { kind: event.kind, account: event.account };
    default:
      return undefined;
  }
}

async function applyWith(stage: Stage, revision: Revision, event: ApplyEvent): Promise<readonly string[]> {
  const { accounts, spreads } = stage.history;
  const today = atRealTime(revision, stage.times);
  await stage.write(manifestOf(today, stage));
  const declared = contactsOf(today, accounts);
  const { names } = today;
  const chosen = event.kind === 'apply one account' ? ['--account', names[event.account] ?? event.account] : [];
  const whenPlanned = await standings(stage);
  const planned = await stage.run('plan', '--json', '--out', 'plan.json', ...chosen);
  const plan = JSON.parse(planned.stdout) as Plan;
  if (event.kind === 'leave before the apply') await deed(stage, { ...event, kind: 'leave', isSecondEmail: false });
  const before = await standings(stage);
  const { stdout } = await stage.run('apply', 'plan.json', '--json');
  const ended = JSON.parse(stdout) as { readonly outcomes: readonly Outcome[] };
  const { plan: seen, outcomes } = underVendorNames(plan, ended.outcomes, names);
  stage.written += outcomes.filter(({ status }) => status === 'succeeded').length;
  const after = await standings(stage);
  stage.beforeRuns.set(plan.planId, { recorded: stage.recorded, mailable: madeMailable(before, after) });
  const said = { accounts, declared, ...silentIn(today), spreads, cameBack: stage.memory.cameBack };
  const violations = judgeApply({ ...said, recorded: stage.recorded, whenPlanned, before, after });
  const leaver = event.kind === 'leave before the apply' ? emailOf(event.person, false) : undefined;
  const isWhole = plan.complete && outcomes.every(({ status }) => status === 'succeeded' || status === 'blocked');
  const settled = isWhole && event.kind === 'apply' ? accounts : [];
  stage.memory.noteLines(settled.length === 0 ? accounts : [], { before, after });
  if (isWhole) stage.memory.noteApply(settled, { before, after, declared, leaver });
  const at = stage.times.at(-1) ?? '';
  stage.recorded = recordedAfter(stage.recorded, seen, declared, {
    outcomes,
    after,
    at,
    forgotten: silentIn(today).forgotten,
  });
  return violations;
}

/** Takes the newest apply back that wrote something, if there is one. @returns what that did wrong */
async function rollBack(stage: Stage, revision: Revision): Promise<readonly string[]> {
  await stage.write(manifestOf(atRealTime(revision, stage.times), stage));
  const planned = await stage.run('rollback', '--json', '--out', 'back.json');
  // Without an apply to take back, the answer is an error, and no plan.
  const { rollback } = JSON.parse(planned.stdout) as Partial<Plan>;
  if (rollback === undefined) return [];
  const { recorded, mailable } = stage.beforeRuns.get(rollback.planId) ?? {};
  if (recorded === undefined || mailable === undefined) throw new RangeError('the run is one of these applies');
  const before = await standings(stage);
  const { stdout } = await stage.run('apply', 'back.json', '--json');
  const ended = JSON.parse(stdout) as { readonly outcomes: readonly Outcome[] };
  const { outcomes } = underVendorNames({ accounts: [] }, ended.outcomes, revision.names);
  const after = await standings(stage);
  stage.recorded = rolledBackAfter(stage.recorded, recorded, { outcomes, whenRolledBack: before, after });
  return judgeRollback({ accounts: stage.history.accounts, mailable, before, after });
}

/** Moves the dates of declarations to when the program played their day. */
function atRealTime(revision: Revision, times: readonly string[]): Revision {
  const moved = Object.entries(revision.people).map(([person, declaration]) => {
    const { evidence, ...rest } = declaration;
    if (evidence === undefined) return [person, rest];
    const createdAt = times[tickOf(evidence.createdAt)] ?? times[0] ?? '';
    return [person, { ...rest, evidence: { ...evidence, createdAt } }];
  });
  return { ...revision, people: Object.fromEntries(moved) };
}

function variableOf(account: string): string {
  return `${account.toUpperCase()}_KEY`;
}

function manifestOf(revision: Revision, { history: { accounts, spreads }, url }: Stage): string {
  const nameOf = (account: string): string => revision.names[account] ?? account;
  const written = accounts.map(({ name, capabilities, resubscribe, sender }) => {
    const { provider, apiVersion, credentials } = capabilities;
    const keys = Object.fromEntries(credentials.map((credential) => [credential, `\${${variableOf(name)}}`]));
    const where = { provider, apiVersion, baseUrl: `${url}/@${name}/${provider}` };
    return [nameOf(name), { ...where, ...keys, resubscribe, ...(sender === undefined ? {} : { sender }) }];
  });
  const people = PEOPLE.flatMap((person) => {
    const declaration = revision.people[person];
    if (declaration === undefined) return [];
    const own = contactsOf({ ...NOTHING_DECLARED, people: { [person]: declaration } }, accounts, revision.names);
    const email = emailOf(person, declaration.isSecondEmail);
    const at = Object.fromEntries(
      own.map(({ account, channels, identifiers: { phone } }) => [account, { ...(phone && { phone }), channels }]),
    );
    return [{ email, accounts: own.map(({ account }) => account), firstName: declaration.firstName, at }];
  });
  const document = {
    ...(spreads ? { optOuts: 'spread' } : {}),
    accounts: Object.fromEntries(written),
    contacts: people,
    suppressions: revision.suppressed
      .flatMap(addressesOf)
      .map((address) => (address.startsWith('+') ? { phone: address } : { email: address })),
    erasures: revision.forgotten.flatMap(digestsOf).map((digest) => ({ digest, requestedAt: '2024-01-01T00:00:00Z' })),
  };
  return JSON.stringify(document, undefined, 2);
}

type State = { readonly accounts: Record<string, Record<string, VendorState>> };

async function stateOf({ url }: Stage): Promise<State> {
  return (await (await fetch(`${url}/_sandbox/state`)).json()) as State;
}

async function standings(stage: Stage): Promise<Standings> {
  const state = await stateOf(stage);
  return new Map(
    stage.history.accounts.map((account) => {
      const own = state.accounts[account.name]?.[account.capabilities.provider] ?? { contacts: [] };
      const known = ADDRESSES.flatMap((address) => {
        const standing = standingAt(account, own, address);
        return standing === undefined ? [] : [[address, standing] as const];
      });
      return [account.name, new Map(known)];
    }),
  );
}

async function deed(stage: Stage, event: Extract<Event, { readonly isSecondEmail: boolean }>): Promise<void> {
  const { account, kind } = event;
  const at = stage.history.accounts.find(({ name }) => name === account);
  if (at === undefined) return;
  const state = await stateOf(stage);
  const { provider } = at.capabilities;
  const own = state.accounts[account]?.[provider] ?? { contacts: [] };
  const address = addressOfDeed(event);
  const known = ADDRESSES.filter((one) => standingAt(at, own, one) !== undefined);
  if (doDeed(at, own, kind, { address, at: new Date().toISOString() }))
    stage.memory.noteDeed(at, kind === 'vanish' ? [address, ...known] : [address], kind);
  state.accounts[account] = { ...state.accounts[account], [provider]: own };
  const answer = await fetch(`${stage.url}/_sandbox/state`, { method: 'PUT', body: JSON.stringify(state) });
  expect(answer.status).toBe(204);
}
