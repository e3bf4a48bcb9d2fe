import { describe, expect, it } from 'vitest';
import { ACCOUNTS, load, loadContacts, loadMarked, ONE_ACCOUNT } from './load.ts';

describe('entries that share an identifier are one contact', () => {
  it('also through a third entry, across files, in any order', async () => {
    const a = 'contacts:\n  - { email: A@x.co, phone: +37060000001, accounts: [shop], city: London }\n';
    const b = 'contacts:\n  - { phone: "+370 600 00001", accounts: [shop], state: MB, tags: { vip: true } }\n';
    const c = 'contacts:\n  - { email: a@x.co, accounts: [shop], tags: { new: false }, customProperties: { n: 1 } }\n';
    const one = await load({ '0.yaml': ACCOUNTS, 'a.yaml': a, 'b.yaml': b, 'c.yaml': c });
    const other = await load({ '0.yaml': ACCOUNTS, 'a.yaml': c, 'b.yaml': b, 'c.yaml': a });
    expect(one.diagnostics).toEqual([]);
    expect(one.configuration.contacts).toHaveLength(1);
    expect(one.configuration.contacts[0]).toMatchObject({
      key: 'shop/a@x.co',
      scalars: { city: 'London', state: 'MB' },
      sets: { tags: { form: 'map', members: { new: false, vip: true } } },
      customProperties: { n: 1 },
    });
    const { source: _one, ...first } = one.configuration.contacts[0] ?? {};
    const { source: _other, ...second } = other.configuration.contacts[0] ?? {};
    expect(second).toEqual(first);
    expect(other.configuration.digest).toBe(one.configuration.digest);
  });

  it('also if it is the vendor’s id at one account', async () => {
    const { configuration, diagnostics } = await loadContacts(`
  - { email: a@x.co, accounts: [shop], at: { shop: { id: "7" } } }
  - { phone: +37060000001, accounts: [shop], at: { shop: { id: "7", city: X } } }
  - { email: c@x.co, accounts: [old], at: { old: { id: "7" } } }
`);
    expect(diagnostics).toEqual([]);
    expect(configuration.contacts.map(({ key }) => key)).toEqual(['old/c@x.co', 'shop/a@x.co']);
    expect(configuration.contacts[1]?.identifiers).toEqual({ id: '7', email: 'a@x.co', phone: '+37060000001' });
  });
});

const CONFLICTS: Readonly<Record<string, readonly [string, string]>> = {
  'the same field twice, even if equal': [
    '{ email: a@x.co, accounts: [shop], city: «duplicate-field»X }',
    '{ email: a@x.co, accounts: [shop], city: «duplicate-field»X }',
  ],
  'the same field twice, at the one account that both entries go to': [
    '{ email: a@x.co, accounts: [shop, old], city: «duplicate-field»X }',
    '{ email: a@x.co, accounts: [shop, app], city: «duplicate-field»X }',
  ],
  'the same property': [
    '{ email: a@x.co, accounts: [shop], customProperties: { n: «duplicate-field»1 } }',
    '{ email: a@x.co, accounts: [shop], customProperties: { n: «duplicate-field»2 } }',
  ],
  'the same tag': [
    '{ email: a@x.co, accounts: [shop], tags: { a: «duplicate-field»true } }',
    '{ email: a@x.co, accounts: [shop], tags: { a: «duplicate-field»true } }',
  ],
  'a whole set and a member': [
    '{ email: a@x.co, accounts: [shop], tags: «duplicate-field»[a] }',
    '{ email: a@x.co, accounts: [shop], tags: { b: «duplicate-field»true } }',
  ],
  'a member and the whole set': [
    '{ email: a@x.co, accounts: [shop], tags: { b: «duplicate-field»true } }',
    '{ email: a@x.co, accounts: [shop], tags: «duplicate-field»[a] }',
  ],
  'the same channel': [
    '{ email: a@x.co, accounts: [shop], channels: { email: «duplicate-field»unsubscribed } }',
    '{ email: a@x.co, accounts: [shop], channels: { email: «duplicate-field»unsubscribed } }',
  ],
  'the same field under at': [
    '{ email: a@x.co, accounts: [shop], at: { shop: { city: «duplicate-field»X } } }',
    '{ email: a@x.co, accounts: [shop], at: { shop: { city: «duplicate-field»X } } }',
  ],
  'one phone with two emails': [
    '{ email: «identifier-claimed-twice»a@x.co, phone: +37060000001, accounts: [shop] }',
    '{ email: «identifier-claimed-twice»b@x.co, phone: +37060000001, accounts: [shop] }',
  ],
  'a userId that equals the email of another contact': [
    '«ambiguous-key»{ email: a@x.co, accounts: [app] }',
    '«ambiguous-key»{ userId: a@x.co, email: b@x.co, accounts: [app] }',
  ],
};

