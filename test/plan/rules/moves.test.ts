// Addresses that move between declared contacts. They are released before they are claimed, and never swapped.

import { describe, expect, test } from 'vitest';
import type { ContactToPlan } from '../../../src/base/contact-to-plan.ts';
import { sha256 } from '../../../src/contact/canonical.ts';
import type { DesiredContact, LiveContact } from '../../../src/contact/contact.ts';
import type { Account } from '../../../src/manifest/configuration.ts';
import { buildPlan } from '../../../src/plan/build.ts';
import type { Plan } from '../../../src/plan/document.ts';
import { providerOf } from '../../../src/providers/table.ts';
import { wordsOfBlock } from '../../../src/render/words/rules.ts';
import { account, CONSENTS, decideAll, desired, live } from '../subject.ts';

const ENVOKE = account('envoke@v1');

function person(userId: string, email: string, previous?: string): DesiredContact {
  return desired({
    key: `shop/${userId}`,
    identifiers: { userId, email },
    ...(previous === undefined ? {} : { previously: { email: previous } }),
  });
}

function contact(userId: string, email: string): LiveContact {
  return live({ id: `id-${userId}`, userId, emails: [email] });
}

/** A contact that only the base declares. */
function removed(policy: 'keep' | 'delete', overrides: Partial<DesiredContact> = {}): ContactToPlan {
  const desired = { ...person('u1', ''), identifiers: { userId: 'u1' }, ...overrides };
  return { desired, base: { removed: policy } };
}

async function plan(
  contacts: readonly (DesiredContact | ContactToPlan)[],
  vendor: readonly LiveContact[],
  at: Account,
): Promise<Plan> {
  const plans = await Promise.all(
    [vendor, [...vendor].reverse()].map(async (order) =>
      buildPlan({
        plannedAt: 0,
        configuration: { digest: sha256(''), files: 1, unsupportedFields: [] },
        version: '0.0.0',
        filters: { accounts: [], contacts: [], changed: false },
        base: null,
        notes: [],
        accounts: [
          {
            decided: await decideAll(contacts, order, at),
            target: {
              provider: providerOf(at.capabilities.dialect),
              origin: at.baseUrl,
              budgets: at.capabilities.budgets,
            },
          },
        ],
      }),
    ),
  );
  const [first, second] = plans;
  expect(second?.planId, 'the same whatever the order').toBe(first?.planId);
  return first as Plan;
}

const rules = ({ changes }: Plan) => changes.map(({ blocked }) => blocked.map(({ rule }) => rule).join());
const LIVE = [contact('u1', 'a@example.com'), contact('u2', 'b@example.com'), contact('u3', 'c@example.com')];

