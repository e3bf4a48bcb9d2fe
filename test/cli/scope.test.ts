// Only the accounts in scope are connected, and only their credentials are required.

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { openWorkplace, type Run, type Workplace } from '../helpers/rollcall.ts';

let sandbox: Sandbox;
let place: Workplace;
beforeEach(async () => {
  sandbox = await startSandbox({ rateLimit: 'off' });
});
afterEach(async () => {
  await sandbox.close();
  await place.remove();
});

function accounts(): string {
  return `accounts:
  shop: { provider: omnisend, apiKey: "\${SHOP_KEY}", baseUrl: "${sandbox.url}/@shop/omnisend", onRemoved: unsubscribe }
  app: { provider: loops, apiKey: "\${APP_KEY}", baseUrl: "${sandbox.url}/@app/loops", onRemoved: unsubscribe }
  news: { provider: envoke, apiKey: "\${NEWS_KEY}", apiId: "\${NEWS_ID}", baseUrl: "${sandbox.url}/@news/envoke" }
`;
}

const JANE =
  '  - { email: jane@example.com, accounts: [shop, app], firstName: Jane, channels: { email: unsubscribed } }\n';
const KIM = '  - { email: kim@example.com, accounts: [app], firstName: Kim, channels: { email: unsubscribed } }\n';

async function openWith(environment: Readonly<Record<string, string>>): Promise<void> {
  place = await openWorkplace(environment);
  await place.write('contacts.d/accounts.yaml', accounts());
  await place.write('contacts.d/all.yaml', `contacts:\n${JANE}`);
  await place.write('before/accounts.yaml', accounts());
  await place.write('before/all.yaml', `contacts:\n${JANE}${KIM}`);
}

async function requested(): Promise<readonly string[]> {
  const requests = (await (await fetch(`${sandbox.url}/_sandbox/requests`)).json()) as readonly { account: string }[];
  return [...new Set(requests.map(({ account }) => account))].sort();
}

function variablesIn({ stdout }: Run): readonly string[] {
  const { error } = JSON.parse(stdout) as { error: { code: string; diagnostics: readonly { message: string }[] } };
  expect(error.code).toBe('no-credentials');
  return error.diagnostics.flatMap(({ message }) => /[A-Z]+_[A-Z]+/.exec(message) ?? []).sort();
}

describe('needs only the variables of its own accounts (D1)', () => {
  test.each<readonly [string, Readonly<Record<string, string>>, readonly string[], readonly string[]]>([
    ['plan of an account', { SHOP_KEY: 'k' }, ['plan', '--account', 'shop'], ['shop']],
    [
      'plan of two',
      { SHOP_KEY: 'k', APP_KEY: 'k' },
      ['plan', '--account', 'shop', '--account', 'app'],
      ['app', 'shop'],
    ],
    ['plan of the contacts of an account', { APP_KEY: 'k' }, ['plan', '--contact', 'app/*'], ['app']],
    [
      'plan of a contact that only the base has',
      { APP_KEY: 'k' },
      ['plan', '--contact', 'kim@*', '--base', './before'],
      ['app'],
    ],
    ['apply of an account', { SHOP_KEY: 'k' }, ['apply', '--auto-approve', '--account', 'shop'], ['shop']],
    ['snapshot of an account', { SHOP_KEY: 'k' }, ['snapshot', '--out', 'x', '--account', 'shop'], ['shop']],
    ['snapshot of contacts', { APP_KEY: 'k' }, ['snapshot', '--out', 'x', '--contact', 'app/*'], ['app']],
    ['explain at an account', { SHOP_KEY: 'k' }, ['explain', 'shop/jane@example.com'], ['shop']],
    ['explain everywhere', { SHOP_KEY: 'k', APP_KEY: 'k' }, ['explain', 'Jane@example.com'], ['app', 'shop']],
    ['explain of somebody dropped', { APP_KEY: 'k' }, ['explain', 'kim@example.com', '--base', './before'], ['app']],
  ])('%s', async (_, environment, args, reached) => {
    await openWith(environment);
    const run = await place.rollcall(...args);
    expect([run.code, run.stderr]).toEqual([0, expect.not.stringContaining('variable')]);
    expect(await requested()).toEqual(reached);
  });

  test('a saved plan, and a reviewed one', async () => {
    await openWith({ SHOP_KEY: 'k' });
    expect((await place.rollcall('plan', '--account', 'shop', '--out', 'plan.json')).code).toBe(0);
    const reviewed = await place.rollcall('apply', '--reviewed', 'plan.json', '--json');
    expect(reviewed.code).toBe(0);
    expect(JSON.parse(reviewed.stdout).outcomes).toMatchObject([{ status: 'succeeded' }]);
    const saved = await place.rollcall('apply', 'plan.json');
    expect(saved.stderr).not.toContain('variable');
    expect(await requested()).toEqual(['shop']);
  });

  test('several reviewed plans of an account each', async () => {
    await openWith({ SHOP_KEY: 'k', APP_KEY: 'k' });
    for (const name of ['shop', 'app']) await place.rollcall('plan', '--account', name, '--out', `${name}.json`);
    const run = await place.rollcall('apply', '--reviewed', 'shop.json', '--reviewed', 'app.json', '--json');
    expect([run.code, await requested()]).toEqual([0, ['app', 'shop']]);
  });

  test('a snapshot in the vendors’ place needs none', async () => {
    await openWith({ SHOP_KEY: 'k' });
    await place.rollcall('snapshot', '--account', 'shop', '--out', 'x');
    await place.write('contacts.d/accounts.yaml', accounts().replace('SHOP_KEY', 'NOT_SET'));
    expect((await place.rollcall('plan', '--live', 'x', '--account', 'shop')).code).toBe(0);
  });

  test('a plan without declared contacts needs none', async () => {
    await openWith({});
    const run = await place.rollcall('explain', 'nobody@example.com', '--json');
    expect(JSON.parse(run.stdout)).toMatchObject({ error: { code: 'unknown-contact' } });
  });
});

