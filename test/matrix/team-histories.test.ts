// Random histories of a team: edits, commits, branches, merges, applies with other bases, filters and failures, machines that are
// killed, changes at the vendors, and a stranger who replaces the records. In the end every machine takes over main and applies it.

import { describe, expect, type TaskMeta, test } from 'vitest';
import { aTeam } from '../helpers/team.ts';
import {
  bystanders,
  declarationsOn,
  forgotten,
  notDeleted,
  openWorld,
  play,
  readLive,
  restore,
  takeMain,
  type World,
} from '../helpers/team-player.ts';
import { ACCOUNTS, type Step, stepsOf } from '../helpers/team-steps.ts';
import { HISTORIES, TIMEOUT } from './size.ts';

/** Plays a history, and checks that nothing that was declared and dropped is forgotten, and that nothing else is removed. */
async function tell(steps: readonly Step[]): Promise<NonNullable<TaskMeta['figures']>> {
  const world = await openWorld(await aTeam());
  const untouched = bystanders(await readLive(world));
  const applies = { started: 0, failed: 0, killed: 0 };
  for (const step of steps) {
    const run = await play(world, step);
    if (run === undefined) continue;
    applies.started += 1;
    if (run.code === null) applies.killed += 1;
    else if (run.code !== 0) applies.failed += 1;
  }
  await converge(world);
  const live = await readLive(world);
  const [machine] = world.machines;
  const today = machine === undefined ? new Map() : declarationsOn(machine);
  expect(forgotten(world, live, today)).toEqual([]);
  expect(notDeleted(world, live, today)).toEqual([]);
  expect(bystanders(live)).toEqual(untouched);
  return applies;
}

const { steps, plots, random } = HISTORIES;

describe(`${steps} steps of a team: nothing that was declared and dropped is forgotten, and nothing else is removed`, () => {
  test.for(plots)('seed %i: plots', { timeout: TIMEOUT }, async (seed, { task }) => {
    task.meta.figures = await tell(stepsOf(seed, steps, 0.7));
  });

  test.for(random)('seed %i: random steps', { timeout: TIMEOUT }, async (seed, { task }) => {
    task.meta.figures = await tell(stepsOf(seed, steps, 0));
  });
});

/** Everybody publishes what they have, the values that were applied last are dropped, and everybody applies main. */
async function converge(world: World): Promise<void> {
  restore(world);
  for (const machine of [0, 1, 2]) await play(world, { do: 'publish', machine });
  await play(world, { do: 'edit', machine: 2, person: 0, declaration: { accounts: ACCOUNTS, values: {} } });
  await play(world, { do: 'publish', machine: 2 });
  for (const index of [0, 1, 2]) {
    const machine = world.machines[index];
    if (machine === undefined) continue;
    takeMain(machine);
    const run = await play(world, { do: 'apply', machine: index, base: 'record' });
    expect(run).toMatchObject({ code: 0 });
  }
}