describe('Envoke', () => {
  test('an address that another contact releases is claimed once the release is confirmed', async () => {
    const wanted = [person('u1', 'new@example.com', 'a@example.com'), person('u2', 'a@example.com', 'b@example.com')];
    const made = await plan(wanted, LIVE, ENVOKE);
    expect(rules(made)).toEqual(['', '']);
    expect(made.requests.map(({ path, body, after }) => [path, body, after])).toEqual([
      ['/v1/contacts/id-u1', { email: 'new@example.com' }, []],
      ['/v1/contacts/id-u2', { email: 'a@example.com' }, [{ request: 'r1', change: 'c1', result: 'confirmed' }]],
    ]);
  });

  test('also along a chain', async () => {
    const wanted = [
      person('u1', 'b@example.com', 'a@example.com'),
      person('u2', 'c@example.com', 'b@example.com'),
      person('u3', 'new@example.com', 'c@example.com'),
    ];
    const made = await plan(wanted, LIVE, ENVOKE);
    expect(rules(made)).toEqual(['', '', '']);
    expect(made.requests.map(({ after }) => after.map(({ request }) => request))).toEqual([['r2'], ['r3'], []]);
  });

  test('a swap of two, or a cycle of three, is blocked', async () => {
    const swap = [person('u1', 'b@example.com', 'a@example.com'), person('u2', 'a@example.com', 'b@example.com')];
    const swapped = await plan(swap, LIVE, ENVOKE);
    expect([rules(swapped), swapped.requests]).toEqual([['identifier-swap', 'identifier-swap'], []]);
    const circle = [
      person('u1', 'b@example.com', 'a@example.com'),
      person('u2', 'c@example.com', 'b@example.com'),
      person('u3', 'a@example.com', 'c@example.com'),
    ];
    expect(rules(await plan(circle, LIVE, ENVOKE))).toEqual(['identifier-swap', 'identifier-swap', 'identifier-swap']);
  });

  test('after the move, nothing is left to do', async () => {
    const wanted = [person('u1', 'new@example.com', 'a@example.com'), person('u2', 'a@example.com', 'b@example.com')];
    const made = await plan(wanted, [contact('u1', 'new@example.com'), contact('u2', 'a@example.com')], ENVOKE);
    expect(made.changes).toEqual([]);
    expect(made.accounts[0]?.notices).toMatchObject([{ rule: 'email-change-done', entries: [{}, {}] }]);
  });

  test('a claim on a contact whose own claim is blocked is blocked too', async () => {
    const waiting = person('u3', 'b@example.com', 'c@example.com');
    const inVain = [person('u2', 'a@example.com', 'b@example.com'), waiting];
    const vain = await plan(inVain, LIVE, ENVOKE);
    expect([rules(vain).every((rule) => rule !== ''), vain.requests]).toEqual([true, []]);
    const swap = [person('u1', 'b@example.com', 'a@example.com'), person('u2', 'a@example.com', 'b@example.com')];
    const behind = await plan([...swap, person('u3', 'a2@example.com', 'c@example.com')], LIVE, ENVOKE);
    expect(rules(behind)).toEqual(['identifier-swap', 'identifier-swap', '']);
  });

  test('an address that its holder keeps is blocked as taken', async () => {
    const made = await plan([person('u2', 'a@example.com', 'b@example.com')], LIVE, ENVOKE);
    expect([rules(made), made.requests]).toEqual([['identifier-taken'], []]);
  });

  test('an address is not released without `previously`', async () => {
    const wanted = [person('u1', 'new@example.com'), person('u2', 'a@example.com', 'b@example.com')];
    const made = await plan(wanted, LIVE, ENVOKE);
    expect([rules(made).every((rule) => rule !== ''), made.requests]).toEqual([true, []]);
  });
});

describe('Envoke, into a contact that is created', () => {
  const comer = person('u9', 'a@example.com');
  const released = [{ request: 'r1', change: 'c1', result: 'confirmed' }];
  const sent = ({ requests }: Plan) => requests.map(({ method, after }) => [method, after]);

  test('from a holder that takes another address', async () => {
    const made = await plan([person('u1', 'new@example.com', 'a@example.com'), comer], LIVE, ENVOKE);
    expect([rules(made), sent(made)]).toEqual([
      ['', ''],
      [
        ['PATCH', []],
        ['POST', released],
      ],
    ]);
  });

  test('also where it is known by nothing else', async () => {
    const bare = desired({ key: 'shop/x', identifiers: { email: 'a@example.com' } });
    const made = await plan([desired({ ...person('u1', 'new@example.com', 'a@example.com') }), bare], LIVE, ENVOKE);
    expect([rules(made), sent(made)]).toEqual([
      ['', ''],
      [
        ['PATCH', []],
        ['POST', released],
      ],
    ]);
  });

  test('from a holder that is deleted; also into an existing contact', async () => {
    const gone = removed('delete');
    const made = await plan([gone, comer], LIVE, ENVOKE);
    expect([rules(made), sent(made)]).toEqual([
      ['', ''],
      [
        ['DELETE', []],
        ['POST', released],
      ],
    ]);
    const taken = await plan([gone, person('u2', 'a@example.com', 'b@example.com')], LIVE, ENVOKE);
    expect([rules(taken), sent(taken)]).toEqual([
      ['', ''],
      [
        ['DELETE', []],
        ['PATCH', released],
      ],
    ]);
  });

  test.each([
    ['keeps it', person('u1', 'a2@example.com')],
    ['is left alone', removed('keep')],
    ['must not be deleted', removed('delete', { protect: true })],
  ])('not from a holder that %s', async (_, holder) => {
    const made = await plan([holder, comer], LIVE, ENVOKE);
    const change = made.changes.find(({ key }) => key === 'shop/u9');
    expect(made.requests).toEqual([]);
    expect(change).toMatchObject({ action: 'create', blocked: [{ rule: 'identifier-taken' }] });
    expect(change?.blocked[0]?.args).toMatchObject({
      identifiers: ['email'],
      holder: { is: 'id', value: 'id-u1' },
      declared: expect.stringMatching(/declared$/),
      at: { is: 'file', value: 'people.yaml:7' },
    });
  });

  test('no contact is created if the account does not create contacts', async () => {
    const at = account('envoke@v1', { onMissing: 'error' });
    const made = await plan([person('u1', 'new@example.com', 'a@example.com'), comer], LIVE, at);
    expect(rules(made)).toEqual(['', 'missing-contact']);
    const skipping = account('envoke@v1', { onMissing: 'skip' });
    expect(rules(await plan([person('u1', 'new@example.com', 'a@example.com'), comer], LIVE, skipping))).toEqual(['']);
  });

  test('the same person declared twice is no move', async () => {
    const twice = [desired({ key: 'shop/u1', identifiers: { userId: 'u1' } }), comer];
    expect(rules(await plan(twice, LIVE, ENVOKE))).toEqual(['ambiguous-match', 'ambiguous-match']);
  });
});

