// One folder a story: manifests in contacts.d, the vendors' state in live.json, the name of an environment in environment.txt if the
// manifests declare some, and what must come of it: plan.txt, plan.json, outcome.json. On each the law: apply, plan again, and nothing is left to send. UPDATE_GOLDEN=1 rewrites the golden files;
// read their diff before you commit it.

import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { serialisePlan } from '../src/plan/plan-file.ts';
import { renderPlanText } from '../src/render/text/plan.ts';
import { openWorkbench, type ReceivedRequest, type Workbench } from './helpers/workbench.ts';

const SCENARIOS = resolve(import.meta.dirname, 'scenarios');
const names = readdirSync(SCENARIOS).sort();

let bench: Workbench | undefined;
afterEach(async () => bench?.close());

describe.each(names)('%s', (name) => {
  const folder = join(SCENARIOS, name);

  test('plans, applies, and then has nothing left to do', async () => {
    const state = JSON.parse(readFileSync(join(folder, 'live.json'), 'utf8'));
    bench = await openWorkbench({ manifests: join(folder, 'contacts.d'), state, environment: environmentIn(folder) });

    const plan = await bench.plan();
    expectGolden(join(folder, 'plan.txt'), renderPlanText(plan, { color: false, width: 80 }));
    expectGolden(
      join(folder, 'plan.json'),
      [...serialisePlan({ ...plan, tool: { ...plan.tool, version: '0.0.0' } })].join(''),
    );
    expect((await bench.requests()).filter(isWrite)).toEqual([]);

    await bench.forgetRequests();
    const { outcomes } = await bench.apply(plan);
    // Requests run side by side, so that they arrive in no fixed order.
    const written = (await bench.requests())
      .filter(isWrite)
      .map(({ account, method, path, query, body }) => ({ account, method, path, query, body }))
      .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
    expectGolden(join(folder, 'outcome.json'), `${JSON.stringify({ outcomes, written }, null, 2)}\n`);
    expect(written).toHaveLength(plan.requests.length);

    const again = await bench.plan();
    expect(again.requests).toEqual([]);
    expect(again.changes.flatMap(({ differences }) => differences)).toEqual([]);
    expect(again.changes.flatMap(({ blocked }) => blocked.map(({ rule }) => rule))).toEqual(
      plan.changes.flatMap(({ blocked }) => blocked.map(({ rule }) => rule)),
    );
  });
});

function environmentIn(folder: string): string | undefined {
  const file = join(folder, 'environment.txt');
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined;
}

function isWrite({ method }: ReceivedRequest): boolean {
  return method !== 'GET';
}

function expectGolden(file: string, text: string): void {
  if (process.env.UPDATE_GOLDEN === '1' || (!existsSync(file) && !process.env.CI)) writeFileSync(file, text);
  expect(text).toBe(readFileSync(file, 'utf8'));
}
