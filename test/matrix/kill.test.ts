// The kill matrix: the built program applies changes at three vendors, is killed with SIGKILL before or after one of its
// requests, of every kind, and goes on with --resume. The sandbox is a process of its own, which kills it, so that no hook enters
// the product.

import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { compareLive } from '../helpers/compare-live.ts';
import { createdTwice } from '../helpers/created-twice.ts';
import { readRecords, repeatedThoughConfirmed } from '../helpers/journal-file.ts';
import { killPoints } from '../helpers/kill-points.ts';
import { killedApply } from '../helpers/killed-apply.ts';
import { buildWorld, type World } from '../helpers/matrix.ts';
import { openWorkplace, type Workplace } from '../helpers/rollcall.ts';
import { type SandboxProcess, startSandboxProcess } from '../helpers/sandbox-process.ts';
import type { ReceivedRequest, SandboxState } from '../helpers/workbench.ts';
import { KILLS, TIMEOUT } from './size.ts';

describe.concurrent(`${KILLS.changes} changes, killed at any request, and resumed`, () => {
  test.for(KILLS.seeds)('seed %i', { timeout: TIMEOUT }, async (seed, { task, onTestFinished }) => {
    const world = buildWorld({ changes: KILLS.changes, seed });
    const place = await openWorkplace();
    const sandbox = await startSandboxProcess({ rateLimit: 'off', seed, asyncDelayMs: 5 });
    onTestFinished(async () => {
      await sandbox.close();
      await place.remove();
    });
    const args = ['--sandbox', sandbox.url, '--quiet'];
    const { state, requests } = await rehearse(world, place, sandbox, args);

    let killed = 0;
    let tried = 0;
    for (const point of killPoints(requests, seed)) {
      if (killed === KILLS.points) break;
      await rm(join(place.directory, '.rollcall/journal'), { recursive: true });
      await putState(sandbox, state);
      tried += 1;
      // How often a job is asked after is a matter of time, so that the last requests of a kind may not come.
      if (!(await killedApply(place.directory, sandbox, point, ['apply', 'plan.json', ...args]))) continue;
      killed += 1;
      const label = `${point.when} number ${point.n} of ${point.like}`;
      expect(await place.rollcall('apply', '--resume', '--auto-approve', ...args), label).toMatchObject({ code: 0 });
      expect(compareLive((await door(sandbox, 'state')) as SandboxState, world), label).toEqual([]);
      expect(createdTwice((await door(sandbox, 'requests')) as readonly ReceivedRequest[]), label).toEqual([]);
      const { records, invalid } = await readRecords(place.directory);
      expect(invalid, label).toEqual([]);
      expect(repeatedThoughConfirmed(records), label).toEqual([]);
      expect(records.at(-1), label).toMatchObject({ type: 'finished' });
    }
    expect(tried).toBeLessThan(2 * KILLS.points);
    task.meta.figures = { killed };
  });
});

/** The whole apply once without a kill, for its requests; the state is that before it, with the ids that the plan knows. */
async function rehearse(
  world: World,
  place: Workplace,
  sandbox: SandboxProcess,
  args: readonly string[],
): Promise<{ readonly state: string; readonly requests: readonly ReceivedRequest[] }> {
  for (const [file, text] of Object.entries(world.manifests)) await place.write(`contacts.d/${file}`, text);
  await putState(sandbox, JSON.stringify(world.state));
  expect(await place.rollcall('plan', '--out', 'plan.json', ...args)).toMatchObject({ code: 0 });
  const state = JSON.stringify(await door(sandbox, 'state'));
  await door(sandbox, 'requests', { method: 'DELETE' });
  expect(await place.rollcall('apply', 'plan.json', ...args)).toMatchObject({ code: 0 });
  return { state, requests: (await door(sandbox, 'requests')) as readonly ReceivedRequest[] };
}

async function putState(sandbox: SandboxProcess, state: string): Promise<void> {
  await door(sandbox, 'state', { method: 'PUT', body: state });
  await door(sandbox, 'requests', { method: 'DELETE' });
}

async function door({ url }: SandboxProcess, name: string, init?: RequestInit): Promise<unknown> {
  const response = await fetch(`${url}/_sandbox/${name}`, init);
  return response.headers.get('content-type')?.includes('json') ? response.json() : undefined;
}
