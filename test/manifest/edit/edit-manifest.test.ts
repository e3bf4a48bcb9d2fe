// Single edits in awkward layouts, each with the whole text before and after.

import { describe, expect, it } from 'vitest';
import type { Edit, EditableText } from '../../../src/manifest/edit/edit.ts';
import { editManifest } from '../../../src/manifest/edit/index.ts';

async function edited(text: string, edits: Edit | readonly Edit[], format: EditableText['format'] = 'yaml') {
  const result = await editManifest({ format, text }, [edits].flat());
  return result.ok ? result.text : result.refusal;
}

function set(contact: number, path: string, value: Extract<Edit, { kind: 'set' }>['value']): Edit {
  return { kind: 'set', contact, path: path.split('.'), value };
}

function remove(contact: number, path: string): Edit {
  return { kind: 'remove', contact, path: path.split('.') };
}

interface Case {
  readonly name: string;
  readonly before: string;
  readonly edit: Edit | readonly Edit[];
  readonly after: string;
  readonly format?: EditableText['format'];
}

const JANE = `contacts:
  # the first one
  - email: jane@example.com # hers
    city: London   # where she lives

    # consent from the form
    channels:
      email:
        status: subscribed
      sms: nonSubscribed
  - email: omar@example.com
    city: 'Oslo'
`;

