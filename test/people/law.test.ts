// The law about people over random histories: nobody who left a sender becomes mailable without newer evidence, who is gone is not
// new, and nobody who chose to return is thrown out by an old line. `PEOPLE=100000` plays that many (`npm run bench -- --people`).
// @module-tag slow

import { expect, test } from 'vitest';
import { play } from './story.ts';
import { EVENT_KINDS, historyOf } from './world.ts';

const HISTORIES = Number(process.env.PEOPLE ?? 300);
const FIRST = Number(process.env.SEED ?? 1);
const TIMEOUT_MS = 60_000 + HISTORIES * 200;
/** How many broken histories are named. */
const SHOWN = 5;

test(
  `${HISTORIES} histories`,
  async ({ task }) => {
    const pairs = new Map<string, number>();
    const tookPlace = new Map<string, number>();
    const violations: string[] = [];
    let [applies, broken] = [0, 0];
    for (let seed = FIRST; seed < FIRST + HISTORIES; seed += 1) {
      const played = await play(seed);
      applies += played.applies;
      if (played.violations.length > 0) broken += 1;
      if (violations.length < SHOWN) violations.push(...played.violations);
      for (const { kind } of played.events) tookPlace.set(kind, (tookPlace.get(kind) ?? 0) + 1);
      const { events } = historyOf(seed);
      for (const [index, { kind }] of events.entries()) {
        const pair = `${events[index - 1]?.kind} → ${kind}`;
        if (index > 0) pairs.set(pair, (pairs.get(pair) ?? 0) + 1);
      }
    }
    const counts = EVENT_KINDS.flatMap((one) => EVENT_KINDS.map((other) => pairs.get(`${one} → ${other}`) ?? 0));
    const rarestPair = Math.min(...counts);
    const rarestKind = Math.min(...EVENT_KINDS.map((kind) => tookPlace.get(kind) ?? 0));
    Object.assign(task.meta, { figures: { histories: HISTORIES, applies, rarestPair, rarestKind, broken } });
    expect(violations).toEqual([]);
    // Every kind of event follows every other one, at least 100 times in 100,000 histories. Of each kind, enough change something: nobody
    // leaves by text message whose phone the vendor does not have.
    expect(rarestPair).toBeGreaterThanOrEqual(Math.floor(HISTORIES / 1000));
    expect(rarestKind).toBeGreaterThanOrEqual(Math.floor(HISTORIES / 100));
  },
  TIMEOUT_MS,
);
