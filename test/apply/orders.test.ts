import { describe, expect, test } from 'vitest';
import { inOrder } from '../../src/apply/send/orders.ts';
import type { LiveContact } from '../../src/contact/contact.ts';
import { difference } from '../../src/contact/difference.ts';
import { aRequest } from '../builders/plan.ts';
import { desired, live } from '../plan/subject.ts';
import { runApply, say } from './run-apply.ts';
import { openShop, writes } from './shop.ts';
import { applyStub, planOf, type Step, stubAccount } from './stub-account.ts';

const CREATE = '  - { email: new@example.com, firstName: New, tags: { vip: true } }\n';

describe('tags follow the create', () => {
  test('are sent in this order', async () => {
    const bench = await openShop({ contacts: CREATE });
    const plan = await bench.plan();
    expect(say(await runApply(bench, plan))).toEqual(['new@example.com: succeeded']);
    expect((await writes(bench)).map(({ path }) => path)).toEqual(['/api/contacts', '/api/contacts/tags']);
  });

  test('are not sent if the create failed', async () => {
    const bench = await openShop({ contacts: CREATE });
    const plan = await bench.plan();
    await bench.script([{ match: { method: 'POST' }, status: 400, body: { title: 'Bad Request', detail: 'no' } }]);
    expect(say(await runApply(bench, plan))).toEqual(['new@example.com: failed (invalid)']);
    expect((await writes(bench)).map(({ path }) => path)).toEqual(['/api/contacts']);
  });

  test('are sent if the response was lost and the contact exists', async () => {
    const bench = await openShop({ contacts: CREATE });
    const plan = await bench.plan();
    await bench.script([{ match: { method: 'POST' }, fault: 'lost' }]);
    expect(say(await runApply(bench, plan))).toEqual(['new@example.com: succeeded']);
    expect((await writes(bench)).map(({ path }) => path)).toEqual(['/api/contacts', '/api/contacts/tags']);
  });

  test('are not sent if the response was lost and the contact does not exist', async () => {
    const bench = await openShop({ contacts: CREATE });
    const plan = await bench.plan();
    await bench.script([{ match: { method: 'POST' }, fault: 'reset', times: 1000 }]);
    expect(say(await runApply(bench, plan))).toEqual(['new@example.com: failed (unanswered)']);
    expect(new Set((await writes(bench)).map(({ path }) => path))).toEqual(new Set(['/api/contacts']));
  });

  test('a failed create removes only its own item from the group', async () => {
    const bench = await openShop({ contacts: `${CREATE}  - { email: second@example.com, tags: { vip: true } }\n` });
    const plan = await bench.plan();
    await bench.script([
      { match: { method: 'POST', path: '/api/contacts' }, status: 400, body: { title: 'Bad Request' } },
    ]);
    const statuses = say(await runApply(bench, plan))
      .map((line) => line.split(': ')[1])
      .sort();
    expect(statuses).toEqual(['failed (invalid)', 'succeeded']);
    const tags = (await writes(bench)).filter(({ path }) => path.endsWith('/tags')).map(({ body }) => body);
    expect(tags).toMatchObject([{ tags: ['vip'], emails: [expect.any(String)] }]);
  });
});

/** One gives its email up, the other takes it; the claim stands first in the plan. */
function move(): { steps: readonly Step[]; vendor: LiveContact[]; plan: ReturnType<typeof planOf> } {
  const giver = live({ id: 'g', emails: ['shared@example.com'] });
  const taker = live({ id: 't', emails: ['taker@example.com'] });
  const steps: readonly Step[] = [
    {
      desired: desired({ key: 'shop/claims', identifiers: { id: 't', email: 'shared@example.com' } }),
      live: taker,
      change: {
        id: 'c1',
        requests: ['r1'],
        differences: [difference(['email'], 'taker@example.com', 'shared@example.com')],
      },
    },
    {
      desired: desired({ key: 'shop/releases', identifiers: { id: 'g', email: 'own@example.com' } }),
      live: giver,
      change: {
        id: 'c2',
        requests: ['r2'],
        differences: [difference(['email'], 'shared@example.com', 'own@example.com')],
      },
    },
  ];
  const plan = planOf(steps, [
    { id: 'r1', path: '/claim', items: [item('c1')], after: [{ request: 'r2', change: 'c2', result: 'confirmed' }] },
    { id: 'r2', path: '/release', items: [item('c2')] },
  ]);
  return { steps, vendor: [giver, taker], plan };
}

