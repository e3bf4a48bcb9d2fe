// The law about people over random histories: nobody who left a sender becomes mailable without newer evidence, who is gone is not
// new, and nobody who chose to return is thrown out by an old line. `PEOPLE=100000` plays that many (`npm run bench -- --people`).
// @module-tag slow

import { expect, test } from 'vitest';
import { play } from './story.ts';
import { EVENT_KINDS } from './world.ts';

const HISTORIES = Number(process.env.PEOPLE ?? 400);
const FIRST = Number(process.env.SEED ?? 1);
const TIMEOUT_MS = 60_000 + HISTORIES * 100;

test(
  `${HISTORIES} histories`,
  async ({ task }) => {
    const pairs = new Map<string, number>();
    let applies = 0;
    for (let seed = FIRST; seed < FIRST + HISTORIES; seed += 1) {
      const played = await play(seed);
      expect(played.violations).toEqual([]);
      applies += played.applies;
      for (const [index, { kind }] of played.events.entries()) {
        const pair = `${played.events[index - 1]?.kind} → ${kind}`;
        if (index > 0) pairs.set(pair, (pairs.get(pair) ?? 0) + 1);
      }
    }
    const counts = EVENT_KINDS.flatMap((one) => EVENT_KINDS.map((other) => pairs.get(`${one} → ${other}`) ?? 0));
    Object.assign(task.meta, { figures: { histories: HISTORIES, applies, rarestPair: Math.min(...counts) } });
    // With the default number, every kind of event must at least follow some other kinds.
    expect(Math.min(...counts)).toBeGreaterThanOrEqual(HISTORIES >= 100_000 ? 100 : 0);
    expect(counts.filter((count) => count > 0).length).toBeGreaterThan(counts.length / 2);
  },
  TIMEOUT_MS,
);
