// The import of live contacts by the built program, over HTTP: what is written plans to nothing, and nothing else is touched.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { BIN, openWorkplace, type Run, type Workplace } from '../helpers/rollcall.ts';

const ACCOUNTS = `accounts:
  shop: { provider: omnisend, apiVersion: "2026-03-15", apiKey: "\${SHOP_KEY}" }
  old: { provider: omnisend, apiVersion: v3, apiKey: "\${OLD_KEY}" }
  app: { provider: loops, apiKey: "\${APP_KEY}" }
  news: { provider: envoke, apiId: "\${NEWS_ID}", apiKey: "\${NEWS_KEY}" }
`;

let sandbox: Sandbox;
let place: Workplace;

beforeEach(async () => {
  sandbox = await startSandbox({ contacts: 120, seed: 4, rateLimit: 'off' });
  place = await openWorkplace();
  await place.write('contacts.d/accounts.yaml', ACCOUNTS);
  await fillAccounts();
});
afterEach(async () => {
  await sandbox.close();
  await place.remove();
});

type LoopsContact = { readonly email: string; suppressed?: boolean };

/** Gives each account the contacts that the sandbox was filled with. */
async function fillAccounts(): Promise<void> {
  const door = `${sandbox.url}/_sandbox/state`;
  const { accounts, ...state } = (await (await fetch(door)).json()) as {
    accounts: { default: { loops: { contacts: LoopsContact[] } } };
  };
  const filled = accounts.default;
  for (const contact of filled.loops.contacts) if (contact.email.includes('7@')) contact.suppressed = true;
  const body = JSON.stringify({ ...state, accounts: { shop: filled, old: filled, app: filled, news: filled } });
  expect((await fetch(door, { method: 'PUT', body })).ok).toBe(true);
}

/** A shop with these contacts only. */
async function fillShop(contacts: readonly object[]): Promise<void> {
  const body = JSON.stringify({ version: 1, accounts: { shop: { omnisend: { contacts } } } });
  expect((await fetch(`${sandbox.url}/_sandbox/state`, { method: 'PUT', body })).ok).toBe(true);
}

function person(email: string, more: object = {}, status = 'subscribed'): object {
  const channels = { email: { status, statusChangedAt: '2024-01-01T00:00:00Z' } };
  return { identifiers: [{ type: 'email', id: email, channels }], ...more };
}

function importing(...args: readonly string[]): Promise<Run> {
  return place.rollcall('import', `--sandbox=${sandbox.url}`, '--quiet', ...args);
}

async function documentOf(...args: readonly string[]) {
  const run = await importing('--json', ...args);
  expect(run.stderr).toBe('');
  return JSON.parse(run.stdout);
}

async function expectEmptyPlan(account: string): Promise<number> {
  const run = await place.rollcall('plan', `--sandbox=${sandbox.url}`, '--account', account, '--json');
  const plan = JSON.parse(run.stdout);
  expect(plan).toMatchObject({ complete: true, changes: [], requests: [] });
  return plan.accounts[0].declared;
}

function textOf(file: string): Promise<string> {
  return readFile(join(place.directory, file), 'utf8');
}

async function writes(): Promise<readonly string[]> {
  const requests = (await (await fetch(`${sandbox.url}/_sandbox/requests`)).json()) as { readonly method: string }[];
  return requests.map(({ method }) => method).filter((method) => method !== 'GET');
}

