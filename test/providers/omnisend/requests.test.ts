import { describe, expect, it } from 'vitest';
import { difference } from '../../../src/contact/difference.ts';
import type { AccountSettings, ChangeDraft, Provider } from '../../../src/providers/contract.ts';
import { omnisend3, omnisend5, omnisend20260315 } from '../../../src/providers/omnisend/index.ts';
import { create, desired, live, response, sent, update } from '../drafts.ts';
import { newcomer, VERSIONS } from './people.ts';

const ID = '663cf8de1f539fef85c321f9';
const BY_ID: AccountSettings = { keyField: 'id' };

function body({ requests }: Provider, change: ChangeDraft) {
  return requests.plan([change], BY_ID)[0]?.body;
}

function edit(differences: ChangeDraft['differences'], overrides: Partial<ChangeDraft> = {}): ChangeDraft {
  return update({ live: live({ id: ID }), differences, ...overrides });
}

describe.each(VERSIONS)('omnisend %s updates', (_, { provider, base, dateField }) => {
  const renamed = [difference(['firstName'], 'Jan', 'Jane')];

  it('are one PATCH per change that contains only the differences', () => {
    expect(provider.requests.plan([edit(renamed)], BY_ID)).toEqual([
      {
        kind: 'single',
        method: 'PATCH',
        path: `${base}/contacts/${ID}`,
        query: [],
        body: { firstName: 'Jane' },
        items: [{ change: 'c1', pointer: '', carries: [0] }],
        after: [],
        polls: 'none',
      },
    ]);
  });

  it('are addressed by email if the account’s key field says so and the live contact has one', () => {
    const [request] = provider.requests.plan([edit(renamed)], { keyField: 'email' });
    expect(request && sent(request)).toMatchObject({
      path: `${base}/contacts`,
      query: [['email', 'jane@example.com']],
      body: { firstName: 'Jane' },
    });
    const nameless = edit(renamed, { live: live({ id: ID, emails: [] }) });
    expect(provider.requests.plan([nameless], { keyField: 'email' })[0]?.path).toBe(`${base}/contacts/${ID}`);
    expect(() => provider.requests.plan([edit(renamed, { live: live() })], BY_ID)).toThrow(RangeError);
  });

  it('clear texts with an empty text, properties with null, tags with an empty list', () => {
    const differences = [
      difference(['lastName'], 'Doe', null),
      difference(['tags'], ['vip'], null),
      difference(['customProperties', 'age'], 33, 34),
      difference(['customProperties', 'height'], 180, null),
    ];
    expect(body(provider, edit(differences))).toEqual({
      ...{ lastName: '', tags: [], customProperties: { age: 34, height: null } },
    });
  });

  it('send country and countryCode together if both are declared', () => {
    const scalars = { country: 'United Kingdom', countryCode: 'GB' };
    for (const differing of [
      difference(['country'], 'UK', 'United Kingdom'),
      difference(['countryCode'], null, 'GB'),
    ]) {
      expect(body(provider, edit([differing], { desired: desired({ scalars }) }))).toEqual(scalars);
    }
    expect(body(provider, edit([difference(['countryCode'], null, 'GB')]))).toEqual({ countryCode: 'GB' });
  });

  it('write a status with its date and evidence, without a welcome message that nobody asked for, for the live address', () => {
    const channel = {
      status: 'subscribed',
      statusChangedAt: '2026-01-15T09:30:00Z',
      consent: { source: 'checkout', createdAt: '2026-01-15T09:30:00Z', ip: '192.0.2.1', supersedesOptOut: true },
    } as const;
    const change = edit([difference(['channels', 'email', 'status'], null, 'subscribed')], {
      desired: desired({ channels: { email: channel } }),
      live: live({ id: ID, emails: ['jane@work.example', 'jane@example.com'] }),
    });
    const { identifiers, ...others } = body(provider, change) as { readonly identifiers: readonly unknown[] };
    expect(identifiers).toEqual([
      expect.objectContaining({
        type: 'email',
        id: 'jane@work.example',
        channels: { email: { status: 'subscribed', [dateField]: '2026-01-15T09:30:00Z' } },
        consent: { source: 'checkout', createdAt: '2026-01-15T09:30:00Z', ip: '192.0.2.1' },
      }),
    ]);
    expect(JSON.stringify({ identifiers, others })).not.toContain('true');
  });

  it('add a phone as nonSubscribed with a date in 1970, so that any other status takes precedence', () => {
    const { identifiers } = body(provider, edit([difference(['phone'], null, '+37060000001')])) as {
      readonly identifiers: readonly unknown[];
    };
    expect(identifiers).toEqual([
      expect.objectContaining({
        type: 'phone',
        id: '+37060000001',
        channels: { sms: { status: 'nonSubscribed', [dateField]: '1970-01-01T00:00:00Z' } },
      }),
    ]);
  });
});