describe('an address whose owner has opted out', () => {
  const subscribed = { status: 'subscribed', basis: 'express' } as const;
  const left = { ...contact('u1', 'a@example.com'), channels: { email: CONSENTS.leftSometime } };
  const here = { ...contact('u2', 'b@example.com'), channels: { email: CONSENTS.subscribed } };
  const leaver = person('u1', 'new@example.com', 'a@example.com');

  test.each([
    ['created as subscribed', { ...person('u9', 'a@example.com'), channels: { email: subscribed } }],
    ['subscribed already', person('u2', 'a@example.com', 'b@example.com')],
  ])('does not move to a contact that is %s', async (_, claimant) => {
    const made = await plan([leaver, claimant], [left, here], ENVOKE);
    expect(rules(made)).toEqual(['', 'would-lose-opt-out']);
    expect(made.requests).toHaveLength(1);
  });

  test('moves to a contact that is not mailed any more', async () => {
    const claimant = person('u2', 'a@example.com', 'b@example.com');
    const quiet = { ...claimant, channels: { email: { status: 'unsubscribed' } } } as const;
    expect(rules(await plan([leaver, quiet], [left, here], ENVOKE))).toEqual(['', '']);
  });
});

describe('if the vendor does not support moves', () => {
  const LOOPS = account('loops@v1');
  const bare = LIVE.map(({ id: _, ...contact }) => ({ ...contact, channels: { email: CONSENTS.leftSometime } }));
  const unsubscribed = { channels: { email: { status: 'unsubscribed' } } } as const;
  const giving = person('u1', 'new@example.com', 'a@example.com');

  test.each([
    ['one that is there', person('u2', 'a@example.com', 'b@example.com')],
    ['one that is to be created', { ...person('u9', 'a@example.com'), ...unsubscribed }],
  ])('%s waits until the holder has released the address', async (_, claimant) => {
    const made = await plan([giving, claimant], bare, LOOPS);
    expect(rules(made)).toEqual(['', 'identifier-taken']);
    expect(made.requests.map(({ body }) => body)).toEqual([{ userId: 'u1', email: 'new@example.com' }]);
    expect(made.changes[1]?.blocked).toMatchObject([{ args: { why: 'free-later' } }]);
    const given = bare.map((live) => (live.userId === 'u1' ? { ...live, emails: ['new@example.com'] } : live));
    expect(rules(await plan([giving, claimant], given, LOOPS))).toEqual(['']);
  });

  test('a swap is blocked as with every vendor', async () => {
    const swap = [person('u1', 'b@example.com', 'a@example.com'), person('u2', 'a@example.com', 'b@example.com')];
    const made = await plan(swap, bare, LOOPS);
    expect([rules(made), made.requests]).toEqual([['identifier-swap', 'identifier-swap'], []]);
  });

  test('Omnisend: a phone that another declared contact has', async () => {
    const [ann, bob] = ['ann@example.com', 'bob@example.com'];
    const vendor = [live({ id: 'v1', emails: [ann], phones: ['+37060000001'] }), live({ id: 'v2', emails: [bob] })];
    const declared = [
      desired({ key: 'shop/ann', identifiers: { email: ann, phone: '+37060000002' } }),
      desired({ key: 'shop/bob', identifiers: { email: bob, phone: '+37060000001' } }),
    ];
    const made = await plan(declared, vendor, account());
    expect([rules(made), made.requests]).toEqual([['phone-change-unsupported', 'identifier-taken'], []]);
    expect(made.changes[1]?.blocked.map((one) => wordsOfBlock(one).message)).toEqual([
      'the declared phone belongs to another contact (id v1, declared at people.yaml:7)',
    ]);
  });
});
