import { describe, expect, it } from 'vitest';
import { load, loadContacts, ONE_ACCOUNT } from './load.ts';

const LONG_TEXT: readonly [string, string] = ['x'.repeat(10_000), 'x'.repeat(10_000)];

/** The text in the file, and the value of the text field. */
const TEXTS: readonly (readonly [string, string | null])[] = [
  ['02142', '02142'],
  ['no', 'no'],
  ['1e3', '1e3'],
  ['0o17', '0o17'],
  ['0x1F', '0x1F'],
  ['12:30:00', '12:30:00'],
  ['2020-01-01', '2020-01-01'],
  ['12345678901234567890', '12345678901234567890'],
  ['0', '0'],
  ['-0', '-0'],
  ['1.10', '1.10'],
  ['false', 'false'],
  ['True', 'True'],
  ['.nan', '.nan'],
  ['"null"', 'null'],
  ["'~'", '~'],
  ['!!str 007', '007'],
  ['null', null],
  ['~', null],
  ['🦊 é', '🦊 é'],
  ['|\n      two\n      lines', 'two\nlines\n'],
  ['>-\n      one\n      line', 'one line'],
  ['plain\n      goes on', 'plain goes on'],
  ['"\\u0007"', '\u0007'],
];

describe('a text field keeps its source text', () => {
  it.each([...TEXTS, LONG_TEXT])('$0', async (source, text) => {
    const { configuration, diagnostics } = await loadContacts(
      `  - email: a@x.co\n    accounts: [shop]\n    postalCode: ${source}\n`,
    );
    expect(diagnostics).toEqual([]);
    expect(configuration.contacts[0]?.scalars.postalCode).toBe(text);
  });
});

it('keeps the source text of identifiers, members and names', async () => {
  const { configuration, diagnostics } = await loadContacts(`
  - email: a@x.co
    userId: 12345678901234567890
    accounts: [app]
    lists: { 007: true, no: false, off: ~ }
  - phone: +37060000001
    accounts: [shop]
    tags: [1e3, yes, 2020-01-01, null-ish, true]
    customProperties: { 1: a }
`);
  expect(diagnostics).toEqual([]);
  const [app, shop] = configuration.contacts;
  expect(app?.identifiers).toEqual({ userId: '12345678901234567890', email: 'a@x.co' });
  expect(app?.sets.lists).toEqual({ form: 'map', members: { '007': true, no: false, off: false } });
  expect(shop?.identifiers).toEqual({ phone: '+37060000001' });
  expect(shop?.sets.tags).toEqual({ form: 'list', members: ['1e3', '2020-01-01', 'null-ish', 'true', 'yes'] });
  expect(shop?.customProperties).toEqual({ '1': 'a' });
});

it('parses custom properties by the rules of YAML 1.2', async () => {
  const { configuration } = await loadContacts(`
  - email: a@x.co
    accounts: [shop]
    customProperties: { a: 12, b: -1.5, c: true, d: "02142", e: no, f: null, g: [1, 02, true], h: 2020-01-01, i: 0.12345678 }
`);
  expect(configuration.contacts[0]?.customProperties).toEqual({
    a: 12,
    b: -1.5,
    c: true,
    d: '02142',
    e: 'no',
    f: null,
    g: ['1', '02', 'true'],
    h: '2020-01-01',
    i: 0.123457,
  });
});

it('accepts __proto__ and constructor as ordinary names', async () => {
  const { configuration, diagnostics } = await loadContacts(`
  - email: a@x.co
    accounts: [shop]
    customProperties: { __proto__: x, constructor: y, toString: null }
    tags: { __proto__: true, constructor: false }
`);
  expect(diagnostics).toEqual([]);
  const [contact] = configuration.contacts;
  expect(Object.entries(contact?.customProperties ?? {})).toEqual([
    ['__proto__', 'x'],
    ['constructor', 'y'],
    ['toString', null],
  ]);
  expect(contact?.sets.tags).toEqual({
    form: 'map',
    members: Object.fromEntries([
      ['__proto__', true],
      ['constructor', false],
    ]),
  });
  expect(Object.getPrototypeOf(contact?.customProperties)).toBe(Object.prototype);
});

it('does not take inherited properties of objects for accounts or overrides', async () => {
  const { diagnostics } = await loadContacts(
    '  - email: a@x.co\n    accounts: [constructor]\n    at: { __proto__: { city: X } }\n    __proto__: { city: X }\n',
  );
  expect(diagnostics.map(({ code }) => code)).toEqual(['unknown-account', 'unknown-account', 'unknown-field']);
});

it('distinguishes an empty list, which declares an empty set, from an empty map, which declares nothing', async () => {
  const { configuration, diagnostics } = await loadContacts(`
  - { email: a@x.co, accounts: [shop], tags: [] }
  - { email: b@x.co, accounts: [shop], tags: {}, customProperties: {}, prune: [customProperties] }
`);
  expect(diagnostics).toEqual([]);
  expect(configuration.contacts.map(({ sets }) => sets)).toEqual([{ tags: { form: 'list', members: [] } }, {}]);
  expect(configuration.contacts.map((contact) => contact.pruneCustomProperties)).toEqual([false, true]);
});

it('normalises email addresses, phone numbers and instants', async () => {
  const { configuration } = await loadContacts(`
  - email: Jane@Example.COM
    phone: +370 600 00001
    accounts: [shop]
    channels: { email: { status: subscribed, statusChangedAt: 2024-01-01T02:00:00+02:00, consent: { createdAt: 2024-01-01 } }, sms: unsubscribed }
`);
  expect(configuration.contacts[0]).toMatchObject({
    key: 'shop/jane@example.com',
    identifiers: { email: 'jane@example.com', phone: '+37060000001' },
    channels: {
      email: {
        status: 'subscribed',
        statusChangedAt: '2024-01-01T00:00:00Z',
        consent: { createdAt: '2024-01-01T00:00:00Z' },
      },
      sms: { status: 'unsubscribed' },
    },
  });
});

it('returns the same contacts from YAML, JSON and NDJSON', async () => {
  const contact = {
    email: 'a@x.co',
    postalCode: 2142,
    city: null,
    tags: ['b', 'a'],
    customProperties: { n: 1.5, t: true },
    channels: { sms: 'unsubscribed' },
    phone: '+37060000001',
  };
  const yaml =
    'contacts:\n  - email: a@x.co\n    postalCode: 2142\n    city: ~\n    tags: [b, a]\n    customProperties: { n: 1.5, t: true }\n    channels: { sms: unsubscribed }\n    phone: +37060000001\n';
  const spread = JSON.stringify(contact).replaceAll(':', ' : ');
  const read = await Promise.all(
    [
      { 'x.yaml': yaml },
      { 'x.json': JSON.stringify({ contacts: [contact] }, undefined, '\t') },
      { 'x.ndjson': `${JSON.stringify(contact)}\n` },
      { 'x.ndjson': `\n${spread}\r\n` },
    ].map((files) => load({ 'accounts.yaml': ONE_ACCOUNT, ...files })),
  );
  const contacts = read.map(({ configuration }) => configuration.contacts.map(({ source: _source, ...rest }) => rest));
  expect(read.flatMap(({ diagnostics }) => diagnostics)).toEqual([]);
  expect(contacts[0]).toHaveLength(1);
  for (const other of contacts.slice(1)) expect(other).toEqual(contacts[0]);
});