describe.each(VERSIONS)('omnisend %s creates', (_, { provider, base, dateField }) => {
  it('are one POST whose identifiers all have a channel', () => {
    const change = newcomer('c1', { email: 'jane@example.com', phone: '+37060000001' });
    const [request, ...others] = provider.requests.plan(
      [{ ...change, differences: [...change.differences, difference(['firstName'], null, 'Jane')] }],
      BY_ID,
    );
    expect(others).toEqual([]);
    expect(request).toMatchObject({ method: 'POST', path: `${base}/contacts`, query: [], polls: 'none' });
    expect(request?.items).toEqual([{ change: 'c1', pointer: '', carries: [0, 1, 2] }]);
    const nobody = { status: 'nonSubscribed', [dateField]: '1970-01-01T00:00:00Z' };
    expect(request?.body).toMatchObject({
      identifiers: [
        { type: 'email', id: 'jane@example.com', channels: { email: nobody } },
        { type: 'phone', id: '+37060000001', channels: { sms: nobody } },
      ],
      firstName: 'Jane',
    });
  });

  it('subscribe only if a difference says so, and always date nonSubscribed in 1970', () => {
    const declared = (status: 'subscribed' | 'nonSubscribed') =>
      create({
        desired: desired({ channels: { email: { status, statusChangedAt: '2026-01-15T09:30:00Z' } } }),
        differences: [
          difference(['email'], null, 'jane@example.com'),
          difference(['channels', 'email', 'status'], null, status),
        ],
      });
    expect(body(provider, declared('subscribed'))).toMatchObject({
      identifiers: [{ channels: { email: { status: 'subscribed', [dateField]: '2026-01-15T09:30:00Z' } } }],
    });
    expect(body(provider, declared('nonSubscribed'))).toMatchObject({
      identifiers: [{ channels: { email: { status: 'nonSubscribed', [dateField]: '1970-01-01T00:00:00Z' } } }],
    });
  });

  it('keep properties named like inherited members', () => {
    const change = newcomer('c1', { email: 'jane@example.com' });
    const differences = [...change.differences, difference(['customProperties', '__proto__'], null, 'x')];
    expect(JSON.stringify(body(provider, { ...change, differences }))).toContain(
      '"customProperties":{"__proto__":"x"}',
    );
  });
});

describe('omnisend welcome messages', () => {
  const asked = (welcome: boolean) => newcomer('c1', { email: 'jane@example.com', welcome });

  it.each([true, false])('are requested or declined explicitly: %s', (welcome) => {
    expect(body(omnisend20260315, asked(welcome))).toMatchObject({ identifiers: [{ sendWelcomeMessage: welcome }] });
    expect(body(omnisend20260315, asked(welcome))).not.toHaveProperty('sendWelcomeEmail');
    expect(body(omnisend5, asked(welcome))).toMatchObject({ sendWelcomeEmail: welcome });
    expect(JSON.stringify(body(omnisend5, asked(welcome)))).not.toContain('sendWelcomeMessage');
    expect(body(omnisend3, asked(welcome))).toMatchObject({
      ...{ sendWelcomeEmail: welcome, identifiers: [{ sendWelcomeMessage: welcome }] },
    });
  });

  it.each([
    ['subscribed', true],
    ['unsubscribed', false],
  ] as const)('are requested for somebody who becomes %s: %s', (status, welcome) => {
    const change = edit([difference(['channels', 'email', 'status'], 'nonSubscribed', status)], {
      desired: desired({ channels: { email: { status } }, welcome: true }),
    });
    expect(body(omnisend20260315, change)).toMatchObject({ identifiers: [{ sendWelcomeMessage: welcome }] });
    expect(body(omnisend5, change)).toMatchObject({ sendWelcomeEmail: welcome });
    expect(body(omnisend3, change)).toMatchObject({ identifiers: [{ sendWelcomeMessage: welcome }] });
  });

  it('are declined on updates that name an identifier', () => {
    const change = edit([difference(['phone'], null, '+37060000001')], { desired: desired({ welcome: true }) });
    expect(body(omnisend20260315, change)).toMatchObject({ identifiers: [{ sendWelcomeMessage: false }] });
    expect(body(omnisend5, change)).toMatchObject({ sendWelcomeEmail: false });
    expect(body(omnisend3, change)).toMatchObject({ identifiers: [{ sendWelcomeMessage: false }] });
  });
});

