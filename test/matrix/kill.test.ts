// The kill matrix, small: the built program applies 80 changes at three vendors, is killed with SIGKILL at one of its requests,
// and goes on with --resume. The sandbox is a process of its own, which kills it, so that no hook enters the product.

import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { randomOf } from '../../src/sandbox/seeded.ts';
import { compareLive } from '../helpers/compare-live.ts';
import { createdTwice } from '../helpers/created-twice.ts';
import { readRecords, repeatedThoughConfirmed } from '../helpers/journal-file.ts';
import { killedApply } from '../helpers/killed-apply.ts';
import { buildWorld } from '../helpers/matrix.ts';
import { openWorkplace } from '../helpers/rollcall.ts';
import { startSandboxProcess } from '../helpers/sandbox-process.ts';
import type { ReceivedRequest, SandboxState } from '../helpers/workbench.ts';

const POINTS = 10;

describe.concurrent('killed at any request, and resumed', () => {
  test.for([1, 2, 3])('seed %i', { timeout: 180_000 }, async (seed, { onTestFinished }) => {
    const world = buildWorld({ changes: 80, seed });
    const place = await openWorkplace();
    const sandbox = await startSandboxProcess({ rateLimit: 'off', seed, asyncDelayMs: 5 });
    onTestFinished(async () => {
      await sandbox.close();
      await place.remove();
    });
    const door = async (name: string, init?: RequestInit): Promise<unknown> => {
      const response = await fetch(`${sandbox.url}/_sandbox/${name}`, init);
      return response.headers.get('content-type')?.includes('json') ? response.json() : undefined;
    };
    const args = ['--sandbox', sandbox.url, '--quiet'];

    for (const [file, text] of Object.entries(world.manifests)) await place.write(`contacts.d/${file}`, text);
    await door('state', { method: 'PUT', body: JSON.stringify(world.state) });
    expect(await place.rollcall('plan', '--out', 'plan.json', ...args)).toMatchObject({ code: 0 });
    // With the ids that the plan knows.
    const state = JSON.stringify(await door('state'));
    await door('requests', { method: 'DELETE' });
    expect(await place.rollcall('apply', 'plan.json', ...args)).toMatchObject({ code: 0 });
    const total = ((await door('requests')) as readonly unknown[]).length;

    const random = randomOf(seed, 0);
    let killed = 0;
    for (let point = 1; point <= POINTS; point += 1) {
      const n = 1 + Math.floor(random() * total);
      const when = random() < 0.5 ? 'before' : 'carried-out';
      await rm(join(place.directory, '.rollcall/journal'), { recursive: true });
      await door('state', { method: 'PUT', body: state });
      await door('requests', { method: 'DELETE' });
      // How often a job is asked after is a matter of time, so that the last requests may not come.
      if (!(await killedApply(place.directory, sandbox, { n, when }, ['plan.json', ...args]))) continue;
      killed += 1;
      const label = `request ${n} of ${total}, ${when}`;
      expect(await place.rollcall('apply', '--resume', ...args), label).toMatchObject({ code: 0 });
      expect(compareLive((await door('state')) as SandboxState, world), label).toEqual([]);
      expect(createdTwice((await door('requests')) as readonly ReceivedRequest[]), label).toEqual([]);
      const { records, invalid } = await readRecords(place.directory);
      expect(invalid, label).toEqual([]);
      expect(repeatedThoughConfirmed(records), label).toEqual([]);
      expect(records.at(-1), label).toMatchObject({ type: 'finished' });
    }
    expect(killed).toBeGreaterThan(POINTS / 2);
  });
});
