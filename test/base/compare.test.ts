import { describe, expect, test } from 'vitest';
import { type WithBase, withBase } from '../../src/base/compare.ts';
import { baseOfConfiguration } from '../../src/base/layers.ts';
import type { DesiredContact } from '../../src/contact/contact.ts';
import type { Account, Configuration } from '../../src/manifest/configuration.ts';

import { ENVOKE_V1 } from '../../src/providers/envoke/capabilities.ts';
import { LOOPS_V1 } from '../../src/providers/loops/capabilities.ts';
import { OMNISEND_2026_03_15, OMNISEND_V3 } from '../../src/providers/omnisend/capabilities.ts';
import type { Dialect } from '../../src/providers/table.ts';
import { sentenceOfBaseNote } from '../../src/render/words/notes.ts';
import { accountOf } from '../builders/accounts.ts';
import { aDesired } from '../builders/contacts.ts';
import { THREE_WAY_CASES } from '../plan/three-way-cases.ts';

const SOURCE = { file: 'contacts.d/people.yaml', line: 1, column: 1 };
const DIALECTS: Readonly<Record<string, Dialect>> = {
  shop: OMNISEND_2026_03_15,
  old: OMNISEND_V3,
  app: LOOPS_V1,
  news: ENVOKE_V1,
};

function anAccount(name: string, overrides: Partial<Account> = {}): Account {
  return accountOf(DIALECTS[name] ?? LOOPS_V1, { name, keyField: 'id', source: SOURCE, ...overrides });
}

function aContact(overrides: Partial<DesiredContact> = {}): DesiredContact {
  const { account = 'app', identifiers = { email: 'jane@example.com' } } = overrides;
  const first = identifiers.userId ?? identifiers.email ?? identifiers.phone ?? identifiers.id;
  return aDesired({ account, key: `${account}/${first}`, source: SOURCE, identifiers, ...overrides });
}

function configured(contacts: readonly DesiredContact[], accounts = [anAccount('app')]): Configuration {
  return { accounts, contacts, unsupportedFields: [], digest: '', files: 1 };
}

/** Nothing filtered. */
function compared(now: Configuration, base: Configuration): WithBase {
  return withBase({ configuration: now, whole: now }, baseOfConfiguration(base));
}

function app(
  now: readonly DesiredContact[],
  base: readonly DesiredContact[],
  account: Partial<Account> = {},
): WithBase {
  return compared(configured(now, [anAccount('app', account)]), configured(base));
}

describe('the three-way table: the base and today', () => {
  test.each(THREE_WAY_CASES)(
    '$name',
    ({ account: name = 'shop', onRemoved = 'keep', base, now, dropped, notCleared = [] }) => {
      const accounts = [anAccount(name, { onRemoved })];
      const contacts = (declared: typeof base): readonly DesiredContact[] =>
        declared === undefined ? [] : [aContact({ account: name, ...declared })];
      const result = compared(configured(contacts(now), accounts), configured(contacts(base), accounts));
      const [contact] = result.configuration.contacts;
      const expected = dropped && { scalars: {}, sets: {}, customProperties: {}, ...dropped };
      expect(contact?.base?.dropped).toEqual(expected);
      expect(contact?.base?.removed).toBe(now === undefined ? (base?.onRemoved ?? onRemoved) : undefined);
      const told = notCleared.map((field) => ({ code: 'not-cleared', args: { account: name, field, contacts: 1 } }));
      expect(result.notes).toMatchObject(told);
      expect(result.notes).toHaveLength(told.length);
    },
  );
});

