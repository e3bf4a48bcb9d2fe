// One account of one dialect on the sandbox: people are put there, contacts are declared, and the two are reconciled as the
// program does it. Every reconciliation keeps the laws that hold for all vendors.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Outcome, Plan } from '../../src/index.ts';
import { ALL_DIALECTS, type Dialect } from '../../src/providers/table.ts';
import { openWorkbench, type ReceivedRequest, type Workbench } from '../helpers/workbench.ts';
import type { Fixture, Wire } from './fixtures/fixture.ts';
import { FIXTURES } from './fixtures.ts';
import type { Person } from './person.ts';

const ACCOUNT = 'acme';

export interface Stage {
  readonly capabilities: Dialect;
  readonly fixture: Fixture;
  readonly bench: Workbench;
  /** @param contacts as a manifest has them */
  declare(contacts: readonly unknown[], settings?: Readonly<Record<string, unknown>>): Promise<void>;
  /** Replaces everybody at the vendor, and its variant; what it was asked before is forgotten. */
  populate(people: readonly Person[], variant?: Wire): Promise<void>;
  people(): Promise<readonly Person[]>;
  /** The account as the sandbox keeps it. */
  side(): Promise<Wire>;
  /** Writes that the vendor received. */
  writes(): Promise<readonly ReceivedRequest[]>;
  reconcile(): Promise<Reconciled>;
}

interface Reconciled {
  readonly plan: Plan;
  readonly outcomes: readonly Outcome[];
  readonly writes: readonly ReceivedRequest[];
  readonly people: readonly Person[];
}

/** The tests that `define` makes, for every dialect against one sandbox. */
export function describeDialects(define: (stage: Stage) => void): void {
  let bench: Workbench | undefined;
  beforeAll(async () => {
    bench = await openWorkbench({ manifests: {} });
  });
  afterAll(() => bench?.close());
  for (const capabilities of ALL_DIALECTS) {
    describe(capabilities.label, () => {
      define(stageOf(capabilities, () => {
        if (bench === undefined) throw new Error('the sandbox is not open yet');
        return bench;
      }));
    });
  }
}

/** Skipped where a capability says that the vendor cannot; then the reason stands in the name. */
export function testUnless(reason: string | undefined, name: string, run: () => Promise<void>): void {
  if (reason === undefined) test(name, run);
  else test.skip(`${name}: ${reason}`, run);
}

function stageOf(capabilities: Dialect, openBench: () => Workbench): Stage {
  const fixture = FIXTURES[capabilities.dialect];
  const { provider } = capabilities;
  const stage: Stage = {
    capabilities,
    fixture,
    get bench() {
      return openBench();
    },
    async declare(contacts, settings = {}) {
      const accounts = { [ACCOUNT]: { ...accountOf(capabilities), ...settings } };
      await stage.bench.write('contacts.json', JSON.stringify({ accounts, contacts }));
    },
    async populate(people, variant = {}) {
      const side = { [provider]: { ...fixture.encode(people), ...variant } };
      await stage.bench.setState({ version: 1, accounts: { [ACCOUNT]: side } });
      await stage.bench.script([]);
      await stage.bench.forgetRequests();
    },
    side: async () => (await stage.bench.state()).accounts[ACCOUNT][provider],
    people: async () => fixture.decode(await stage.side()),
    writes: async () => (await stage.bench.requests()).filter(({ method }) => method !== 'GET'),
    reconcile: () => reconcile(stage),
  };
  return stage;
}

/** The account's entry in a manifest. */
export function accountOf({ provider, apiVersion, credentials }: Dialect): Readonly<Record<string, string>> {
  const variables = credentials.map((name) => [name, `\${${name.toUpperCase()}}`]);
  return { provider, apiVersion, ...Object.fromEntries(variables) };
}

/**
 * Plans, applies, and plans again. The laws: planning writes nothing; what was written is the plan's requests, body by body;
 * there are no more of them than changed contacts; everything succeeds, and then nothing is left to do. Of the paths, redaction
 * knows every fixed part.
 */
async function reconcile(stage: Stage): Promise<Reconciled> {
  const { bench } = stage;
  await bench.forgetRequests();
  const plan = await bench.plan();
  expect(plan.accounts.flatMap(({ failures }) => failures)).toEqual([]);
  expect(await stage.writes()).toEqual([]);

  const { outcomes } = await bench.apply(plan);
  const writes = await stage.writes();
  expect(writes.map(sent).sort()).toEqual(plan.requests.map(sent).sort());
  const changed = plan.changes.filter(({ differences }) => differences.length > 0);
  expect(writes.length).toBeLessThanOrEqual(changed.length);
  const blocked = new Set(plan.changes.filter((change) => change.blocked.length > 0).map(({ id }) => id));
  expect(outcomes.filter(({ status, change }) => status !== (blocked.has(change) ? 'blocked' : 'succeeded'))).toEqual(
    [],
  );

  const again = await bench.plan();
  expect(again.requests).toEqual([]);
  expect(again.changes.flatMap(({ differences }) => differences)).toEqual([]);
  expect((await bench.requests()).flatMap(({ path }) => unknownWords(path, stage.capabilities))).toEqual([]);
  return { plan, outcomes, writes, people: await stage.people() };
}

/** Parts of a path that look like a word of the API, as no id of the sandbox does, and are none of the dialect's. */
function unknownWords(path: string, { pathWords }: Dialect): readonly string[] {
  return path.split('/').filter((part) => /^(?:[a-z_-]+|v\d+)$/.test(part) && !pathWords.includes(part));
}

function sent({ method, path, query, body }: Pick<ReceivedRequest, 'method' | 'path' | 'query' | 'body'>): string {
  return JSON.stringify([method, path, query, body]);
}
