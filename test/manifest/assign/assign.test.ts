// Where values are written: a table of entries, assignments and the lines that change.

import { describe, expect, it } from 'vitest';
import type { Json } from '../../../src/contact/canonical.ts';
import type { Assignment } from '../../../src/manifest/assign/assignment.ts';
import { assignValues } from '../../../src/manifest/assign/index.ts';
import type { Assigned } from '../../../src/manifest/assign/texts.ts';
import { formatOf } from '../../../src/manifest/read/file-kind.ts';
import { type ManifestFile, sourceOf } from '../../../src/manifest/read/source.ts';

function fileOf(name: string, text: string): ManifestFile {
  const file = sourceOf(name, formatOf(name) ?? 'yaml', Buffer.from(text));
  if ('code' in file) throw new Error('not a text');
  return file;
}

async function assign(files: Readonly<Record<string, string>>, ...assignments: Assignment[]): Promise<Assigned> {
  const manifests = {
    files: Object.entries(files).map(([name, text]) => fileOf(name, text)),
    accounts: ['shop', 'app', 'news'],
  };
  return assignValues(manifests, assignments);
}

/** Assigns to jane@x.co at one or several accounts. */
function jane(path: string, value: Json | undefined, accounts = 'shop'): Assignment[] {
  return accounts.split(' ').map((account) => ({ contact: `${account}/jane@x.co`, path: path.split('.'), value }));
}

/** The lines that differ, as a diff without context. */
function changed(before: string, { files }: Assigned): readonly string[] {
  const old = before.split('\n');
  const next = (files[0]?.text ?? before).split('\n');
  const [removed, added] = [old.filter((line) => !next.includes(line)), next.filter((line) => !old.includes(line))];
  return [...removed.map((line) => `- ${line}`), ...added.map((line) => `+ ${line}`)];
}

const head = (lines: string): string => `contacts:\n${lines}`;

