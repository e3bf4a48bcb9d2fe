import { describe, expect, it } from 'vitest';
import { loadManifests } from '../../src/manifest/index.ts';
import { keyFilter, unmatchedPatterns } from '../../src/manifest/resolve/patterns.ts';
import { diagnosticsWithWords } from '../../src/render/words/diagnostics.ts';
import { ACCOUNTS, load, NOW } from './load.ts';

const FILES = {
  'accounts.yaml': ACCOUNTS,
  'x.yaml':
    'defaults: { accounts: [shop, app] }\ncontacts:\n  - { email: b@x.co, tags: [t] }\n  - { email: a@x.co }\n  - { email: "a+1@y.co" }\n',
};

async function keys(options: Parameters<typeof load>[1]): Promise<readonly string[]> {
  return (await load(FILES, options)).configuration.contacts.map(({ key }) => key);
}

describe('filters', () => {
  it('select accounts by name', async () => {
    const { configuration } = await load(FILES, { accounts: ['app'] });
    expect(configuration.accounts.map(({ name }) => name)).toEqual(['app']);
    expect(configuration.contacts.map(({ key }) => key)).toEqual(['app/a+1@y.co', 'app/a@x.co', 'app/b@x.co']);
    expect(configuration.unsupportedFields).toEqual([{ account: 'app', field: 'tags', contacts: 1 }]);
  });

  it('select contacts by a glob on the key, or on the part after the account', { tags: ['slow'] }, async () => {
    expect(await keys({ contacts: ['a@x.co'] })).toEqual(['app/a@x.co', 'shop/a@x.co']);
    expect(await keys({ contacts: ['shop/*@x.co'] })).toEqual(['shop/a@x.co', 'shop/b@x.co']);
    expect(await keys({ contacts: ['?@x.co'], accounts: ['app'] })).toEqual(['app/a@x.co', 'app/b@x.co']);
    expect(await keys({ contacts: ['a+1*', 'b*'], accounts: ['shop'] })).toEqual(['shop/a+1@y.co', 'shop/b@x.co']);
  });

  it('an address in any of its spellings, where the key has one of them', () => {
    for (const key of ['shop/bob@bücher.example', 'shop/bob@xn--bcher-kva.example']) {
      const patterns = ['bob@xn--bcher-kva.example', 'Bob@BÜCHER.example', 'shop/bob@bücher.example'];
      expect(patterns.map((pattern) => keyFilter([pattern])(key))).toEqual([true, true, true]);
      expect(unmatchedPatterns([...patterns, 'bob@bucher.example'], [key])).toEqual(['bob@bucher.example']);
    }
  });

  it('take every character but * and ? as it is, a dash too', async () => {
    const isMeant = keyFilter(['*@our-company.example', 'a.b-c[d]{e}(f)/g^$|\\+?']);
    expect(isMeant('shop/ann@our-company.example')).toBe(true);
    expect(isMeant('shop/ann@our.company.example')).toBe(false);
    expect(isMeant('a.b-c[d]{e}(f)/g^$|\\+x')).toBe(true);
  });

  it('are reported if they match nothing', async () => {
    const { diagnostics } = await load(FILES, { accounts: ['shpo'], contacts: ['zoe*'] });
    expect(diagnostics.map(({ code, severity }) => [code, severity])).toEqual([
      ['unknown-account', 'error'],
      ['no-contact-matches', 'warning'],
    ]);
  });

  it('without a slash never mean an account', async () => {
    expect(await keys({ contacts: ['a*'] })).toEqual(['app/a+1@y.co', 'app/a@x.co', 'shop/a+1@y.co', 'shop/a@x.co']);
    expect(await keys({ contacts: ['sh*'] })).toEqual([]);
  });

  it('leave out contacts after ! (H8)', async () => {
    expect(await keys({ contacts: ['!a*'] })).toEqual(['app/b@x.co', 'shop/b@x.co']);
    expect(await keys({ contacts: ['*@x.co', '!a@x.co'] })).toEqual(['app/b@x.co', 'shop/b@x.co']);
    expect(await keys({ contacts: ['!shop/*', '!app/b*'] })).toEqual(['app/a+1@y.co', 'app/a@x.co']);
    expect(await keys({ contacts: ['!a@x.co', 'a@x.co'] })).toEqual([]);
  });

  it('may come from a file, in addition to others (H8)', async () => {
    const contactsFrom = { name: 'some.txt', patterns: ['shop/b@x.co', 'a+*', '!app/*'] };
    expect(await keys({ contactsFrom })).toEqual(['shop/a+1@y.co', 'shop/b@x.co']);
    expect(await keys({ contactsFrom, contacts: ['a@x.co'] })).toEqual(['shop/a+1@y.co', 'shop/a@x.co', 'shop/b@x.co']);
  });

  it('take an email address in any case, because keys are normalised', async () => {
    expect(await keys({ contacts: ['Shop/A@X.co'] })).toEqual(['shop/a@x.co']);
    expect(await keys({ contacts: ['!A@X.co'], accounts: ['app'] })).toEqual(['app/a+1@y.co', 'app/b@x.co']);
  });

  it('that match nothing are counted in one warning a file, excluding ones too', async () => {
    const contactsFrom = { name: 'some.txt', patterns: ['b@x.co', 'x@x.co', '!zoe*', 'y@x.co', 'shop/y'] };
    const { diagnostics } = await load(FILES, { contacts: ['!nobody', 'a*', '!a*'], contactsFrom });
    expect(diagnosticsWithWords(diagnostics).map(({ file, message }) => `${file.slice(-8)} ${message}`)).toEqual([
      expect.stringMatching(/ No contact matches !nobody$/),
      'some.txt No contact matches x@x.co, nor 3 other lines of this file',
    ]);
  });

  it('of 100,000 exact lines are looked up in a set, or this would take minutes', { tags: ['slow'] }, () => {
    const lines = Array.from({ length: 100_000 }, (_, index) => `person-${index}@example.com`);
    const known = lines.map((line) => `shop/${line}`);
    expect(known.filter(keyFilter(lines))).toHaveLength(100_000);
    expect(known.filter(keyFilter(lines.map((line) => `!${line}`)))).toEqual([]);
    expect(unmatchedPatterns(lines, known.slice(1))).toEqual(['person-0@example.com']);
  });

  it('are applied after the rules, so that a mistake outside the selection is found too', async () => {
    const { diagnostics } = await load(
      { ...FILES, 'y.yaml': 'contacts:\n  - { email: nope, accounts: [shop] }\n' },
      { contacts: ['a@x.co'] },
    );
    expect(diagnostics.map(({ code }) => code)).toEqual(['invalid-email']);
  });
});