function item(change: string) {
  return { change, pointer: '', carries: [0], expectAfter: '' };
}

describe('a claim follows the release', () => {
  test('even if the plan lists it first', async () => {
    const { steps, vendor, plan } = move();
    const sent: string[] = [];
    const at = stubAccount({
      vendor,
      send({ path }) {
        sent.push(path);
        if (path === '/release') vendor[0] = live({ id: 'g', emails: ['own@example.com'] });
        else vendor[1] = live({ id: 't', emails: ['shared@example.com'] });
        return { status: 200, headers: {}, body: {} };
      },
    });
    expect(say(await applyStub(plan, steps, at))).toEqual(['claims: succeeded', 'releases: succeeded']);
    expect(sent).toEqual(['/release', '/claim']);
  });

  test('is skipped if the release failed', async () => {
    const { steps, vendor, plan } = move();
    const sent: string[] = [];
    const at = stubAccount({
      vendor,
      send({ path }) {
        sent.push(path);
        return { status: 400, headers: {}, body: {} };
      },
    });
    expect(say(await applyStub(plan, steps, at))).toEqual([
      'claims: skipped (waited-in-vain)',
      'releases: failed (invalid)',
    ]);
    expect(sent).toEqual(['/release']);
  });

  test('is stale if the vendor confirmed the release but the old contact still has the identifier', async () => {
    const { steps, vendor, plan } = move();
    const at = stubAccount({ vendor, send: () => ({ status: 200, headers: {}, body: {} }) });
    expect(say(await applyStub(plan, steps, at))).toEqual([
      'claims: stale (live-moved)',
      'releases: unconverged (not-shown)',
    ]);
  });
});

describe('inOrder', () => {
  const waitsFor = (...requests: readonly string[]) =>
    requests.map((request) => ({ request, change: 'c1', result: 'created' as const }));
  const ids = (...requests: readonly (readonly [string, ...string[]])[]) =>
    inOrder(requests.map(([id, ...waits]) => aRequest({ id, after: waitsFor(...waits) }))).map(({ id }) => id);

  test('keeps the plan’s order if no dependency prevents it', () => {
    expect(ids(['a'], ['b', 'a'], ['c'])).toEqual(['a', 'b', 'c']);
  });

  test('moves dependencies to the front, transitively', () => {
    expect(ids(['a', 'b', 'd'], ['b', 'c'], ['c'], ['d'])).toEqual(['c', 'b', 'd', 'a']);
  });

  test('neither loses nor duplicates a request, even with a cycle or an unknown dependency', () => {
    expect(ids(['a', 'b'], ['b', 'a'], ['c', 'c', 'gone']).sort()).toEqual(['a', 'b', 'c']);
  });

  test('sorts a reversed chain of 100,000 requests', { tags: ['slow'] }, () => {
    const chain = Array.from({ length: 100_000 }, (_, index) =>
      aRequest({ id: `r${index}`, after: waitsFor(`r${index + 1}`) }),
    );
    expect(inOrder(chain)[0]?.id).toBe('r99999');
  });
});

test('two requests of one change share one re-read, so that the first write does not make the change stale', async () => {
  const before = live({ channels: {} });
  const step: Step = {
    desired: desired({ scalars: { city: 'London' }, channels: { email: { status: 'unsubscribed' } } }),
    live: before,
    change: {
      id: 'c1',
      requests: ['r1', 'r2'],
      differences: [
        difference(['city'], null, 'London'),
        difference(['channels', 'email', 'status'], null, 'unsubscribed'),
      ],
    },
  };
  const plan = planOf(
    [step],
    [
      { id: 'r1', path: '/1', items: [item('c1')] },
      { id: 'r2', path: '/2', items: [item('c1')] },
    ],
  );
  const vendor = [before];
  let reads = 0;
  const at = stubAccount({
    vendor,
    // The second read is slow enough to see the first write.
    source: (plain) => ({
      ...plain,
      read: async (...inputs) => {
        reads += 1;
        if (reads === 2) await new Promise((resolve) => setTimeout(resolve, 20));
        return plain.read(...inputs);
      },
    }),
    send() {
      vendor[0] = live({
        scalars: { city: 'London' },
        channels: { email: { status: 'unsubscribed', optedOut: true, since: 'unknown', cause: 'person', word: '' } },
      });
      return { status: 200, headers: {}, body: {} };
    },
  });
  expect(say(await applyStub(plan, [step], at))).toEqual(['jane@example.com: succeeded']);
});