const CASES: readonly Case[] = [
  {
    name: 'a plain value keeps the comment on its line',
    before: JANE,
    edit: set(0, 'city', 'Paris'),
    after: JANE.replace('London', 'Paris'),
  },
  {
    name: 'a quoted value keeps its quotes',
    before: JANE,
    edit: set(1, 'city', "L'Aquila"),
    after: JANE.replace("'Oslo'", "'L''Aquila'"),
  },
  {
    name: 'a value that YAML would read as something else gets quotes',
    before: JANE,
    edit: set(0, 'city', 'null'),
    after: JANE.replace('London', '"null"'),
  },
  {
    name: 'a postal code needs no quotes, because its text is kept',
    before: JANE,
    edit: set(1, 'postalCode', '02142'),
    after: `${JANE}    postalCode: 02142\n`,
  },
  {
    name: 'a new key comes after the last one of its mapping',
    before: JANE,
    edit: set(0, 'channels.email.statusChangedAt', '2026-01-01T00:00:00Z'),
    after: JANE.replace('status: subscribed\n', 'status: subscribed\n        statusChangedAt: 2026-01-01T00:00:00Z\n'),
  },
  {
    name: 'new keys at two depths keep to their mappings',
    before: JANE,
    edit: [set(1, 'tags', ['a', 'b: c']), set(1, 'at.shop.city', 'Rome'), set(1, 'customProperties.age', 3)],
    after: `${JANE}    tags: [a, "b: c"]\n    at:\n      shop:\n        city: Rome\n    customProperties:\n      age: 3\n`,
  },
  {
    name: 'a removed key goes with its line and the comment on it',
    before: JANE,
    edit: remove(0, 'city'),
    after: JANE.replace('    city: London   # where she lives\n', ''),
  },
  {
    name: 'a removed first key leaves its dash to the next one',
    before: JANE,
    edit: remove(0, 'email'),
    after: JANE.replace('email: jane@example.com # hers\n    city', 'city'),
  },
  {
    name: 'a mapping goes with its last member',
    before: JANE,
    edit: [remove(0, 'channels.email.status'), remove(0, 'channels.sms')],
    after: JANE.replace(/ {4}channels:[\s\S]*nonSubscribed\n/, ''),
  },
  {
    name: 'the short form of a channel stays short',
    before: JANE,
    edit: set(0, 'channels.sms.status', 'unsubscribed'),
    after: JANE.replace('nonSubscribed', 'unsubscribed'),
  },
  {
    name: 'the short form of a channel grows into a mapping for a second member',
    before: JANE,
    edit: set(0, 'channels.sms.basis', 'express'),
    after: JANE.replace('nonSubscribed', '{ status: nonSubscribed, basis: express }'),
  },
  {
    name: 'a contact is added after the last one',
    before: JANE,
    edit: {
      kind: 'add-contact',
      value: { email: 'ana@example.com', channels: { email: 'unsubscribed' }, tags: ['a'] },
    },
    after: `${JANE}  - email: ana@example.com\n    channels:\n      email: unsubscribed\n    tags: [a]\n`,
  },
  {
    name: 'a contact is removed with its lines',
    before: JANE,
    edit: { kind: 'remove-contact', contact: 1 },
    after: JANE.replace("  - email: omar@example.com\n    city: 'Oslo'\n", ''),
  },
  {
    name: 'a list without contacts says so, and the comments stay',
    before: JANE,
    edit: [
      { kind: 'remove-contact', contact: 0 },
      { kind: 'remove-contact', contact: 1 },
    ],
    after: 'contacts: []\n  # the first one\n',
  },
  {
    name: 'an empty list becomes lines again',
    before: 'contacts: [] # nobody\n# end\n',
    edit: { kind: 'add-contact', value: { email: 'a@x.co' } },
    after: 'contacts: # nobody\n  - email: a@x.co\n# end\n',
  },
  {
    name: 'a file without contacts gets a list of them',
    before: 'defaults: { city: X }\n',
    edit: { kind: 'add-contact', value: { email: 'a@x.co' } },
    after: 'defaults: { city: X }\ncontacts:\n  - email: a@x.co\n',
  },
  {
    name: 'a value from an alias is written on the contact, and the anchor stays',
    before: 'contacts:\n- email: a@x.co\n  tags: &t [a, b]\n- email: b@x.co\n  tags: *t # as his\n',
    edit: set(1, 'tags.c', true),
    after: 'contacts:\n- email: a@x.co\n  tags: &t [a, b]\n- email: b@x.co\n  tags: [a, b, c] # as his\n',
  },
  {
    name: 'an anchor that nobody uses stays',
    before: 'contacts:\n- email: a@x.co\n  city: &c Oslo # x\n',
    edit: set(0, 'city', 'Rome'),
    after: 'contacts:\n- email: a@x.co\n  city: &c Rome # x\n',
  },
  {
    name: 'list items come and go by line, and the others keep their comments',
    before: 'contacts:\n- email: a@x.co\n  tags: # all\n  # first\n  - a # A\n  - b # B\n  - c # C\n  city: X\n',
    edit: set(0, 'tags', ['a', 'c', 'd']),
    after: 'contacts:\n- email: a@x.co\n  tags: # all\n  # first\n  - a # A\n  - c # C\n  - d\n  city: X\n',
  },
  {
    name: 'a list in list form that becomes empty is written as such',
    before: 'contacts:\n- email: a@x.co\n  tags:\n  - a\n  city: X\n',
    edit: remove(0, 'tags.a'),
    after: 'contacts:\n- email: a@x.co\n  tags: []\n  city: X\n',
  },
  {
    name: 'a list that becomes a mapping, with dashes at the column of the key',
    before: 'contacts:\n- email: a@x.co\n  tags:\n  - a\n  - b\n  city: X\n',
    edit: set(0, 'tags', { a: true }),
    after: 'contacts:\n- email: a@x.co\n  tags: { a: true }\n  city: X\n',
  },
  {
    name: 'members inside brackets',
    before: 'contacts: [ { email: a@x.co, city: X, tags: [a,b] }, { email: b@x.co } ]\n',
    edit: [set(0, 'country', 'a, b'), remove(0, 'city'), set(0, 'tags.b', false), set(1, 'firstName', 'B')],
    after: 'contacts: [ { email: a@x.co, tags: [a], country: "a, b" }, { email: b@x.co, firstName: B } ]\n',
  },
  {
    name: 'members inside brackets, on lines of their own',
    before: 'contacts: [\n  { email: a@x.co, # A\n    city: X # C\n  },\n  # b\n  { email: b@x.co }, # B\n]\n',
    edit: [
      set(0, 'firstName', 'A'),
      { kind: 'remove-contact', contact: 1 },
      { kind: 'add-contact', value: { email: 'c@x.co' } },
    ],
    after: 'contacts: [\n  { email: a@x.co, # A\n    city: X, firstName: A # C\n  },\n  { email: c@x.co },\n  # b\n]\n',
  },
  {
    name: 'several members at the end, before a last comma',
    before: 'contacts: [ { email: a@x.co, customProperties: { a: 1, b: 2, c: 3, } } ]\n',
    edit: [remove(0, 'customProperties.b'), remove(0, 'customProperties.c')],
    after: 'contacts: [ { email: a@x.co, customProperties: { a: 1, } } ]\n',
  },
  {
    name: 'CRLF and a byte order mark stay',
    before: '\uFEFFcontacts:\r\n- email: a@x.co\r\n  city: X # y\r\n',
    edit: [set(0, 'city', 'Z'), set(0, 'title', 'T'), { kind: 'add-contact', value: { email: 'b@x.co' } }],
    after: '\uFEFFcontacts:\r\n- email: a@x.co\r\n  city: Z # y\r\n  title: T\r\n- email: b@x.co\r\n',
  },
  {
    name: 'a file without a line end at its end gets none',
    before: 'contacts:\n- email: a@x.co\n  city: X',
    edit: [remove(0, 'city'), set(0, 'title', 'T')],
    after: 'contacts:\n- email: a@x.co\n  title: T',
  },
  {
    name: 'a block scalar becomes one line',
    before: 'contacts:\n- email: a@x.co\n  address: | # x\n    one\n    two\n\n  city: X\n',
    edit: set(0, 'address', 'three'),
    after: 'contacts:\n- email: a@x.co\n  address: three\n\n  city: X\n',
  },
  {
    name: 'contacts are separated by a blank line as before',
    before: 'contacts:\n  - email: a@x.co\n\n  # b\n  - email: b@x.co\n\n# end\n',
    edit: { kind: 'add-contact', value: { email: 'c@x.co' } },
    after: 'contacts:\n  - email: a@x.co\n\n  # b\n  - email: b@x.co\n\n  - email: c@x.co\n\n# end\n',
  },
  {
    name: 'indented JSON',
    format: 'json',
    before: '{\n  "contacts": [\n    {\n      "email": "a@x.co",\n      "city": "X"\n    }\n  ]\n}\n',
    edit: [
      set(0, 'customProperties.a', 1),
      remove(0, 'city'),
      { kind: 'add-contact', value: { email: 'b@x.co', tags: ['a', 'b'] } },
    ],
    after:
      '{\n  "contacts": [\n    {\n      "email": "a@x.co",\n      "customProperties": {\n        "a": 1\n      }\n    },\n    {\n      "email": "b@x.co",\n      "tags": ["a", "b"]\n    }\n  ]\n}\n',
  },
  {
    name: 'JSON on one line',
    format: 'json',
    before: '{"contacts":[{"email":"a@x.co","city":"X"},{"email":"b@x.co"}]}',
    edit: [set(0, 'city', 'Y'), set(0, 'tags', ['a', 'b']), { kind: 'remove-contact', contact: 1 }],
    after: '{"contacts":[{"email":"a@x.co","city":"Y","tags":["a","b"]}]}',
  },
  {
    name: 'NDJSON',
    format: 'ndjson',
    before: '{"defaults":{"city":"X"}}\n{"email":"a@x.co"}\n\n{"email":"b@x.co"}\n{"email":"c@x.co"}',
    edit: [
      set(1, 'city', 'Y'),
      { kind: 'remove-contact', contact: 2 },
      { kind: 'add-contact', value: { email: 'd@x.co' } },
    ],
    after: '{"defaults":{"city":"X"}}\n{"email":"a@x.co"}\n\n{"email":"b@x.co","city":"Y"}\n{"email":"d@x.co"}',
  },
];