describe('omnisend results', () => {
  const results = ({ requests }: Provider, change: ChangeDraft, ...answer: Parameters<typeof response>) => {
    const [request] = requests.plan([change], BY_ID);
    if (request === undefined) throw new Error('no request');
    return requests.results(request, response(...answer));
  };
  const patch = edit([difference(['firstName'], 'Jan', 'Jane')]);
  const post = newcomer('c1', { email: 'jane@example.com' });
  const whole = { id: ID, firstName: 'Jane', identifiers: [{ type: 'email', id: 'jane@example.com' }] };

  it('2026-03-15: the contact in the response serves as the read-back', () => {
    const shown = { id: ID, scalars: { firstName: 'Jane' }, emails: ['jane@example.com'] };
    expect(results(omnisend20260315, patch, whole)).toMatchObject([{ result: 'confirmed', live: shown }]);
    expect(results(omnisend20260315, post, whole, 201)).toMatchObject([{ result: 'confirmed', live: shown }]);
    expect(results(omnisend20260315, post, whole, 200)).toMatchObject([{ result: 'existed-already', live: shown }]);
  });

  it('2026-03-15: a success with an unreadable body is `accepted`', () => {
    for (const odd of [undefined, null, [], {}, { id: 7 }]) {
      expect(results(omnisend20260315, patch, odd)).toEqual([{ change: 'c1', result: 'accepted' }]);
      expect(results(omnisend20260315, post, odd, 201)).toEqual([{ change: 'c1', result: 'accepted' }]);
      expect(results(omnisend20260315, post, odd, 200)).toEqual([{ change: 'c1', result: 'existed-already' }]);
    }
  });

  it.each([
    ['v5', omnisend5],
    ['v3', omnisend3],
  ])(
    '%s: the response does not contain the whole contact, so a success is `confirmed` without a read-back',
    (_, provider) => {
      const four = { email: 'jane@example.com', contactID: ID, firstName: 'Jane', lastName: '' };
      for (const answer of [four, { contactID: ID }, {}, undefined]) {
        expect(results(provider, patch, answer)).toEqual([{ change: 'c1', result: 'confirmed' }]);
        expect(results(provider, post, answer)).toEqual([{ change: 'c1', result: 'confirmed' }]);
      }
    },
  );

  it.each(VERSIONS)('%s: a failure contains the vendor’s message', (_, { provider }) => {
    expect(results(provider, patch, { title: 'Contact identifier already exists' }, 409)).toEqual([
      {
        change: 'c1',
        result: 'failed',
        failure: { kind: 'conflict', status: 409, message: 'Contact identifier already exists' },
      },
    ]);
    expect(results(provider, post, undefined, 500)).toMatchObject([{ result: 'failed', failure: { kind: 'server' } }]);
  });

  it.each(VERSIONS)('%s: every remaining difference has a likely reason', (_, { provider }) => {
    const paths = ['email', 'phone', 'channels', 'tags', 'customProperties', 'country', 'firstName'];
    const reasons = paths.map((field) => provider.requests.whyUnconverged(difference([field], 'a', 'b')).reason);
    for (const reason of reasons) expect(reason).toMatch(/Omnisend/);
    expect(provider.requests.whyUnconverged(difference(['firstName'], 'a', null)).reason).toContain(
      'does not document',
    );
  });
});
