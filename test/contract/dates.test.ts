// Properties that the account says are dates: the same instant in another spelling is no difference, before a write and after it.
// @module-tag slow

import { describe, expect } from 'vitest';
import { person } from './person.ts';
import { describeDialects, testUnless } from './stage.ts';

const MIDNIGHT = [
  '2026-01-05',
  '2026-01-05T00:00:00Z',
  '2026-01-05T02:00:00+02:00',
  '2026-01-05 00:00',
  '2026-01-05T00:00:00.000Z',
];
const jane = person({ status: 'unsubscribed' });

describeDialects((stage) => {
  const { capabilities, fixture } = stage;
  const why = capabilities.customProperties.dates === undefined ? 'the vendor has no dates of its own' : undefined;
  const declare = (joinedAt: string | null) => stage.declare([{ email: jane.email, customProperties: { joinedAt } }]);

  describe.each([['the vendor as usual', {}] as const, ...Object.entries(fixture.variants)])('%s', (_, variant) => {
    for (const spelling of MIDNIGHT) {
      testUnless(why, `${spelling} is written once, and then agrees in every spelling`, async () => {
        await stage.populate([jane], variant);
        await declare(spelling);
        expect((await stage.reconcile()).writes).toHaveLength(1);
        for (const other of MIDNIGHT) {
          await declare(other);
          expect((await stage.bench.plan()).changes).toEqual([]);
        }
        await declare('2026-01-06');
        expect((await stage.reconcile()).writes).toHaveLength(1);
        await declare(null);
        expect((await stage.reconcile()).writes).toHaveLength(1);
      });
    }

    testUnless(why, 'a time of day is written, or what the vendor made of it is said', async () => {
      await stage.populate([jane], variant);
      await declare('2026-01-05T10:21:11.000Z');
      if (variant.dates === 'day') {
        const { outcomes } = await stage.bench.apply(await stage.bench.plan());
        expect(outcomes).toMatchObject([
          { status: 'unconverged', code: 'not-shown', hint: expect.stringContaining('only the day') },
        ]);
      } else {
        expect((await stage.reconcile()).writes).toHaveLength(1);
      }
    });
  });

  testUnless(why, 'what is no date is blocked, and nothing is written', async () => {
    await stage.populate([jane]);
    await declare('soon');
    const plan = await stage.bench.plan();
    expect(plan.changes).toMatchObject([{ blocked: [{ rule: 'property-type' }], differences: [] }]);
    expect(plan.requests).toEqual([]);
  });
});
