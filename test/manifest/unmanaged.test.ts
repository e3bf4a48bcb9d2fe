import { describe, expect, it } from 'vitest';
import { ACCOUNTS, load, loadMarked } from './load.ts';

describe('unmanaged', () => {
  it('is part of the desired contact, from the contact and from the defaults, without what is declared', async () => {
    const { configuration, diagnostics } = await load({
      'accounts.yaml': ACCOUNTS,
      'a.yaml': `defaults: { accounts: [shop, app], unmanaged: [city, customProperties.age] }
contacts:
  - { email: a@x.co, unmanaged: [tags, city] }
  - { email: b@x.co, city: X, customProperties: { age: 3 } }
  - { email: c@x.co, at: { shop: { city: X } } }
`,
      'b.yaml': 'contacts:\n  - { email: d@x.co, accounts: [shop] }\n',
    });
    expect(diagnostics).toEqual([]);
    expect(configuration.contacts.map(({ key, unmanaged }) => [key, unmanaged])).toEqual([
      ['app/a@x.co', ['city', 'customProperties.age', 'tags']],
      ['app/b@x.co', undefined],
      ['app/c@x.co', ['city', 'customProperties.age']],
      ['shop/a@x.co', ['city', 'customProperties.age', 'tags']],
      ['shop/b@x.co', undefined],
      ['shop/c@x.co', ['customProperties.age']],
      ['shop/d@x.co', undefined],
    ]);
    expect(configuration.contacts.filter((contact) => 'unmanaged' in contact)).toHaveLength(4);
  });

  it('of one entry counts where the entry does', async () => {
    const { configuration } = await load({
      'accounts.yaml': ACCOUNTS,
      'x.yaml': `contacts:
  - { email: a@x.co, accounts: [shop], unmanaged: [city] }
  - { email: a@x.co, accounts: [shop, old], state: S }
`,
    });
    expect(configuration.contacts.map(({ key, unmanaged }) => [key, unmanaged])).toEqual([
      ['old/a@x.co', undefined],
      ['shop/a@x.co', ['city']],
    ]);
  });

  it('cannot name a field that the same block declares', async () => {
    const { found, expected, diagnostics } = await loadMarked({
      'accounts.yaml': ACCOUNTS,
      'x.yaml': `defaults:
  accounts: [shop]
  state: S
  unmanaged: [«declared-and-unmanaged»state, «invalid-value»towm]
contacts:
  - { email: a@x.co, city: X, unmanaged: [«declared-and-unmanaged»city] }
  - { email: b@x.co, customProperties: { age: 3 }, unmanaged: [customProperties.size, «declared-and-unmanaged»customProperties.age] }
  - { email: c@x.co, customProperties: { age: 3 }, unmanaged: [«declared-and-unmanaged»customProperties] }
  - { email: d@x.co, tags: [a], unmanaged: [«declared-and-unmanaged»tags.b] }
  - { email: e@x.co, tags: { a: true }, unmanaged: [tags.b] }
  - { email: f@x.co, channels: { email: unsubscribed }, unmanaged: [«declared-and-unmanaged»channels.email, channels.sms] }
`,
    });
    expect(found.filter((one) => !one.endsWith('unused-default'))).toEqual(expected);
    expect(diagnostics.find(({ code, line }) => code === 'declared-and-unmanaged' && line === 7)?.message).toBe(
      'customProperties.age is listed as unmanaged, and this entry declares it',
    );
  });
});