describe('import', () => {
  test.each(
    ['shop', 'old', 'news'].flatMap((account) => [[account, []] as const, [account, ['--fields', 'all']] as const]),
  )('%s %s: what was imported plans to nothing, and nothing is written there', async (account, fields) => {
    const { contacts, excepted, read, files } = await documentOf('--account', account, ...fields);
    expect([read, contacts + excepted.length]).toEqual([120, 120]);
    expect(files).toEqual([{ file: `contacts.d/${account}/${account}-0001.yaml`, contacts }]);
    expect(contacts).toBeGreaterThan(80);
    expect(await expectEmptyPlan(account)).toBe(contacts);
    expect(await writes()).toEqual([]);
  });

  test('owns little unless asked: a tag and a city that others add stay theirs', async () => {
    await fillShop([person('jane@example.com', { tags: ['vip'], city: 'Boston', customProperties: { age: 33 } })]);
    await importing('--account', 'shop');
    expect(await textOf('contacts.d/shop/shop-0001.yaml')).toBe(
      `# Imported from the account shop (Omnisend 2026-03-15). This file is yours: import never writes to it again.
defaults:
  accounts: [shop]

contacts:
  - email: jane@example.com
    tags:
      vip: true
    channels:
      email: subscribed
`,
    );
    const changed = { tags: ['vip', 'plugin'], city: 'London', customProperties: { age: 34 } };
    await fillShop([person('jane@example.com', changed)]);
    await expectEmptyPlan('shop');
  });

  test('--fields takes more, and says no to fields that the vendor does not have', async () => {
    await fillShop([
      person('jane@example.com', { city: 'Boston', postalCode: '02142', customProperties: { age: 33, a: 'x' } }),
    ]);
    await importing('--account', 'shop', '--fields', 'postalCode,customProperties.age');
    const text = await textOf('contacts.d/shop/shop-0001.yaml');
    expect(text).toContain('    postalCode: 02142\n    customProperties:\n      age: 33\n');
    expect(text).not.toContain('city');
    for (const [fields, words] of [
      ['company', /Omnisend 2026-03-15 has no company/],
      ['citty', /citty is not a field that can be imported[\s\S]*did you mean city\?/],
      ['channels', /channels is not a field/],
    ] as const) {
      const run = await importing('--account', 'shop', '--fields', fields, '--to', 'other');
      expect([run.code, run.stderr]).toEqual([64, expect.stringMatching(words)]);
    }
  });

  test('the same account gives the same bytes, and contacts that are declared already are left out', async () => {
    await importing('--account', 'shop');
    const again = await documentOf('--account', 'shop', '--to', 'contacts.d/again');
    expect(again).toMatchObject({ read: 120, contacts: 0, declared: 120, files: [] });
    expect(await readdir(join(place.directory, 'contacts.d'))).toEqual(['accounts.yaml', 'shop']);

    await place.write('other.d/accounts.yaml', ACCOUNTS);
    await importing('--account', 'shop', '-d', 'other.d');
    const file = 'shop/shop-0001.yaml';
    expect(await textOf(`other.d/${file}`)).toBe(await textOf(`contacts.d/${file}`));
  });

  test('never writes into an existing file: it is named, before the vendor is read', async () => {
    await place.write('contacts.d/shop/shop-0001.yaml', 'contacts: []\n');
    const run = await importing('--account', 'shop');
    expect([run.code, run.stdout]).toEqual([1, '']);
    expect(run.stderr).toMatch(
      /contacts\.d\/shop\/shop-0001\.yaml exists, and an import replaces no file\n {2}→ .*--to/,
    );
    expect(await textOf('contacts.d/shop/shop-0001.yaml')).toBe('contacts: []\n');

    await place.write('contacts.d/shop/shop-tag-vip.yaml', 'contacts: []\n');
    const byTag = await importing('--account', 'shop', '--split', 'by-tag');
    expect([byTag.code, byTag.stderr]).toEqual([1, expect.stringContaining('shop-tag-vip.yaml exists')]);
    expect((await readdir(join(place.directory, 'contacts.d/shop'))).sort()).toEqual([
      'shop-0001.yaml',
      'shop-tag-vip.yaml',
    ]);
  });

  test('files are split by number or by tag; a tag that is somebody’s address is in no path', async () => {
    await fillShop([
      person('a@example.com', { tags: ['VIP Kunden', 'beta'] }),
      person('b@example.com', { tags: ['ref: jane@example.com'] }),
      person('c@example.com', { tags: ['+370 600 00001'] }),
      person('d@example.com'),
      person('e@example.com', { tags: ['beta'] }),
    ]);
    const split = await documentOf('--account', 'shop', '--split', '2', '--to', 'two');
    expect(split.files.map(({ file, contacts }: { file: string; contacts: number }) => [file, contacts])).toEqual([
      ...[['two/shop-0001.yaml', 2] as const, ['two/shop-0002.yaml', 2] as const, ['two/shop-0003.yaml', 1] as const],
    ]);
    await importing('--account', 'shop', '--split', 'by-tag', '--to', 'contacts.d/tags');
    const names = (await readdir(join(place.directory, 'contacts.d/tags'))).sort();
    expect(names).toEqual([
      ...[expect.stringMatching(/^shop-tag-[0-9a-f]{8}\.yaml$/), expect.stringMatching(/^shop-tag-[0-9a-f]{8}\.yaml$/)],
      ...['shop-tag-beta.yaml', 'shop-tag-vip-kunden.yaml', 'shop-untagged.yaml'],
    ]);
    expect(await textOf('contacts.d/tags/shop-tag-vip-kunden.yaml')).toContain('      beta: true\n');
    await expectEmptyPlan('shop');
  });

  test('what most contacts of a file have in common is its default, but never consent', async () => {
    const common = { tags: ['customer'], country: 'Lithuania', countryCode: 'LT' };
    await fillShop([
      ...['a', 'b', 'c'].map((name) => person(`${name}@example.com`, { ...common, firstName: 'Ada' })),
      person('d@example.com', { ...common, country: 'Germany', countryCode: 'DE', tags: ['customer', 'vip'] }),
    ]);
    await importing('--account', 'shop', '--fields', 'country,firstName');
    const text = await textOf('contacts.d/shop/shop-0001.yaml');
    const [, defaults, contacts = ''] = /defaults:\n([\s\S]*?)\n\ncontacts:\n([\s\S]*)/.exec(text) ?? [];
    expect(defaults).toBe(
      ['  accounts: [shop]', '  tags:', '    customer: true', '  country: Lithuania', '  countryCode: LT'].join('\n'),
    );
    expect(contacts.match(/email: subscribed/g)).toHaveLength(4);
    expect(contacts.match(/firstName: Ada/g)).toHaveLength(3);
    expect(contacts).toContain('country: Germany\n    countryCode: DE\n    tags:\n      vip: true\n');
    await expectEmptyPlan('shop');
  });

  test('who cannot be declared is named, counted, and reason for exit code 3', async () => {
    await fillShop([
      person('jane@example.com'),
      person('${EMAIL}@example.com'),
      person('left@example.com', {}, 'unsubscribed'),
    ]);
    const run = await importing('--account', 'shop', '--no-redact');
    expect(run.code).toBe(3);
    expect(run.stdout).toContain('1 contact has opted out, and is declared unsubscribed.');
    expect(run.stdout).toContain(
      'Not imported: 1 contact\n  1 with an identifier that looks like the placeholder of a template\n    shop/${email}@example.com\n',
    );
    expect(await expectEmptyPlan('shop')).toBe(2);

    const masked = await importing('--account', 'shop', '--redact', '--to', 'masked');
    expect(masked.stdout).not.toContain('@example.com');
    expect(masked.stdout).toContain('shop/contact 1');
  });

  test('filters choose by tag, status and key', async () => {
    await fillShop([
      person('a@example.com', { tags: ['vip'] }),
      person('b@example.com', { tags: ['vip'] }, 'unsubscribed'),
      person('c@test.example', { tags: ['beta'] }),
    ]);
    const contactsOf = async (...args: readonly string[]): Promise<number> => {
      const { contacts, notChosen } = await documentOf(
        '--account',
        'shop',
        '--to',
        `to-${args.join('').replace(/\W/g, '')}`,
        ...args,
      );
      expect(contacts + notChosen).toBe(3);
      return contacts;
    };
    expect(await contactsOf('--tag', 'vip')).toBe(2);
    expect(await contactsOf('--tag', 'vip', '--status', 'subscribed')).toBe(1);
    expect(await contactsOf('--contact', '!*@test.example')).toBe(2);
    const run = await importing('--account', 'shop', '--status', 'gone');
    expect([run.code, run.stderr]).toEqual([64, expect.stringContaining('subscribed, nonSubscribed, unsubscribed')]);
  });

  test('says the next command, and that files elsewhere are not read yet', async () => {
    const run = await place.rollcall('import', `--sandbox=${sandbox.url}`, '--account', 'shop', '--to', 'elsewhere');
    expect(run.stdout).toMatch(/not below contacts\.d, so no plan reads them yet/);
    expect(run.stdout).toMatch(/\nNext: rollcall plan --account shop --sandbox=http:\S+\n$/);
  });

  test('if the vendor cannot be read, no file is written', async () => {
    const answers = [{ match: { account: 'shop' }, times: 1000, status: 403, body: {} }];
    await fetch(`${sandbox.url}/_sandbox/next`, { method: 'PUT', body: JSON.stringify(answers) });
    const run = await importing('--account', 'shop');
    expect([run.code, run.stderr]).toEqual([
      1,
      expect.stringMatching(/^Error: shop: GET .*403[\s\S]*no file was written/),
    ]);
    expect(await readdir(join(place.directory, 'contacts.d'))).toEqual(['accounts.yaml']);
    expect((await readdir(join(place.directory, '.rollcall'))).filter((name) => name.startsWith('import'))).toEqual([]);
  });

  test('on a full disk, no file is written, and no copy of the contacts stays', async () => {
    const run = await place.rollcallWithin(
      16,
      'import',
      `--sandbox=${sandbox.url}`,
      '--account',
      'shop',
      '--fields',
      'all',
    );
    expect([run.code, run.stderr]).toEqual([
      1,
      expect.stringMatching(/cannot write .*the file would exceed the size limit/),
    ]);
    expect(await readdir(join(place.directory, 'contacts.d'))).toEqual(['accounts.yaml']);
    expect((await readdir(join(place.directory, '.rollcall'))).filter((name) => name.startsWith('import'))).toEqual([]);
  });

  test('Ctrl+C leaves no file, and no copy of the contacts', async () => {
    await fetch(`${sandbox.url}/_sandbox/next`, {
      method: 'PUT',
      body: JSON.stringify([{ match: { account: 'shop' }, fault: 'hang' }]),
    });
    const child = spawn(process.execPath, ['--', BIN, 'import', `--sandbox=${sandbox.url}`, '--account', 'shop'], {
      ...{ cwd: place.directory, env: { PATH: process.env.PATH ?? '' }, stdio: ['ignore', 'ignore', 'pipe'] as const },
    });
    const ended = once(child, 'exit');
    await expect
      .poll(async () => ((await (await fetch(`${sandbox.url}/_sandbox/requests`)).json()) as unknown[]).length, {
        timeout: 20_000,
      })
      .toBe(1);
    child.kill('SIGINT');
    await once(child.stderr, 'data');
    child.kill('SIGINT');
    const [code] = await ended;
    expect(code).toBe(130);
    expect(await readdir(join(place.directory, 'contacts.d'))).toEqual(['accounts.yaml']);
    expect((await readdir(join(place.directory, '.rollcall'))).filter((name) => name.startsWith('import'))).toEqual([]);
  });

  test('one account at a time, and it must be declared', async () => {
    for (const args of [[], ['--account', 'shop', '--account', 'app']]) {
      const run = await importing(...args);
      expect([run.code, run.stderr]).toEqual([64, expect.stringContaining('import takes the contacts of one account')]);
    }
    const run = await importing('--account', 'stop');
    expect([run.code, run.stderr]).toEqual([1, expect.stringContaining('unknown-account')]);
  });

  test('files are ordinary files of the repository, not private ones', async () => {
    await importing('--account', 'shop');
    const { mode } = await stat(join(place.directory, 'contacts.d/shop/shop-0001.yaml'));
    expect(mode & 0o777).toBe(0o666 & ~process.umask());
  });
});

