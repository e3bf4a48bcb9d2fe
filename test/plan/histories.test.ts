// Checks on the request bodies of random histories that no plan does harm. A history has commits, reverts, people who unsubscribe
// and come back, changes in the vendor's own app, and plans with any base, applied or not. Covers every policy and dialect.
// @module-tag slow

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DIALECTS, type DialectName } from '../../src/providers/table.ts';
import { emailOf, histories } from './histories/history.ts';
import { judge, play, sentOf } from './histories/laws.ts';
import { statusesIn } from './sent-statuses.ts';

/** How often at most 150 more histories are drawn until each kind of request was seen. */
const ROUNDS = 10;

describe.each(Object.keys(DIALECTS) as DialectName[])('%s', (dialect) => {
  test('no history makes a plan do harm', async () => {
    const seen = { lifts: 0, removals: 0, requests: 0 };
    const harmless = fc.asyncProperty(histories(dialect), async (history) => {
      await play(history, (moment) => {
        judge(moment);
        const sent = sentOf(moment);
        seen.requests += sent.length;
        seen.removals += sent.filter(({ person }) => moment.now[person] === undefined).length;
        seen.lifts += sent.filter(({ person, body }) =>
          statusesIn(body).some(
            ({ channel, status }) =>
              status === 'subscribed' && moment.contacts.get(emailOf(person))?.channels[channel]?.optedOut === true,
          ),
        ).length;
      });
    });
    const rarest = () => Math.min(seen.lifts, seen.removals, seen.requests);
    // Resubscriptions are rare: 150 histories may have none.
    for (let round = 0; round === 0 || (rarest() === 0 && round < ROUNDS); round += 1) {
      await fc.assert(harmless, { numRuns: 150 });
    }
    // The histories must contain resubscriptions and removals, otherwise the checks above prove nothing.
    expect(rarest()).toBeGreaterThan(0);
  }, 60_000);

  test('reverting the commit that unsubscribed a person resubscribes nobody', async () => {
    const drawn = histories(dialect).filter(({ steps: [first] }) => first?.kind === 'commit');
    await fc.assert(
      fc.asyncProperty(drawn, fc.constantFrom('applied' as const, 'none', 'older'), async ({ at, steps }, base) => {
        const [first] = steps;
        if (first?.kind !== 'commit') return;
        const subscribed = first.people.flatMap(([person, draw]) => {
          if (draw === undefined) return [];
          return [[person, { ...draw, status: 'subscribed' as const, protect: false }] as const];
        });
        const left = subscribed.map(
          ([person, draw]) => [person, { ...draw, status: 'unsubscribed' as const }] as const,
        );
        const commit = (people: typeof subscribed | typeof left) => ({ kind: 'commit', people }) as const;
        const apply = { kind: 'plan', applied: true, base: 'applied' } as const;
        const last = { ...apply, base };
        const history = [commit(subscribed), apply, commit(left), apply, { kind: 'revert', commits: 1 } as const, last];
        let plans = 0;
        await play({ at: { ...at, onMissing: 'create' }, steps: history }, (moment) => {
          plans += 1;
          if (plans < 3) return;
          const statuses = sentOf(moment).flatMap(({ body }) => statusesIn(body).map(({ status }) => status));
          expect(statuses).toEqual([]);
        });
        expect(plans).toBe(3);
      }),
      { numRuns: 50 },
    );
  });
});