describe('reports missing variables before anything is sent', () => {
  test.each<readonly [string, readonly string[], readonly string[]]>([
    ['plan', ['plan'], ['APP_KEY', 'NEWS_ID', 'NEWS_KEY']],
    ['plan of an account', ['plan', '--account', 'app'], ['APP_KEY']],
    ['plan of a contact that only the base has', ['plan', '--contact', 'kim@*', '--base', './before'], ['APP_KEY']],
    ['apply', ['apply', '--auto-approve'], ['APP_KEY', 'NEWS_ID', 'NEWS_KEY']],
    ['snapshot', ['snapshot', '--out', 'x'], ['APP_KEY', 'NEWS_ID', 'NEWS_KEY']],
    ['explain everywhere', ['explain', 'jane@example.com'], ['APP_KEY']],
  ])('%s', async (_, args, missing) => {
    await openWith({ SHOP_KEY: 'k' });
    const run = await place.rollcall(...args, '--json');
    expect(run.code).toBe(1);
    expect(variablesIn(run)).toEqual(missing);
    expect(await requested()).toEqual([]);
  });

  test('as text, with the line and a hint', async () => {
    await openWith({ SHOP_KEY: 'k' });
    const { code, stderr } = await place.rollcall('plan', '--account', 'app');
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^contacts\.d\/accounts\.yaml:3:35 error missing-variable .* APP_KEY is not set\n.*\n +\^+\n {2}→ Set it/,
    );
    expect(stderr).toContain('Error: a credential is missing or unusable; nothing was sent anywhere');
    expect(stderr).not.toContain('NEWS_KEY');
  });

  test('an unfiltered reviewed plan has all accounts in scope', async () => {
    await openWith({ SHOP_KEY: 'k', APP_KEY: 'k', NEWS_KEY: 'k', NEWS_ID: 'i' });
    expect((await place.rollcall('plan', '--out', 'plan.json')).code).toBe(0);
    await place.write('contacts.d/accounts.yaml', accounts().replace('APP_KEY', 'NOT_SET'));
    expect(variablesIn(await place.rollcall('apply', '--reviewed', 'plan.json', '--json'))).toEqual(['NOT_SET']);
  });
});

test('validate notes all missing variables, whatever the filters', async () => {
  await openWith({ SHOP_KEY: 'k' });
  const run = await place.rollcall('validate', '--account', 'shop', '--json');
  expect(run.code).toBe(0);
  const { diagnostics } = JSON.parse(run.stdout) as { diagnostics: readonly { severity: string; message: string }[] };
  expect(diagnostics.map(({ severity, message }) => [severity, /[A-Z]+_[A-Z]+/.exec(message)?.[0]])).toEqual([
    ['note', 'APP_KEY'],
    ['note', 'NEWS_KEY'],
    ['note', 'NEWS_ID'],
  ]);
});

describe('a credential', () => {
  test.each(['key-0123456789\n', 'key-0123456789\r\n', ' \tkey-0123456789 ', '\ufeffkey-0123456789'])(
    'is taken without what surrounds it: %j',
    async (key) => {
      await openWith({ SHOP_KEY: key });
      expect(await place.rollcall('plan', '--account', 'shop')).toMatchObject({ code: 0, stderr: '' });
      expect(await requested()).toEqual(['shop']);
    },
  );

  test.each(['key-0123\nkey-4567', 'key-0123\r\nx: y', 'key-\u001b[31m', 'key-\u200b0123', 'кey-0123', 'key-0123…'])(
    'that no header can carry is refused by its variable’s name: %j',
    async (key) => {
      await openWith({ SHOP_KEY: key });
      const run = await place.rollcall('plan', '--account', 'shop');
      expect(run.code).toBe(1);
      expect(run.stderr).toMatch(/error invalid-variable .* SHOP_KEY contains a line break, or another character/);
      for (const part of ['key-', 'кey', 'bug in rollcall', '    at '])
        expect(run.stdout + run.stderr).not.toContain(part);
      expect((await place.rollcall('validate')).code).toBe(0);
      expect(await requested()).toEqual([]);
    },
  );

  test('of blanks counts as missing', async () => {
    await openWith({ SHOP_KEY: ' \n' });
    expect(variablesIn(await place.rollcall('plan', '--account', 'shop', '--json'))).toEqual(['SHOP_KEY']);
  });
});