describe.each<[string, string, Assignment[], readonly string[]]>([
  [
    'a value of the contact',
    '- email: jane@x.co\n  accounts: [shop]\n  city: Oslo # home\n',
    jane('city', 'Bergen'),
    ['-   city: Oslo # home', '+   city: Bergen # home'],
  ],
  ['a new value', '- email: jane@x.co\n  accounts: [shop]\n', jane('city', 'Bergen'), ['+   city: Bergen']],
  [
    'a removal',
    '- email: jane@x.co\n  accounts: [shop]\n  city: Oslo\n',
    jane('city', null),
    ['-   city: Oslo', '+   city: null'],
  ],
  [
    'no declaration',
    '- email: jane@x.co\n  accounts: [shop]\n  city: Oslo\n',
    jane('city', undefined),
    ['-   city: Oslo'],
  ],
  ['what is declared already', '- email: jane@x.co\n  accounts: [shop]\n  city: Oslo\n', jane('city', 'Oslo'), []],
  [
    'one of two accounts',
    '- email: jane@x.co\n  accounts: [shop, app]\n  city: Oslo\n',
    jane('city', 'Bergen'),
    ['+   at:', '+     shop:', '+       city: Bergen'],
  ],
  [
    'both accounts',
    '- email: jane@x.co\n  accounts: [shop, app]\n  city: Oslo\n',
    jane('city', 'Bergen', 'shop app'),
    ['-   city: Oslo', '+   city: Bergen'],
  ],
  [
    'a value under at',
    '- email: jane@x.co\n  accounts: [shop, app]\n  city: Oslo\n  at:\n    shop:\n      city: Rome\n',
    jane('city', 'Bergen'),
    ['-       city: Rome', '+       city: Bergen'],
  ],
  [
    'under at and on the contact',
    '- email: jane@x.co\n  accounts: [shop, app]\n  city: Oslo\n  at:\n    shop:\n      city: Rome\n',
    jane('city', 'Bergen', 'shop app'),
    ['-   city: Oslo', '-       city: Rome', '+   city: Bergen', '+       city: Bergen'],
  ],
  [
    'a member of a list',
    '- email: jane@x.co\n  accounts: [shop]\n  tags: [a, b]\n',
    jane('tags.c', true),
    ['-   tags: [a, b]', '+   tags: [a, b, c]'],
  ],
  [
    'a member out of a list',
    '- email: jane@x.co\n  accounts: [shop]\n  tags: [a, b]\n',
    jane('tags.a', false),
    ['-   tags: [a, b]', '+   tags: [b]'],
  ],
  [
    'a member of a list at one account',
    '- email: jane@x.co\n  accounts: [shop, app]\n  tags: [a, b]\n',
    jane('tags.c', true),
    ['+   at:', '+     shop:', '+       tags: [a, b, c]'],
  ],
  [
    'a member of a map',
    '- email: jane@x.co\n  accounts: [shop]\n  tags: { a: true }\n',
    jane('tags.a', null),
    ['-   tags: { a: true }', '+   tags: { a: false }'],
  ],
  [
    'a member of a map at one account',
    '- email: jane@x.co\n  accounts: [shop, app]\n  tags: { a: true }\n',
    jane('tags.c', true),
    ['+   at:', '+     shop:', '+       tags:', '+         c: true'],
  ],
  ['a first member', '- email: jane@x.co\n  accounts: [shop]\n', jane('tags.c', true), ['+   tags:', '+     c: true']],
  [
    'a set in map form',
    '- email: jane@x.co\n  accounts: [shop]\n  tags: { a: true }\n',
    [{ contact: 'shop/jane@x.co', path: ['tags'], value: { a: false, b: true } }],
    ['-   tags: { a: true }', '+   tags: { a: false, b: true }'],
  ],
  [
    'the short form of a channel',
    '- email: jane@x.co\n  accounts: [shop]\n  channels: { email: subscribed, sms: nonSubscribed }\n',
    jane('channels.email.status', 'unsubscribed'),
    [
      '-   channels: { email: subscribed, sms: nonSubscribed }',
      '+   channels: { email: unsubscribed, sms: nonSubscribed }',
    ],
  ],
  [
    'a new channel, in short form',
    '- email: jane@x.co\n  accounts: [shop]\n',
    jane('channels.sms', 'unsubscribed'),
    ['+   channels:', '+     sms: unsubscribed'],
  ],
  [
    'the status of a channel with evidence',
    '- email: jane@x.co\n  accounts: [shop]\n  channels:\n    email:\n      status: subscribed\n      consent: { source: shop }\n',
    jane('channels.email.status', 'unsubscribed'),
    ['-       status: subscribed', '+       status: unsubscribed'],
  ],
  [
    'the status at one account',
    '- email: jane@x.co\n  accounts: [shop, app]\n  channels: { email: { status: subscribed, consent: { source: shop } } }\n',
    jane('channels.email.status', 'unsubscribed'),
    ['+   at:', '+     shop:', '+       channels:', '+         email: unsubscribed'],
  ],
  [
    'a property',
    '- email: jane@x.co\n  accounts: [shop]\n  customProperties: { age: 33 }\n',
    jane('customProperties.age', 34),
    ['-   customProperties: { age: 33 }', '+   customProperties: { age: 34 }'],
  ],
  [
    'a text that looks like a number',
    '- email: jane@x.co\n  accounts: [shop]\n  postalCode: "02142"\n',
    jane('postalCode', '01234'),
    ['-   postalCode: "02142"', '+   postalCode: "01234"'],
  ],
  [
    'the former address',
    '- email: jane@x.co\n  accounts: [shop]\n',
    jane('previously.email', 'old@x.co'),
    ['+   previously:', '+     email: old@x.co'],
  ],
  [
    'a field that was unmanaged',
    '- email: jane@x.co\n  accounts: [shop]\n  unmanaged: [city, state]\n',
    jane('city', 'Oslo'),
    ['-   unmanaged: [city, state]', '+   unmanaged: [state]', '+   city: Oslo'],
  ],
])('%s', (_name, lines, assignments, expected) => {
  it('is written where people would', async () => {
    const assigned = await assign({ 'a.yaml': head(lines) }, ...assignments);
    expect(assigned.refused).toEqual([]);
    expect(changed(head(lines), assigned)).toEqual(expected);
  });
});

