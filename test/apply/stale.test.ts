// Changes between plan and apply: the affected changes are stale, the others are applied.

import { expect, test } from 'vitest';
import { runApply, say } from './run-apply.ts';
import { ACCOUNTS, openShop, type Person, stateOf, vendorContact, writes } from './shop.ts';

const OTHER = '  - { email: other@example.com, firstName: Other }\n';
const other = { id: '66a000000000000000000009', email: 'other@example.com', firstName: 'O' };
const jane = { id: '66a000000000000000000001', email: 'jane@example.com' };

interface Story {
  readonly contacts: string;
  readonly before: readonly Person[];
  readonly after: readonly Person[];
}

const EVIDENCE = 'consent: { source: form, createdAt: 2025-01-01T00:00:00Z }';

const STORIES: readonly (readonly [string, Story])[] = [
  [
    'a value changed',
    {
      contacts: '  - { email: jane@example.com, firstName: Jane }\n',
      before: [jane],
      after: [{ ...jane, firstName: 'J' }],
    },
  ],
  [
    'the contact vanished',
    { contacts: '  - { email: jane@example.com, firstName: Jane }\n', before: [jane], after: [] },
  ],
  [
    'the contact vanished, where a value was to be removed',
    {
      contacts: '  - { email: jane@example.com, firstName: null }\n',
      before: [{ ...jane, firstName: 'J' }],
      after: [],
    },
  ],
  [
    'another contact has the address now',
    {
      contacts: '  - { email: jane@example.com, firstName: Jane }\n',
      before: [jane],
      after: [{ ...jane, id: '66a000000000000000000002' }],
    },
  ],
  [
    'the contact appeared before its create',
    { contacts: '  - { email: jane@example.com, firstName: Jane }\n', before: [], after: [jane] },
  ],
  [
    'the phone of a create was taken',
    {
      contacts: '  - { email: jane@example.com, phone: "+37060000001" }\n',
      before: [],
      after: [{ email: 'x@example.com', phone: '+37060000001' }],
    },
  ],
  [
    'the phone to be added was taken',
    {
      contacts: '  - { email: jane@example.com, phone: "+37060000001" }\n',
      before: [jane],
      after: [jane, { email: 'x@example.com', phone: '+37060000001' }],
    },
  ],
  [
    'the person left before a write that subscribes',
    {
      contacts: '  - { email: jane@example.com, channels: { email: subscribed } }\n',
      before: [jane],
      after: [{ ...jane, status: 'unsubscribed' }],
    },
  ],
  [
    'the person left before a write of something else',
    {
      contacts: '  - { email: jane@example.com, firstName: Jane }\n',
      before: [jane],
      after: [{ ...jane, status: 'unsubscribed' }],
    },
  ],
  [
    'the person left once more, after the consent that lifts the first opt-out',
    {
      contacts: `  - { email: jane@example.com, channels: { email: { status: subscribed, ${EVIDENCE} } } }\n`,
      before: [{ ...jane, status: 'unsubscribed' }],
      after: [{ ...jane, status: 'unsubscribed', since: '2026-01-01T00:00:00Z' }],
    },
  ],
];

test.each(STORIES)('%s', async (_, { contacts, before, after }) => {
  const bench = await openShop({ contacts: contacts + OTHER, people: [...before, other] });
  const plan = await bench.plan();
  expect(plan.changes).toHaveLength(2);
  await bench.setState(stateOf({ shop: [...after, other] }));
  await bench.forgetRequests();

  const applied = await runApply(bench, plan);
  expect(say(applied)).toEqual(['jane@example.com: stale (live-moved)', 'other@example.com: succeeded']);
  expect((await writes(bench)).map(({ body }) => body)).toEqual([{ firstName: 'Other' }]);
});

test('the declaration changed', async () => {
  const bench = await openShop({
    contacts: `  - { email: jane@example.com, firstName: Jane }\n${OTHER}`,
    people: [jane, other],
  });
  const plan = await bench.plan();
  await bench.write('people.yaml', `contacts:\n  - { email: jane@example.com, firstName: Joan }\n${OTHER}`);
  await bench.forgetRequests();
  expect(say(await runApply(bench, plan))).toEqual([
    'jane@example.com: stale (manifest-moved)',
    'other@example.com: succeeded',
  ]);
  expect(await writes(bench)).toHaveLength(1);
});

test('the contact is no longer declared', async () => {
  const bench = await openShop({
    contacts: `  - { email: jane@example.com, firstName: Jane }\n${OTHER}`,
    people: [jane, other],
  });
  const plan = await bench.plan();
  await bench.write('people.yaml', `contacts:\n${OTHER}`);
  expect(say(await runApply(bench, plan))).toEqual([
    'jane@example.com: stale (manifest-moved)',
    'other@example.com: succeeded',
  ]);
  expect((await vendorContact(bench, 'jane@example.com')).firstName ?? '').toBe('');
});

test('a declaration that moved to another file is not stale', async () => {
  const bench = await openShop({ contacts: '  - { email: jane@example.com, firstName: Jane }\n', people: [jane] });
  const plan = await bench.plan();
  await bench.write('people.yaml', 'contacts: []\n');
  await bench.write('moved/later.yaml', '# elsewhere\n\ncontacts:\n  - firstName: Jane\n    email: JANE@example.com\n');
  expect(say(await runApply(bench, plan))).toEqual(['jane@example.com: succeeded']);
});

test('changes of unmanaged fields do not make a change stale', async () => {
  const bench = await openShop({ contacts: '  - { email: jane@example.com, firstName: Jane }\n', people: [jane] });
  const plan = await bench.plan();
  await bench.setState(stateOf({ shop: [{ ...jane, city: 'London', tags: ['new'], customProperties: { a: 1 } }] }));
  expect(say(await runApply(bench, plan))).toEqual(['jane@example.com: succeeded']);
});

test('detects a contact that changes while earlier ones are written, because a re-read expires', async () => {
  const people = ['a', 'b', 'c'].map((name) => ({ email: `${name}@example.com` }));
  const contacts = people.map(({ email }) => `  - { email: ${email}, firstName: New }\n`).join('');
  const bench = await openShop({ contacts, people, accounts: ACCOUNTS });
  const plan = await bench.plan();
  // Two requests a minute: re-read one by one, right ahead of each.
  const applied = await runApply(bench, plan, {
    perMinute: 2,
    listener: async (event) => {
      if (event.type !== 'answered' || event.request !== 'r1') return;
      await bench.setState(stateOf({ shop: people.map((person) => ({ ...person, firstName: 'Theirs' })) }));
    },
  });
  expect(say(applied)[0]).toBe('a@example.com: succeeded');
  expect(say(applied).slice(1)).toEqual(['b@example.com: stale (live-moved)', 'c@example.com: stale (live-moved)']);
});