describe('which contact is which', () => {
  const JANE = aContact({ identifiers: { userId: 'u1', email: 'jane@example.com' }, scalars: { firstName: 'Jane' } });

  test('file, line and order do not matter', () => {
    const joe = aContact({ identifiers: { email: 'joe@example.com' } });
    const moved = { ...JANE, source: { file: 'contacts.d/vip/jane.yaml', line: 40, column: 3 } };
    const result = app([joe, moved], [JANE, joe]);
    expect(result.configuration.contacts).toEqual([{ desired: joe }, { desired: moved }]);
    expect(result.changed).toEqual(new Set());
    expect(result.notes).toEqual([]);
  });

  test('one shared identifier is enough, even with another key', () => {
    const now = aContact({ identifiers: { email: 'jane@example.com' } });
    const [contact, ...others] = app([now], [JANE]).configuration.contacts;
    expect(contact).toMatchObject({
      desired: { key: 'app/jane@example.com' },
      base: { dropped: { scalars: { firstName: ['Jane'] } } },
    });
    expect(others).toEqual([]);
  });

  test('a userId identifies a contact even if the vendor has none', () => {
    const shop = [anAccount('shop')];
    const base = aContact({ account: 'shop', key: 'shop/u1', identifiers: { email: 'jane@example.com' } });
    const now = { ...base, identifiers: { email: 'jane@new.example' } };
    const result = compared(configured([now], shop), configured([base], shop));
    expect(result.configuration.contacts).toEqual([{ desired: now, base: { undeclaredEmailChange: true } }]);
  });

  test('a contact that takes the phone of a removed one is not paired with it', () => {
    const news = [anAccount('news', { onRemoved: 'unsubscribe' })];
    const phone = '+37060000001';
    const mum = aContact({
      account: 'news',
      identifiers: { email: 'mum@example.com', phone },
      scalars: { lastName: 'Doe' },
    });
    const dad = aContact({ account: 'news', identifiers: { email: 'dad@example.com' } });
    const now = { ...dad, identifiers: { email: 'dad@example.com', phone } };
    const [first, second] = compared(configured([now], news), configured([mum, dad], news)).configuration.contacts;
    expect(first).toEqual({ desired: now });
    expect(second).toMatchObject({
      desired: { key: 'news/mum@example.com', identifiers: { email: 'mum@example.com' } },
      base: { removed: 'unsubscribe' },
    });
    expect(Object.keys(second?.desired.identifiers ?? {})).toEqual(['email']);
  });

  test('of two contacts merged into one, the other is not removed; a note says so', () => {
    const phone = '+37060000001';
    const news = [anAccount('news', { onRemoved: 'delete' })];
    const byUserId = aContact({ account: 'news', identifiers: { userId: 'u1' } });
    const byEmail = aContact({ account: 'news', identifiers: { email: 'jane@example.com', phone } });
    const now = aContact({ account: 'news', identifiers: { userId: 'u1', email: 'jane@example.com', phone } });
    const result = compared(configured([now], news), configured([byUserId, byEmail], news));
    expect(result.configuration.contacts).toEqual([{ desired: now }]);
    expect(result.notes).toEqual([{ code: 'now-anothers', args: { account: 'news', contacts: 1 } }]);
  });
});

