// Files that are too large for the yaml library's syntax tree: the fast parser parses them, and single items are located.
// @module-tag slow

import { expect, it } from 'vitest';
import { ACCOUNTS, load, loadMarked } from './load.ts';

/** Comments that make a file large, but take little time to parse. */
function padding(megabytes: number): string {
  return `${`# ${'x'.repeat(1022)}\n`.repeat(megabytes * 1024)}`;
}

it('locates mistakes in a large file as in a small one', async () => {
  const text = `${padding(9)}defaults:
  city: London
  «not-in-defaults»email: a@x.co
contacts:
  - email: a@x.co
    accounts: [shop, «unknown-account»shopp]
    # a comment in between
    «unknown-field»firstname: Jane
    tags:
      - a
      - «empty-string»""
  - { email: «invalid-email»nobody, accounts: [shop] }
  - «accounts-needed»email: c@x.co
  - email: d@x.co
    accounts: [shop]
    customProperties:
      ok: 1
      size: «nested-object»{ width: 1 }
    channels:
      email: { status: «invalid-value»subscribd }
`;
  const { found, expected } = await loadMarked({ 'a.yaml': ACCOUNTS, 'x.yaml': text });
  expect(found).toEqual(expected);
});

it('locates mistakes in a large JSON file', async () => {
  const blank = ' '.repeat(1023);
  const text = `{\n${`${blank}\n`.repeat(9 * 1024)}"contacts": [
  {
    "email": "a@x.co",
    "accounts": ["shop"],
    «unknown-field»"firstname": "Jane"
  }, { "email": «invalid-email»"nobody", "accounts": ["shop"] }
]}`;
  const { found, expected } = await loadMarked({ 'a.yaml': ACCOUNTS, 'x.json': text });
  expect(found).toEqual(expected);
});

it('parses a file of any size with the fast parser, and reports where its syntax is not supported', async () => {
  const contact = '  - email: a@x.co\n    accounts: [shop]\n';
  const good = await load({ 'a.yaml': ACCOUNTS, 'x.yaml': `${padding(17)}contacts:\n${contact}` });
  expect(good.diagnostics).toEqual([]);
  expect(good.configuration.contacts).toHaveLength(1);
  expect(good.configuration.contacts[0]?.source).toEqual({ file: 'x.yaml', line: 17 * 1024 + 2, column: 5 });
  const bad = await load({ 'a.yaml': ACCOUNTS, 'x.yaml': `${padding(17)}contacts:\n${contact}    city: [a\n` });
  expect(bad.diagnostics).toMatchObject([{ code: 'file-too-large', file: 'x.yaml', line: 17 * 1024 + 4 }]);
});
