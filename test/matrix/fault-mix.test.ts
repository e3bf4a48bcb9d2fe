// The fault matrix: changes at three vendors while one request in eight goes wrong. Requests race, so that a seed decides which
// request of an account meets which fault, not which contact: what is asserted holds for every order.

import { describe, expect, test } from 'vitest';
import { endingOf } from '../../src/apply/account-results.ts';
import { exitCodeOf } from '../../src/cli/exit-codes.ts';
import type { AccountResult, Outcome, Plan } from '../../src/index.ts';
import { wordsOfOutcome } from '../../src/render/words/outcomes.ts';
import { compareLive, compareReported } from '../helpers/compare-live.ts';
import { createdTwice } from '../helpers/created-twice.ts';
import { hurryingClock } from '../helpers/hurrying-clock.ts';
import { buildWorld, faultMix, hasSlowBatches, type World } from '../helpers/matrix.ts';
import { openWorkbench, type SandboxState, type Workbench } from '../helpers/workbench.ts';
import { FAULTS, TIMEOUT } from './size.ts';

/** Every round leaves a few, so that one who is still there after this many is lost. */
const MOST_ROUNDS = 8;

/** Asynchronous effects take real time, so that pauses do, too: at most this, in milliseconds. */
const LONGEST_PAUSE = 10;
/** After this time, in milliseconds, no batch waits at the vendor any more. */
const SLOW_BATCH = 200_000;

describe(`${FAULTS.changes} changes under faults`, { concurrent: FAULTS.concurrent }, () => {
  test.for(FAULTS.seeds)(
    'seed %i: what is reported is so, nobody is lost and nobody doubled',
    { timeout: TIMEOUT },
    async (seed, { task, onTestFinished }) => {
      const world = buildWorld({ changes: FAULTS.changes, seed });
      const clock = hurryingClock(LONGEST_PAUSE);
      const bench = await openWorkbench({
        manifests: world.manifests,
        state: world.state,
        ...{ faults: faultMix(seed), seed, clock, now: clock.now },
      });
      onTestFinished(() => bench.close());

      const { plan, outcomes } = await round(bench, world);
      await endsWithoutFaults(await bench.state(), world);
      const reported = [...outcomes.map(({ key }) => key), ...unreadKeys(plan, world)];
      expect(reported.toSorted()).toEqual(world.expected.map(({ key }) => key).toSorted());
      const unexplained = outcomes.filter(
        (outcome) => outcome.status !== 'succeeded' && !wordsOfOutcome(outcome)?.message,
      );
      expect(unexplained).toEqual([]);

      let rounds = 1;
      while (compareLive(await bench.state(), world).length > 0 && rounds < MOST_ROUNDS) {
        clock.move(SLOW_BATCH);
        await round(bench, world);
        rounds += 1;
      }
      expect(compareLive(await bench.state(), world)).toEqual([]);
      const requests = await bench.requests();
      expect(createdTwice(requests)).toEqual([]);
      expect(new Set(requests.flatMap(({ fault }) => fault ?? []))).toEqual(
        new Set(['429', '500', 'reset', 'timeout', 'garbage', 'slow', 'lost-response']),
      );
      expect((await bench.state()).accounts.shop.omnisend.batches.some(isSlow)).toBe(hasSlowBatches(seed));
      const faults = requests.filter(({ fault }) => fault !== undefined).length;
      const succeededAtOnce = outcomes.filter(({ status }) => status === 'succeeded').length;
      task.meta.figures = { requests: requests.length, faults, rounds, succeededAtOnce };
    },
  );
});

/** Whether a batch had to wait until a later time. */
function isSlow({ startsAt }: { readonly startsAt?: string }): boolean {
  return startsAt !== undefined;
}

/** Plans and applies; then live is as the outcomes say. */
async function round(bench: Workbench, world: World): Promise<{ plan: Plan; outcomes: readonly Outcome[] }> {
  const plan = await bench.plan();
  const unchanged = world.expected.filter(({ key }) => !plan.changes.some((change) => change.key === key));
  const unread = new Set(unreadKeys(plan, world));
  const { outcomes, accounts } = await bench.apply(plan);
  await checkExitCode({ bench, world, plan, accounts });
  const settled = unchanged.filter(({ key }) => !unread.has(key)).map(({ key }) => ({ key, status: 'succeeded' }));
  expect(compareReported(await bench.state(), world, [...outcomes, ...settled])).toEqual([]);
  return { plan, outcomes };
}

interface Ended {
  readonly bench: Workbench;
  readonly world: World;
  readonly plan: Plan;
  readonly accounts: readonly AccountResult[];
}

/** Zero only where live is as declared; every other ending names an account or contacts. */
async function checkExitCode({ bench, world, plan, accounts }: Ended): Promise<number> {
  const exitCode = exitCodeOf({ command: 'apply', ending: endingOf(plan, accounts), interrupted: false });
  const left = compareLive(await bench.state(), world);
  if (exitCode === 0) expect(left).toEqual([]);
  else expect(accounts.filter(({ status }) => status !== 'applied' && status !== 'idle')).not.toEqual([]);
  return exitCode;
}

/** The same manifests, planned and applied where nothing goes wrong any more, end with zero. */
async function endsWithoutFaults(state: SandboxState, world: World): Promise<void> {
  const bench = await openWorkbench({ manifests: world.manifests, state });
  try {
    const plan = await bench.plan();
    const { accounts } = await bench.apply(plan);
    expect(await checkExitCode({ bench, world, plan, accounts })).toBe(0);
  } finally {
    await bench.close();
  }
}

/** A failure that names nobody concerns the whole account. */
function unreadKeys({ accounts }: Plan, { expected }: World): readonly string[] {
  return accounts.flatMap(({ account, failures }) => {
    const everybody = expected.filter((one) => one.account === account).map(({ key }) => key);
    return failures.flatMap(({ keys = everybody }) => keys);
  });
}