describe('changes of email', () => {
  const OLD = aContact({ identifiers: { userId: 'u1', email: 'old@example.com' }, scalars: { firstName: 'Jane' } });

  test('the same userId with another email is flagged, and nothing is dropped', () => {
    const now = aContact({ identifiers: { userId: 'u1', email: 'new@example.com' } });
    expect(app([now], [OLD], { onRemoved: 'delete' }).configuration.contacts).toEqual([
      { desired: now, base: { undeclaredEmailChange: true } },
    ]);
  });

  test('previously declares the change', () => {
    const identifiers = { userId: 'u1', email: 'new@example.com' };
    const now = aContact({ identifiers, previously: { email: 'old@example.com' } });
    const [contact] = app([now], [OLD]).configuration.contacts;
    expect(contact?.base).not.toHaveProperty('undeclaredEmailChange');
    expect(contact?.base?.dropped?.scalars).toEqual({ firstName: ['Jane'] });
  });

  test('previously alone identifies the contact: the old address is not removed', () => {
    const base = aContact({ identifiers: { email: 'old@example.com' } });
    const now = aContact({ identifiers: { email: 'new@example.com' }, previously: { email: 'old@example.com' } });
    expect(app([now], [base], { onRemoved: 'delete' }).configuration.contacts).toEqual([{ desired: now }]);
  });

  test('the revert of a declared change is undeclared', () => {
    const base = aContact({ identifiers: { email: 'new@example.com' }, previously: { email: 'old@example.com' } });
    const now = aContact({ identifiers: { email: 'old@example.com' } });
    expect(app([now], [base], { onRemoved: 'delete' }).configuration.contacts).toEqual([
      { desired: now, base: { undeclaredEmailChange: true } },
    ]);
  });

  test('a userId that moves to another contact is no email change if the old email is still declared', () => {
    const now = [
      aContact({ identifiers: { userId: 'u1', email: 'new@example.com' } }),
      aContact({ identifiers: { email: 'old@example.com' } }),
    ];
    const { contacts } = app(now, [OLD]).configuration;
    expect(contacts.filter(({ base }) => base?.undeclaredEmailChange)).toEqual([]);
  });
});

describe('removed contacts', () => {
  const JANE = aContact({ identifiers: { userId: 'u1', email: 'jane@example.com' }, scalars: { firstName: 'Jane' } });

  test.each(['keep', 'unsubscribe', 'delete'] as const)('follow today’s onRemoved of the account: %s', (onRemoved) => {
    const [contact] = app([], [JANE], { onRemoved }).configuration.contacts;
    expect(contact).toEqual({ desired: aContact({ identifiers: JANE.identifiers }), base: { removed: onRemoved } });
  });

  test('have only identifiers, and stay protected', () => {
    const base = { ...JANE, protect: true, channels: { email: { status: 'subscribed' as const } } };
    const [contact] = app([], [base]).configuration.contacts;
    expect(contact?.desired).toMatchObject({ protect: true, scalars: {}, channels: {}, key: 'app/u1' });
  });

  test('with several declarations, any of their identifiers may be live', () => {
    const before = aContact({ identifiers: { id: '7', email: 'old@example.com' }, key: 'app/old@example.com' });
    const after = aContact({
      identifiers: { id: '7', email: 'new@example.com' },
      previously: { email: 'old@example.com' },
      key: 'app/new@example.com',
    });
    const layers = [before, after].map((contact) => ({ contacts: [contact], owed: true }));
    const account = anAccount('app', { capabilities: ENVOKE_V1, onRemoved: 'delete' });
    const base = { accounts: [account], layers: new Map([['app', layers]]), isOwed: () => false };
    const today = configured([], [account]);
    expect(withBase({ configuration: today, whole: today }, base).configuration.contacts).toMatchObject([
      {
        desired: { key: 'app/new@example.com', identifiers: { id: '7' } },
        base: {
          removed: 'delete',
          owed: true,
          alternatives: [
            { kind: 'email', value: 'new@example.com' },
            { kind: 'email', value: 'old@example.com' },
          ],
        },
      },
    ]);
  });

  test('a contact is removed from one of two accounts', () => {
    const accounts = [anAccount('app', { onRemoved: 'delete' }), anAccount('news')];
    const there = aContact({ account: 'news' });
    const result = compared(configured([there], accounts), configured([aContact(), there], accounts));
    expect(result.configuration.contacts.map(({ desired, base }) => [desired.account, base?.removed])).toEqual([
      ['app', 'delete'],
      ['news', undefined],
    ]);
  });

  test('an account that is no longer declared: nothing is removed; a note says so', () => {
    const base = configured(
      [
        aContact(),
        aContact({ account: 'gone' }),
        aContact({ account: 'gone', identifiers: { email: 'j@example.com' } }),
      ],
      [anAccount('app'), anAccount('gone', { onRemoved: 'delete' })],
    );
    const result = compared(configured([aContact()]), base);
    expect(result.configuration.contacts).toEqual([{ desired: aContact() }]);
    expect(result.notes).toEqual([{ code: 'account-gone', args: { account: 'gone', contacts: 2 } }]);
    expect(result.notes.map(sentenceOfBaseNote)).toEqual([
      'account gone is no longer declared: its 2 contacts are left alone',
    ]);
  });

  test('an account that now belongs to another vendor: nothing of the old one is removed', () => {
    const accounts = [anAccount('app', { capabilities: ENVOKE_V1, onRemoved: 'delete' })];
    const result = compared(configured([], accounts), configured([aContact()]));
    expect(result.configuration.contacts).toEqual([]);
    expect(result.notes).toMatchObject([{ code: 'another-vendor', args: { account: 'app' } }]);
  });
});