it('the digest depends on every byte of the contents, but not on names and order of the files', async () => {
  const one = (await load(FILES)).configuration.digest;
  const renamed = (await load({ 'z/1.yaml': FILES['accounts.yaml'], '0.yml': FILES['x.yaml'] })).configuration.digest;
  const changed = (await load({ ...FILES, 'x.yaml': `${FILES['x.yaml']}# \n` })).configuration.digest;
  expect(one).toMatch(/^[0-9a-f]{64}$/);
  expect(renamed).toBe(one);
  expect(changed).not.toBe(one);
});

it('the shipped example is valid', async () => {
  const { configuration, diagnostics } = await loadManifests({
    directory: 'contacts.d',
    workingDirectory: process.cwd(),
    environment: { OMNISEND_API_KEY: 'x' },
    now: () => NOW,
  });
  expect(diagnostics).toEqual([]);
  expect(configuration.unsupportedFields).toEqual([]);
  expect(configuration.contacts.map(({ key }) => key)).toEqual([
    'shop/+37060000006',
    'shop/ana@example.com',
    'shop/jane@example.com',
    'shop/kim@example.com',
    'shop/li@example.com',
    'shop/maya@example.com',
    'shop/noah@example.com',
    'shop/omar@example.com',
    'shop/rosa@example.com',
    'shop/sam@example.com',
    'shop/tom@example.com',
  ]);
});