describe('defaults', () => {
  const files = (contact: string, defaults: string) =>
    `defaults:\n  accounts: [shop, app]\n${defaults}contacts:\n${contact}- email: o@x.co\n`;
  it.each<[string, string, Assignment[], readonly string[]]>([
    ['are overridden on the contact', '  city: Oslo\n', jane('city', 'Bergen', 'shop app'), ['+   city: Bergen']],
    [
      'are overridden at one account',
      '  city: Oslo\n',
      jane('city', 'Bergen'),
      ['+   at:', '+     shop:', '+       city: Bergen'],
    ],
    ['of a list are written with the change', '  tags: [a, b]\n', jane('tags.b', false, 'shop app'), ['+   tags: [a]']],
    [
      'of a map are overridden by member',
      '  tags: { a: true, b: true }\n',
      jane('tags.b', false, 'shop app'),
      ['+   tags:', '+     b: false'],
    ],
    [
      'of a channel are overridden in short form',
      '  channels: { email: nonSubscribed }\n',
      jane('channels.email.status', 'unsubscribed', 'shop app'),
      ['+   channels:', '+     email: unsubscribed'],
    ],
    ['are cancelled', '  city: Oslo\n', jane('city', undefined, 'shop app'), ['+   unmanaged: [city]']],
  ])('%s', async (_name, defaults, assignments, expected) => {
    const before = files('- email: jane@x.co\n', defaults);
    const assigned = await assign({ 'a.yaml': before }, ...assignments);
    expect(assigned.refused).toEqual([]);
    expect(changed(before, assigned)).toEqual(expected);
  });

  it('cannot be cancelled at one of two accounts', async () => {
    const assigned = await assign(
      { 'a.yaml': files('- email: jane@x.co\n', '  city: Oslo\n') },
      ...jane('city', undefined),
    );
    expect(assigned).toMatchObject({ files: [], refused: [{ code: 'not-expressible', file: 'a.yaml', line: 5 }] });
  });

  it('nor where the other account has a value of its own, of which it would be let go', async () => {
    const contact = '- email: jane@x.co\n  at: { app: { city: Rome } }\n';
    const assigned = await assign({ 'a.yaml': files(contact, '  city: Oslo\n') }, ...jane('city', undefined));
    expect(assigned).toMatchObject({ files: [], refused: [{ code: 'not-expressible' }] });
  });
});

describe('anchors', () => {
  it('replaces an alias, and leaves its anchor alone', async () => {
    const before = head(
      '- email: o@x.co\n  accounts: [shop]\n  tags: &t { a: true }\n- email: jane@x.co\n  accounts: [shop]\n  tags: *t\n',
    );
    const assigned = await assign({ 'a.yaml': before }, ...jane('tags.b', true));
    expect(changed(before, assigned)).toEqual(['-   tags: *t', '+   tags: { a: true, b: true }']);
  });

  it('writes under at what other contacts refer to, and everything else as usual', async () => {
    const before = head(
      '- email: jane@x.co\n  accounts: [shop]\n  tags: &t { a: true }\n  city: Oslo\n- email: o@x.co\n  accounts: [shop]\n  tags: *t\n',
    );
    const assigned = await assign({ 'a.yaml': before }, ...jane('city', 'Bergen'), ...jane('tags.b', true), {
      contact: 'shop/o@x.co',
      path: ['city'],
      value: 'Rome',
    });
    expect(assigned.refused).toEqual([]);
    expect(changed(before, assigned)).toEqual([
      '-   city: Oslo',
      '+   city: Bergen',
      '+   at:',
      '+     shop:',
      '+       tags:',
      '+         b: true',
      '+   city: Rome',
    ]);
  });

  it('refuses only what cannot be written', async () => {
    const before = head(
      '- email: jane@x.co\n  accounts: [shop]\n  at: &t { shop: { city: Oslo } }\n- email: o@x.co\n  accounts: [shop]\n  at: *t\n',
    );
    const assigned = await assign({ 'a.yaml': before }, ...jane('city', 'Bergen'), ...jane('firstName', 'Jane'), {
      contact: 'shop/o@x.co',
      path: ['city'],
      value: 'Rome',
    });
    expect(assigned.refused).toEqual([
      { assignment: jane('city', 'Bergen')[0], code: 'shared-anchor', file: 'a.yaml', line: 4 },
    ]);
    expect(changed(before, assigned)).toEqual([
      '-   at: *t',
      '+   firstName: Jane',
      '+   at: { shop: { city: Rome } }',
    ]);
  });
});