describe('an edit changes only the lines of its value', () => {
  it.each(CASES)('$name', async ({ before, edit, after, format }) => {
    expect(await edited(before, edit, format)).toEqual(after);
  });
});

describe('an edit is refused', () => {
  const SHARED = 'contacts:\n- email: a@x.co\n  tags: &t [a, b]\n- email: b@x.co\n  tags: *t\n';

  it.each<readonly [string, string, Edit, object]>([
    ['where an alias elsewhere would change too', SHARED, set(0, 'tags.c', true), { code: 'shared-anchor', line: 3 }],
    ['where an alias would lose its anchor', SHARED, remove(0, 'tags'), { code: 'shared-anchor', line: 3 }],
    [
      'where the anchor is that of a block',
      'contacts:\n- city: Oslo\n  channels: &c #\n    email:\n      subscribed\n- { city: York }\n- channels: *c\n',
      remove(0, 'channels'),
      { code: 'shared-anchor', line: 3 },
    ],
    ['of the contact too', SHARED, { kind: 'remove-contact', contact: 0 }, { code: 'shared-anchor', line: 2 }],
    ['in a file with a mistake', 'contacts:\n- email: "a\n', set(0, 'city', 'X'), { code: 'mistake', line: 2 }],
    ['in a file with a NUL', 'contacts:\n- email: a\u0000\n', set(0, 'city', 'X'), { code: 'mistake', line: 1 }],
    [
      'in a text that no file can hold',
      'contacts:\n- email: \ud800\n',
      set(0, 'city', 'X'),
      { code: 'mistake', line: 1 },
    ],
    ['without a path', JANE, { kind: 'remove', contact: 0, path: [] }, { code: 'invalid-value', line: 3 }],
    [
      'for a removal of a contact that does not exist',
      JANE,
      { kind: 'remove-contact', contact: 5 },
      { code: 'no-contact', line: 1 },
    ],
    [
      'in a file with a key twice',
      'contacts:\n- city: a\n  city: b\n',
      set(0, 'city', 'X'),
      { code: 'mistake', line: 3 },
    ],
    ['for a contact that does not exist', JANE, set(2, 'city', 'X'), { code: 'no-contact', line: 1 }],
    ['for a value that is not declared', JANE, remove(1, 'lastName'), { code: 'not-declared', line: 11 }],
    [
      'for a member that a list lacks',
      'contacts:\n- tags: [a]\n',
      remove(0, 'tags.x'),
      { code: 'not-declared', line: 2 },
    ],
    ['for a member of a text', JANE, set(1, 'city.x', 'X'), { code: 'not-a-mapping', line: 11 }],
    [
      'for an explicit key',
      'contacts:\n- email: a\n  ? city\n  : X\n',
      remove(0, 'city'),
      { code: 'unusual-layout', line: 3 },
    ],
  ])('%s', async (_, before, edit, refusal) => {
    expect(await edited(before, edit)).toEqual(refusal);
  });
});
