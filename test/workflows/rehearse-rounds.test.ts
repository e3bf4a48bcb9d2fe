// A round of trials that is stopped between its two steps.

import { expect, test } from 'vitest';
import { systemClock } from '../../src/http/clock.ts';
import type { TestContact } from '../../src/workflows/doctor/rehearse/contact.ts';
import { runRound } from '../../src/workflows/doctor/rehearse/rounds.ts';
import type { Trial } from '../../src/workflows/doctor/rehearse/trials.ts';
import { live } from '../plan/subject.ts';

test('a trial of one step has one result, although the second step was stopped', async () => {
  const now = live({ scalars: { city: 'Oslo', firstName: 'Ann' } });
  const problem = { code: 'unauthorized', args: {} };
  const replies = [{ reply: 'done' }, { reply: 'stopped', problem }];
  const contact = {
    write: async () => replies.shift(),
    find: async () => ({ reply: 'done', value: now }),
  } as unknown as TestContact;
  const shared = { does: 'clear', setting: 'set' } as const;
  const round: readonly Trial[] = [
    { ...shared, path: ['city'], first: 'Oslo', next: undefined },
    { ...shared, path: ['firstName'], first: 'Ann', next: null },
  ];
  const { results } = await runRound(round, live({}), { contact, clock: systemClock });
  expect(results.map(({ path, does, result }) => `${path} ${does} ${result}`)).toEqual([
    'city set proved',
    'firstName set proved',
    'firstName clear not-tried',
  ]);
});