describe('several entries', () => {
  const files = {
    'a.yaml': head('- email: jane@x.co\n  accounts: [shop, app]\n  city: Oslo\n'),
    'b.json': '{"contacts":[{"email":"jane@x.co","accounts":["shop"],"lastName":"Doe"}]}\n',
  };

  it('changes the entry that declares the field, else the first', async () => {
    const assigned = await assign(files, ...jane('lastName', 'Roe'), ...jane('firstName', 'Jane', 'shop app'));
    expect(assigned.refused).toEqual([]);
    expect(Object.fromEntries(assigned.files.map(({ file, text }) => [file.name, text]))).toEqual({
      'a.yaml': `${files['a.yaml']}  firstName: Jane\n`,
      'b.json': files['b.json'].replace('Doe', 'Roe'),
    });
  });
});

it('edits lines of NDJSON', async () => {
  const before = '{"email":"o@x.co","accounts":["shop"]}\n{"email":"jane@x.co","accounts":["shop"],"city":"Oslo"}\n';
  const assigned = await assign({ 'a.ndjson': before }, ...jane('city', 'Bergen'), ...jane('tags', ['a']));
  expect(assigned.files[0]?.text).toBe(before.replace('"Oslo"', '"Bergen","tags":["a"]'));
});

describe('identifiers', () => {
  const before = head(
    '- email: jane@x.co\n  accounts: [shop]\n- email: o@x.co\n  phone: "+370 612 34567"\n  accounts: [shop]\n',
  );

  it('can be changed, and the contact is still the same', async () => {
    const assigned = await assign(
      { 'a.yaml': before },
      ...jane('email', 'jane@y.co'),
      ...jane('phone', '+37061234568'),
      ...jane('city', 'Oslo'),
    );
    expect(assigned.refused).toEqual([]);
    expect(changed(before, assigned)).toEqual([
      '- - email: jane@x.co',
      '+ - email: jane@y.co',
      '+   phone: +37061234568',
      '+   city: Oslo',
    ]);
  });

  it('are not taken from another contact', async () => {
    const assigned = await assign({ 'a.yaml': before }, ...jane('phone', '+37061234567'));
    expect(assigned).toMatchObject({ files: [], refused: [{ code: 'identifier-in-use' }] });
  });
});

it.each<[string, Assignment, string]>([
  ['a contact that nobody declares', { contact: 'shop/nobody@x.co', path: ['city'], value: 'Oslo' }, 'unknown-contact'],
  ['a contact at another account', { contact: 'app/jane@x.co', path: ['city'], value: 'Oslo' }, 'unknown-contact'],
  ['a field that no contact has', { contact: 'shop/jane@x.co', path: ['citty'], value: 'Oslo' }, 'unknown-field'],
  ['a member of a text', { contact: 'shop/jane@x.co', path: ['city', 'x'], value: 'Oslo' }, 'unknown-field'],
  [
    'a property in an unmanaged mapping',
    { contact: 'shop/jane@x.co', path: ['customProperties', 'x'], value: 1 },
    'unmanaged',
  ],
])('refuses %s', async (_name, assignment, code) => {
  const before = head('- email: jane@x.co\n  accounts: [shop]\n  unmanaged: [customProperties]\n');
  const assigned = await assign({ 'a.yaml': before }, assignment);
  expect(assigned).toMatchObject({ files: [], refused: [{ assignment, code }] });
});