describe('a conflict is reported at both places, each of which names the other', () => {
  it.each(Object.entries(CONFLICTS))('%s', async (_, [first, second]) => {
    const { found, expected, diagnostics } = await loadMarked({
      'accounts.yaml': ACCOUNTS,
      'a.yaml': `contacts:\n  - ${first}\n`,
      'b.yaml': `contacts:\n  - ${second}\n`,
    });
    expect(found).toEqual(expected);
    expect(diagnostics[0]?.message).toMatch(/ b\.yaml:2:\d+$/);
    expect(diagnostics[1]?.message).toMatch(/ a\.yaml:2:\d+$/);
  });

  it('if the defaults of two files differ', async () => {
    const contact = 'contacts:\n  - email: a@x.co\n';
    const { found, expected } = await loadMarked({
      'accounts.yaml': ONE_ACCOUNT,
      'a.yaml': `defaults: { city: «duplicate-field»X, state: Y }\n${contact}`,
      'b.yaml': `defaults: { city: «duplicate-field»Z, state: Y }\n${contact}`,
    });
    expect(found.filter((one) => one.endsWith('duplicate-field'))).toEqual(expected);
  });

  it('but not if the contact declares the field itself', async () => {
    const { configuration, diagnostics } = await load({
      'accounts.yaml': ONE_ACCOUNT,
      'a.yaml': 'defaults: { city: X }\ncontacts:\n  - { email: a@x.co, city: Own }\n  - email: b@x.co\n',
      'b.yaml': 'defaults: { city: Z }\ncontacts:\n  - email: a@x.co\n  - email: c@x.co\n',
    });
    expect(diagnostics).toEqual([]);
    expect(configuration.contacts[0]?.scalars).toEqual({ city: 'Own' });
  });
});