test('from nothing to an empty plan, without an edit by hand', async () => {
  const fresh = await openWorkplace();
  const vendors = `--sandbox=${sandbox.url}`;
  for (const args of [
    ['init', '--account', 'shop'],
    ['import', '--account', 'shop', '-q', vendors],
    ['validate', '-q'],
  ]) {
    expect(await fresh.rollcall(...args)).toMatchObject({ code: 0 });
  }
  const plan = await fresh.rollcall('plan', '--account', 'shop', '--detailed-exitcode', vendors);
  expect(plan).toMatchObject({ code: 0, stdout: expect.stringContaining('No changes. 120 contacts are as declared.') });
  await fresh.remove();
});

describe('import where a vendor cannot list contacts', () => {
  test('says so, and what to do', async () => {
    const run = await importing('--account', 'app');
    expect([run.code, run.stderr]).toEqual([64, expect.stringMatching(/Loops cannot list its contacts[\s\S]*--from/)]);
  });

  test.each([
    ['a line each', '# mine\nuser000001@example.com\n\nUSER000002@example.com\r\nnobody@example.com\n'],
    [
      'a column of CSV',
      'First name;E-Mail\n"Ada; B";user000001@example.com\n"x""y";"USER000002@example.com"\nz;nobody@example.com\n',
    ],
    [
      'the vendor’s export',
      '\ufeffemail,firstName,subscribed\nuser000001@example.com,Ada,true\nuser000002@example.com,"a\nb",false\nnobody@example.com,,\n',
    ],
  ])('takes addresses from a file: %s', async (_, text) => {
    await place.write('export.csv', text);
    const { contacts, read, notFound } = await documentOf('--account', 'app', '--from', 'export.csv');
    expect({ contacts, read, notFound }).toEqual({ contacts: 2, read: 2, notFound: ['nobody@example.com'] });
    expect(await expectEmptyPlan('app')).toBe(2);
    expect(await writes()).toEqual([]);
  });

  test('an address that the vendor refuses is not found, and does not keep the others out', async () => {
    await place.write('list.txt', 'user000001@example.com\nbad\nx y@example.com\n');
    const { contacts, notFound } = await documentOf('--account', 'app', '--from', 'list.txt');
    expect({ contacts, notFound }).toEqual({ contacts: 1, notFound: ['bad', 'x y@example.com'] });
  });

  test('somebody whose address is suppressed is not declared as subscribed', async () => {
    const addresses = Array.from({ length: 60 }, (_, index) => `user${String(index + 1).padStart(6, '0')}@example.com`);
    await place.write('list.txt', addresses.join('\n'));
    const { contacts, excepted } = await documentOf('--account', 'app', '--from', 'list.txt');
    expect(contacts + excepted.length).toBe(60);
    expect(excepted.length).toBeGreaterThan(2);
    expect(new Set(excepted.map(({ code }: { code: string }) => code))).toEqual(new Set(['suppressed']));
    expect(await expectEmptyPlan('app')).toBe(contacts);
  });

  test.each([
    ['nowhere.csv', undefined, /cannot read nowhere\.csv: ENOENT/],
    ['empty.csv', '\n', /empty\.csv has no address/],
    ['names.csv', 'first,last\nAda,B\n', /names\.csv has no column named email/],
    ['open.csv', 'email,name\na@example.com,"A\nb@example.com,B\n', /open\.csv, line 2: a quote .* never closed/],
    ['utf16.csv', 'm\0a\0i\0l\0', /utf16\.csv is UTF-16 text/],
  ])('%s is refused', async (file, text, words) => {
    if (text !== undefined) await place.write(file, text);
    const run = await importing('--account', 'app', '--from', file);
    expect([run.code, run.stderr]).toEqual([1, expect.stringMatching(words)]);
  });
});
