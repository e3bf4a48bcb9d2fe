import { describe, expect, it } from 'vitest';
import { ACCOUNTS, loadMarked, ONE_ACCOUNT } from './load.ts';

/** What the contacts of a file say, by which its default `city` applies to none of them. */
const UNUSED: Readonly<Record<string, string>> = {
  'each contact declares it': '- { email: a@x.co, city: A }\n  - { email: b@x.co, city: B }',
  'each contact declares or cancels it': '- { email: a@x.co, city: A }\n  - { email: b@x.co, unmanaged: [city] }',
  'each contact declares it under at': '- { email: a@x.co, at: { shop: { city: A } } }',
  'the entry of another file declares it': '- { email: other@x.co }',
};

const OTHER = 'contacts:\n  - { email: other@x.co, city: O }\n';

describe('a default that applies to no contact of its file is a warning (D4)', () => {
  it.each(Object.entries(UNUSED))('%s', async (_, contacts) => {
    const { found, expected, diagnostics } = await loadMarked({
      'accounts.yaml': ONE_ACCOUNT,
      'a.yaml': `defaults: { «unused-default»city: X, state: Y }\ncontacts:\n  ${contacts}\n`,
      'b.yaml': OTHER,
    });
    expect(found).toEqual(expected);
    expect(diagnostics[0]).toMatchObject({
      severity: 'warning',
      message: 'The default city applies to no contact of this file',
    });
  });

  it('also a property, a member of a set, a list, a channel and a setting', async () => {
    const { found, expected } = await loadMarked({
      'accounts.yaml': ACCOUNTS,
      'a.yaml': `defaults:
  «unused-default»accounts: [shop]
  customProperties: { «unused-default»plan: gold, seen: x }
  «unused-default»tags: [a]
  channels: { «unused-default»email: unsubscribed, sms: unsubscribed }
  «unused-default»protect: true
  unmanaged: [city, «unused-default»state]
contacts:
  - email: a@x.co
    accounts: [shop, app]
    customProperties: { plan: pro }
    tags: [b]
    channels: { email: { status: unsubscribed } }
    protect: false
    state: S
`,
    });
    expect(found).toEqual(expected);
  });

  it('but not if one contact uses it, or supplements it', async () => {
    const { found } = await loadMarked({
      'accounts.yaml': ACCOUNTS,
      'a.yaml': `defaults: { accounts: [shop, old], city: X, channels: { email: unsubscribed } }
contacts:
  - { email: a@x.co, city: A, at: { old: { city: B } }, channels: { email: { statusChangedAt: 2024-01-01T00:00:00Z } } }
  - { email: b@x.co, city: A, channels: { email: nonSubscribed } }
  - { email: c@x.co, at: { old: { city: C } }, channels: { email: nonSubscribed } }
`,
    });
    expect(found).toEqual([]);
  });

  it('but not if a contact of the file has a mistake, because it is not known what it uses', async () => {
    const { found, expected } = await loadMarked({
      'accounts.yaml': ONE_ACCOUNT,
      'a.yaml':
        'defaults: { city: X }\ncontacts:\n  - { email: a@x.co, city: A }\n  - { email: b@x.co, city: «wrong-type»[B] }\n',
      'b.yaml': 'defaults: { city: X }\ncontacts:\n  - { email: c@x.co, city: C, accounts: [«unknown-account»shpo] }\n',
    });
    expect(found).toEqual(expected);
  });
});

describe('defaults of a file without contacts', () => {
  it('are one warning for the whole block', async () => {
    const { found, expected, diagnostics } = await loadMarked({
      'accounts.yaml': `${ONE_ACCOUNT}defaults:\n  «unused-default»city: X\n  state: Y\n`,
      'b.yaml': 'contacts:\n  - email: a@x.co\n',
    });
    expect(found).toEqual(expected);
    expect(diagnostics[0]).toMatchObject({ severity: 'warning', message: expect.stringContaining('no contacts') });
  });
});
