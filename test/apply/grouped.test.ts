import { expect, test } from 'vitest';
import { runApply, say } from './run-apply.ts';
import { openShop, stateOf, writes } from './shop.ts';

const PEOPLE = Array.from({ length: 250 }, (_, index) => ({
  id: `66a000000000000000000${String(index).padStart(3, '0')}`,
  email: `p${String(index).padStart(3, '0')}@example.com`,
}));
const STALE = [17, 249];

test('a request for 250 contacts of which two are stale is sent without those two, otherwise as planned', async () => {
  const contacts = PEOPLE.map(({ email }) => `  - { email: ${email}, tags: { vip: true } }\n`).join('');
  const bench = await openShop({ contacts, people: PEOPLE });
  const plan = await bench.plan();
  expect(plan.requests).toHaveLength(1);
  const body = plan.requests[0]?.body as { tags: string[]; contactIDs: string[] };
  expect(body.contactIDs).toHaveLength(250);

  await bench.setState(
    stateOf({
      shop: PEOPLE.map((person, index) => (STALE.includes(index) ? { ...person, status: 'unsubscribed' } : person)),
    }),
  );
  await bench.forgetRequests();
  const applied = await runApply(bench, plan);
  const stale = new Set(STALE.map((index) => PEOPLE[index]?.id));
  expect(await writes(bench)).toEqual([
    {
      method: 'POST',
      path: '/api/contacts/tags',
      status: 202,
      body: { ...body, contactIDs: body.contactIDs.filter((id) => !stale.has(id)) },
    },
  ]);
  expect(say(applied).filter((line) => line.endsWith('succeeded'))).toHaveLength(248);
  expect(say(applied).filter((line) => line.endsWith('stale (live-moved)'))).toHaveLength(2);
});

test('a request whose contacts are all stale is not sent', async () => {
  const people = PEOPLE.slice(0, 2);
  const bench = await openShop({
    contacts: people.map(({ email }) => `  - { email: ${email}, tags: { vip: true } }\n`).join(''),
    people,
  });
  const plan = await bench.plan();
  await bench.setState(stateOf({ shop: [] }));
  await bench.forgetRequests();
  expect(say(await runApply(bench, plan)).every((line) => line.endsWith('stale (live-moved)'))).toBe(true);
  expect(await writes(bench)).toEqual([]);
});