describe('at takes precedence over the contact, and the contact over defaults:', () => {
  it('values and lists are replaced, maps merged by key', async () => {
    const { configuration, diagnostics } = await load({
      'accounts.yaml': ACCOUNTS,
      'x.yaml': `defaults:
  accounts: [shop, old]
  city: D
  state: D
  postalCode: D
  tags: [d]
  customProperties: { a: d, b: d, c: d }
  channels: { sms: unsubscribed }
  prune: [customProperties]
contacts:
  - email: a@x.co
    state: C
    postalCode: C
    tags: { c: true }
    customProperties: { b: c, c: c }
    unmanaged: [city, customProperties.a]
    accounts: [shop]
    at:
      shop: { postalCode: null, tags: [s], customProperties: { c: s }, channels: { email: unsubscribed }, prune: [] }
  - email: b@x.co
`,
    });
    expect(diagnostics).toEqual([]);
    expect(configuration.contacts.map(({ key }) => key)).toEqual(['old/b@x.co', 'shop/a@x.co', 'shop/b@x.co']);
    expect(configuration.contacts[1]).toMatchObject({
      scalars: { state: 'C', postalCode: null },
      sets: { tags: { form: 'list', members: ['s'] } },
      customProperties: { b: 'c', c: 's' },
      pruneCustomProperties: false,
      channels: { email: { status: 'unsubscribed' }, sms: { status: 'unsubscribed' } },
    });
    expect(configuration.contacts[1]?.scalars).not.toHaveProperty('city');
    expect(configuration.contacts[2]).toMatchObject({
      scalars: { city: 'D' },
      sets: { tags: { form: 'list', members: ['d'] } },
      pruneCustomProperties: true,
    });
  });

  it('a map replaces a list of a weaker layer', async () => {
    const { configuration } = await load({
      'x.yaml': `${ONE_ACCOUNT}defaults: { tags: [d] }\ncontacts:\n  - { email: a@x.co, tags: { c: true } }\n`,
    });
    expect(configuration.contacts[0]?.sets.tags).toEqual({ form: 'map', members: { c: true } });
  });

  it('a new status replaces the evidence of a weaker layer', async () => {
    const { configuration } = await loadContacts(`
  - email: a@x.co
    accounts: [shop, news]
    channels: { email: { status: subscribed, consent: { source: form } } }
    at: { news: { channels: { email: { basis: express } } }, shop: { channels: { email: unsubscribed } } }
`);
    expect(configuration.contacts.map(({ channels }) => channels.email)).toEqual([
      { status: 'subscribed', basis: 'express', consent: { source: 'form' } },
      { status: 'unsubscribed' },
    ]);
  });

  it('defaults apply only to the contacts of their own file', async () => {
    const { configuration } = await load({
      'a.yaml': `${ONE_ACCOUNT}defaults: { city: X }\n`,
      'b.yaml': 'contacts:\n  - email: a@x.co\n',
    });
    expect(configuration.contacts[0]?.scalars).toEqual({});
  });
});

describe('fields that only some vendors have', () => {
  it('are omitted at the other vendors, and counted', async () => {
    const { configuration, diagnostics } = await loadContacts(`
  - { email: a@x.co, userId: u1, phone: +37060000001, accounts: [shop, app], tags: [a], group: g, welcome: true }
  - { email: b@x.co, userId: u2, phone: +37060000002, accounts: [shop, app] }
`);
    expect(diagnostics).toEqual([]);
    expect(configuration.unsupportedFields).toEqual([
      { account: 'app', field: 'phone', contacts: 2 },
      { account: 'app', field: 'tags', contacts: 1 },
      { account: 'shop', field: 'group', contacts: 1 },
      { account: 'shop', field: 'userId', contacts: 2 },
    ]);
    const [app, , shop] = configuration.contacts;
    expect(app).toMatchObject({
      key: 'app/u1',
      identifiers: { userId: 'u1', email: 'a@x.co' },
      sets: {},
      scalars: { group: 'g' },
      welcome: false,
    });
    expect(shop).toMatchObject({
      key: 'shop/u1',
      identifiers: { email: 'a@x.co', phone: '+37060000001' },
      scalars: {},
      welcome: true,
    });
  });
});

describe('consent is given to one sender', () => {
  const accounts = ACCOUNTS.replace('shop: { ', 'shop: { sender: A, ').replace('app: { ', 'app: { sender: B, ');

  it('so a subscription that reaches two senders is a mistake', async () => {
    const { found, expected } = await loadMarked({
      'accounts.yaml': accounts,
      'x.yaml': `contacts:
  - { email: a@x.co, accounts: [shop, app], channels: { email: «consent-sender»subscribed } }
  - { email: b@x.co, accounts: [shop, app], channels: { email: unsubscribed } }
  - { email: c@x.co, accounts: [shop, app], channels: { sms: subscribed } }
  - { email: d@x.co, accounts: [shop, app], at: { app: { channels: { email: subscribed } } } }
`,
    });
    expect(found).toEqual(expected);
  });
});
