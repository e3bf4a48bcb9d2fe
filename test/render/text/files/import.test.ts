// An import for people: its progress, and what it says at the end.

import { describe, expect, test } from 'vitest';
import { redactImport } from '../../../../src/render/redact/import.ts';
import { type ImportSummary, importLine, renderImport } from '../../../../src/render/text/files/import.ts';

describe('progress', () => {
  test.each([
    [undefined, 0, 'Reading…'],
    [{ step: 'reading', requests: 4, seen: 1000 }, 2, 'Reading: 1,000 contacts, 4 requests'],
    // The last listing tells how many there may be.
    [
      { step: 'reading', requests: 4, seen: 1000, likely: 4000 },
      2,
      'Reading: 1,000 of about 4,000 contacts, 4 requests, about 6 s left',
    ],
    [
      { step: 'reading', requests: 40, seen: 4500, likely: 4000 },
      2,
      'Reading: 4,500 of about 4,000 contacts, 40 requests',
    ],
    [{ step: 'reading', requests: 10, expected: 30, seen: 9 }, 10, 'Reading: 9 contacts, 10 requests, about 20 s left'],
    [{ step: 'writing', done: 0, contacts: 2000 }, 0, 'Writing: 0 of 2,000 contacts'],
    [{ step: 'writing', done: 500, contacts: 2000 }, 3, 'Writing: 500 of 2,000 contacts, about 9 s left'],
  ] as const)('%j after %i s', (state, spent, line) => {
    expect(importLine(state, spent)).toBe(line);
  });
});

const SUMMARY: ImportSummary = {
  ...{
    account: 'shop',
    read: 3,
    contacts: 1,
    declared: 0,
    notChosen: 0,
    suppressed: 0,
    optedOut: 0,
    directory: 'contacts.d/shop',
  },
  files: [{ file: 'contacts.d/shop/shop-0001.yaml', contacts: 1 }],
  ...{ excepted: [], omitted: [], notFound: [], notOwned: [], next: 'rollcall plan --account shop' },
};

describe('result', () => {
  test('what was written, and the next command', () => {
    expect(renderImport(SUMMARY)).toBe(
      [
        'Imported 1 contact of shop into 1 file in contacts.d/shop:',
        '  contacts.d/shop/shop-0001.yaml  1 contact',
        'Next: rollcall plan --account shop\n',
      ].join('\n'),
    );
  });

  test('what was left out, by reason, with some names', () => {
    const excepted = Array.from({ length: 7 }, (_, index) => ({ key: `shop/${index}`, code: 'suppressed' }) as const);
    const text = renderImport({
      ...SUMMARY,
      ...{ declared: 2, notChosen: 1, optedOut: 1, notOwned: ['tags'], excepted },
      omitted: [{ field: 'phone', code: 'shared', contacts: 2 }],
    });
    expect(text.split('\n').slice(2, -2)).toEqual([
      '1 contact has opted out, and is declared unsubscribed.',
      '2 contacts are declared already, and are left out.',
      '1 contact is not among those that were asked for.',
      'tags could only be owned as a whole, and would lose what others add; --fields tags takes them.',
      'Of 2 contacts, phone is left out: it is also another contact’s.',
      'Not imported: 7 contacts',
      '  7 subscribed, although the vendor suppresses the address after a bounce or a complaint',
      '    shop/0, shop/1, shop/2, shop/3, shop/4 and 2 more; --json names all',
    ]);
  });

  test('many files and addresses are counted, and nothing in them has an effect', () => {
    const files = Array.from({ length: 25 }, (_, index) => ({ file: `f-${index}`, contacts: 1000 }));
    const text = renderImport({ ...SUMMARY, contacts: 25_000, files, notFound: ['\u001b[31m@example.com'] });
    expect(text).toContain('  and 5 more files; --json names all\n');
    expect(text).toContain('\\u{001b}[31m@example.com');
  });

  test('an import of nobody says so, and names no next command', () => {
    expect(renderImport({ ...SUMMARY, contacts: 0, files: [] })).toBe(
      'Nothing was imported from shop: 3 contacts read.\n',
    );
  });
});

test('redaction hides contacts, addresses and the tags in names of files', () => {
  const masked = redactImport({
    ...SUMMARY,
    files: ['shop-tag-vip.yaml', 'shop-tag-vip-2-0001.yaml', 'shop-untagged.yaml', 'shop-0001.yaml'].map((name) => ({
      file: `contacts.d/shop/${name}`,
      contacts: 1,
    })),
    excepted: [{ key: 'shop/jane@example.com', code: 'suppressed' }],
    notFound: ['ann@example.com', 'bob@example.com'],
  });
  expect(masked.files.map(({ file }) => file.split('/').at(-1))).toEqual([
    ...['shop-tag-‹tag›.yaml', 'shop-tag-‹tag›-0001.yaml', 'shop-untagged.yaml', 'shop-0001.yaml'],
  ]);
  expect(masked.excepted).toEqual([{ key: 'shop/contact 1', code: 'suppressed' }]);
  expect(masked.notFound).toEqual(['‹email 1›', '‹email 2›']);
});