describe('filters', () => {
  const JANE = aContact();
  const JOE = aContact({ identifiers: { email: 'joe@example.com' } });
  const whole = configured([JANE]);

  test('a contact that a filter leaves out is not removed', () => {
    const { configuration } = withBase(
      { configuration: configured([]), whole },
      baseOfConfiguration(configured([JANE])),
      ['joe@*'],
    );
    expect(configuration.contacts).toEqual([]);
  });

  test('removed contacts are filtered like declared ones', () => {
    const base = configured([JANE, JOE, aContact({ identifiers: { email: 'ann@example.com' } })]);
    const result = withBase({ configuration: configured([]), whole }, baseOfConfiguration(base), ['joe@*']);
    expect(result.configuration.contacts.map(({ desired }) => desired.key)).toEqual(['app/joe@example.com']);
    expect([...result.changed]).toEqual(['app/joe@example.com']);
  });

  test('an account that a filter excludes is ignored, and not reported as gone', () => {
    const accounts = [anAccount('app'), anAccount('news')];
    const all = configured([aContact({ account: 'news' })], accounts);
    const result = withBase({ configuration: configured([]), whole: all }, baseOfConfiguration(all));
    expect(result).toMatchObject({ configuration: { contacts: [] }, notes: [] });
  });
});

test('only contacts whose desired state differs count as changed, not moved ones', () => {
  const same = aContact({ identifiers: { email: 'same@example.com' }, scalars: { city: 'London' } });
  const base = [
    same,
    aContact({ identifiers: { email: 'dropped@example.com' }, scalars: { city: 'London' } }),
    aContact({ identifiers: { email: 'removed@example.com' } }),
    aContact({ identifiers: { email: 'status@example.com' }, channels: { email: { status: 'subscribed' } } }),
  ];
  const now = [
    { ...same, source: { ...SOURCE, line: 99 } },
    aContact({ identifiers: { email: 'dropped@example.com' } }),
    aContact({ identifiers: { email: 'new@example.com' } }),
    aContact({ identifiers: { email: 'status@example.com' }, channels: { email: { status: 'unsubscribed' } } }),
  ];
  expect([...app(now, base).changed].sort()).toEqual([
    'app/dropped@example.com',
    'app/new@example.com',
    'app/removed@example.com',
    'app/status@example.com',
  ]);
});

test('changed evidence is reported together with dropped values', () => {
  const agreed = (source: string) => ({ email: { status: 'subscribed', consent: { source } } }) as const;
  const base = [aContact({ channels: agreed('form'), scalars: { firstName: 'Jane' } })];
  const { contacts } = app([aContact({ channels: agreed('shop') })], base).configuration;
  expect(contacts).toMatchObject([
    {
      base: {
        dropped: { scalars: { firstName: ['Jane'] } },
        changedEvidence: [['channels', 'email', 'consent', 'source']],
      },
    },
  ]);
  expect(app(base, base).configuration.contacts).toEqual(base.map((desired) => ({ desired })));
});
