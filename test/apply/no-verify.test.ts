// apply --no-verify: nothing is read back, and a change succeeds only if the vendor confirmed it.

import { describe, expect, test } from 'vitest';
import type { LiveContact } from '../../src/contact/contact.ts';
import { difference } from '../../src/contact/difference.ts';
import type { Plan } from '../../src/plan/document.ts';
import type { ItemResult } from '../../src/providers/contract.ts';
import type { Workbench } from '../helpers/workbench.ts';
import { desired, live } from '../plan/subject.ts';
import { recordingOf } from './recording.ts';
import { runApply, say } from './run-apply.ts';
import { openShop, writes } from './shop.ts';
import { applyStub, planOf, type Step, stubAccount } from './stub-account.ts';

async function readsAfterTheWrite(bench: Workbench): Promise<number> {
  const requests = await bench.requests();
  const written = requests.findIndex(({ method }) => method !== 'GET');
  return requests.slice(written).filter(({ method }) => method === 'GET').length;
}

const UPDATE = {
  contacts: '  - { email: jane@example.com, firstName: Jane }\n',
  people: [{ email: 'jane@example.com' }],
};
const TAGS = {
  contacts: '  - { email: jane@example.com, tags: { vip: true } }\n',
  people: [{ email: 'jane@example.com' }],
};

describe('over HTTP', () => {
  test('a response that contains the whole contact verifies the change', async () => {
    const bench = await openShop(UPDATE);
    const applied = await runApply(bench, await bench.plan(), { verify: false });
    expect(say(applied)).toEqual(['jane@example.com: succeeded']);
    expect(await readsAfterTheWrite(bench)).toBe(0);
  });

  test('a response that shows another value makes the change unconverged', async () => {
    const bench = await openShop(UPDATE);
    const plan = await bench.plan();
    const ignored = { id: plan.changes[0]?.contactId, identifiers: [{ type: 'email', id: 'jane@example.com' }] };
    await bench.script([{ match: { method: 'PATCH' }, status: 200, body: ignored }]);
    const applied = await runApply(bench, plan, { verify: false });
    expect(say(applied)).toEqual(['jane@example.com: unconverged (not-shown)']);
  });

  test('an accepted change stays pending; --resume verifies it without sending it again', async () => {
    const bench = await openShop(TAGS);
    const plan = await bench.plan();
    const { listener, state } = recordingOf(plan);
    const { outcomes } = await runApply(bench, plan, { verify: false, listener });
    expect(outcomes).toMatchObject([
      {
        status: 'pending',
        code: 'unproved',
        message: expect.stringContaining('applies it later'),
        hint: expect.stringContaining('apply --resume'),
      },
    ]);
    expect(await readsAfterTheWrite(bench)).toBe(0);
    await bench.forgetRequests();
    expect(say(await runApply(bench, plan, { resume: await state() }))).toEqual(['jane@example.com: succeeded']);
    expect(await writes(bench)).toEqual([]);
  });

  test('a change without a response stays pending, with the reason', async () => {
    const bench = await openShop(UPDATE);
    const plan = await bench.plan();
    await bench.script([{ match: { method: 'PATCH' }, fault: 'reset', times: 10 }]);
    const { outcomes } = await runApply(bench, plan, { verify: false });
    expect(outcomes).toMatchObject([
      { status: 'pending', code: 'unanswered', message: expect.stringContaining('may have carried') },
    ]);
  });

  test('a create without a response is looked up before it is sent again, even with --no-verify', async () => {
    const bench = await openShop({ contacts: '  - { email: new@example.com }\n' });
    const plan = await bench.plan();
    await bench.script([{ match: { method: 'POST' }, fault: 'lost' }]);
    expect(say(await runApply(bench, plan, { verify: false }))).toEqual(['new@example.com: pending (unanswered)']);
    expect(await writes(bench)).toHaveLength(1);
    expect(await readsAfterTheWrite(bench)).toBe(1);
  });
});

describe('at a vendor that confirms writes without returning contacts', () => {
  const JANE = live({ id: '1', emails: ['jane@example.com'] });

  function oneUpdate(blocked: Plan['changes'][number]['blocked'] = []): { steps: readonly Step[]; plan: Plan } {
    const steps: readonly Step[] = [
      {
        desired: desired({ key: 'shop/jane', identifiers: { id: '1' }, scalars: { firstName: 'Jane' } }),
        live: JANE,
        change: { id: 'c1', requests: ['r1'], differences: [difference(['firstName'], null, 'Jane')], blocked },
      },
    ];
    const items = [{ change: 'c1', pointer: '', carries: [0], expectAfter: 'x' }];
    return { steps, plan: planOf(steps, [{ id: 'r1', items }]) };
  }

  async function apply({ steps, plan }: ReturnType<typeof oneUpdate>, result: ItemResult['result']) {
    const vendor: LiveContact[] = [JANE];
    let reads = 0;
    const at = stubAccount({
      vendor,
      send: () => ({ status: 200, headers: {}, body: {} }),
      results: () => [{ change: 'c1', result } as ItemResult],
      source: (plain) => ({
        ...plain,
        read: (...inputs) => {
          reads += 1;
          return plain.read(...inputs);
        },
      }),
    });
    const applied = await applyStub(plan, steps, at, { verify: false });
    return { applied, reads };
  }

  test('succeeds because of the response alone, and says so', async () => {
    const { applied, reads } = await apply(oneUpdate(), 'confirmed');
    expect(applied.outcomes).toMatchObject([
      { status: 'succeeded', code: 'unverified', message: expect.stringContaining('not read back') },
    ]);
    // The one before the write.
    expect(reads).toBe(1);
  });

  test('an accepted change is not reported as succeeded', async () => {
    expect(say((await apply(oneUpdate(), 'accepted')).applied)).toEqual(['jane: pending (unproved)']);
  });

  test('reports the part that the plan blocked', async () => {
    const blocked = [
      {
        path: ['channels', 'email'],
        before: 'subscribed',
        after: 'nonSubscribed',
        rule: 'erases-consent' as const,
        args: { why: 'status' },
      },
    ];
    expect(say((await apply(oneUpdate(blocked), 'confirmed')).applied)).toEqual(['jane: blocked (erases-consent)']);
  });
});
