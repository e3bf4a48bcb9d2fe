import { describe, expect, it } from 'vitest';
import { formatDiagnostics } from '../../src/render/text/diagnostics.ts';
import { load, loadMarked, ONE_ACCOUNT, withoutEmptiness } from './load.ts';

/** A reference to an environment variable. */
function variable(name: string): string {
  return `"\${${name}}"`;
}

const KEY = `apiKey: ${variable('SHOP_KEY')}`;

const MISTAKES: Readonly<Record<string, string>> = {
  'no provider': `  shop: «missing-field»{ ${KEY} }`,
  'an unknown provider': `  shop: { provider: «invalid-value»omnisent, ${KEY} }`,
  'an unknown version': `  shop: { provider: omnisend, apiVersion: «unknown-api-version»v4, ${KEY} }`,
  'an unknown setting': `  shop: { provider: omnisend, ${KEY}, «unknown-field»baseURL: x }`,
  'no key': '  shop:\n    «missing-field»provider: omnisend',
  'a literal secret': '  shop: { provider: omnisend, apiKey: «literal-secret»abc }',
  'a reference inside a text': `  shop: { provider: omnisend, apiKey: «literal-secret»"x\${SHOP_KEY}" }`,
  'a variable that is not set': `  shop: { provider: omnisend, apiKey: «missing-variable»${variable('NOT_SET')} }`,
  'a credential that the vendor does not use': `  shop: { provider: omnisend, ${KEY}, «field-not-supported»apiId: ${variable('SHOP_KEY')} }`,
  'an invalid name': `  «invalid-account-name»Shop_1: { provider: omnisend, ${KEY} }`,
  'a name that is too long': `  «invalid-account-name»${'a'.repeat(41)}: { provider: omnisend, ${KEY} }`,
  'a host that is not allowed': `  shop: { provider: omnisend, ${KEY}, baseUrl: «host-not-allowed»https://api.omnisend.com.example.org }`,
  'a port that is not allowed': `  shop: { provider: omnisend, ${KEY}, baseUrl: «host-not-allowed»https://api.omnisend.com:8443 }`,
  'http to another machine': `  shop: { provider: omnisend, ${KEY}, baseUrl: «invalid-url»http://api.test }`,
  'credentials in a URL': `  shop: { provider: omnisend, ${KEY}, baseUrl: «invalid-url»https://a:b@api.omnisend.com }`,
  'a query in a URL': `  shop: { provider: omnisend, ${KEY}, baseUrl: «invalid-url»"https://api.omnisend.com/?x" }`,
  'text that is not a URL': `  shop: { provider: omnisend, ${KEY}, baseUrl: «invalid-url»localhost }`,
  'another protocol': `  shop: { provider: omnisend, ${KEY}, baseUrl: «invalid-url»"file:///etc" }`,
  'an invalid rate limit': `  shop: { provider: omnisend, ${KEY}, rateLimit: «invalid-value»fast }`,
  'a rate limit above the vendor’s': `  shop: { provider: omnisend, ${KEY}, rateLimit: «rate-limit-too-high»401/min }`,
  'an invalid policy': `  shop: { provider: omnisend, ${KEY}, onMissing: «invalid-value»ignore }`,
  'deletes that the vendor does not support': `  shop: { provider: omnisend, ${KEY}, onRemoved: «cannot-delete»delete }`,
  'a key field that the vendor does not support': `  shop: { provider: omnisend, ${KEY}, keyField: «field-not-supported»remote_id }`,
  'invalid limits': `  shop: { provider: omnisend, ${KEY}, limits: { maxChangedPercent: «invalid-value»101, minContacts: «invalid-value»-1, maxDeletes: «wrong-type»many, «unknown-field»maxCreates: 1 } }`,
  'invalid expectations': `  shop: { provider: omnisend, ${KEY}, expect: { creates: «wrong-type»1.5 } }`,
  'no value': '  «empty-value»shop:',
  null: '  shop: «null-not-allowed»null',
};

describe('a mistake in an account', () => {
  it.each(Object.entries(MISTAKES))('%s', async (name, line) => {
    const { found, expected } = await loadMarked(
      { 'x.yaml': `accounts:\n${line}\n` },
      name === 'http to another machine' ? { allowedHosts: ['api.test'] } : {},
    );
    expect(found).toEqual(expected);
    expect(expected).not.toEqual([]);
  });

  it('a risky key field is only a warning, which explains the consequences', async () => {
    const keys = `apiId: ${variable('SHOP_KEY')}, apiKey: ${variable('SHOP_KEY')}`;
    const { found, expected, diagnostics } = await loadMarked({
      'x.yaml': `accounts:\n  news: { provider: envoke, ${keys}, keyField: «risky-key-field»remote_id }\n`,
    });
    expect(found).toEqual(expected);
    expect(diagnostics[0]).toMatchObject({ severity: 'warning', message: expect.stringContaining('mail twice') });
  });

  it('is reported for the same name in two files', async () => {
    const { found, expected, diagnostics } = await loadMarked({
      'a.yaml': ONE_ACCOUNT.replace('shop', '«duplicate-account»shop'),
      'b.yaml': ONE_ACCOUNT.replace('shop', '«duplicate-account»shop'),
    });
    expect(found).toEqual(expected);
    expect(diagnostics[0]?.message).toContain('b.yaml:2:3');
    expect(diagnostics[1]?.message).toContain('a.yaml:2:3');
  });
});

describe('secrets', () => {
  const secret = 'sk_live_0123456789';
  const typed: Readonly<Record<string, string>> = {
    'in its own field': `accounts:\n  shop: { provider: omnisend, apiKey: ${secret} }\n`,
    'after another mistake on the line': `accounts:\n  shop: { provider: omnisent, apiKey: "${secret}" }\n`,
    'under a misspelled key': `accounts:\n  shop: { provider: omnisend, apikey: "${secret}", api_key: ${secret} }\n`,
    'behind an unclosed quote': `accounts:\n  shop:\n    apiKey: "${secret}\n    provider: omnisend\n`,
    'in JSON, cut short': `{"accounts": {"shop": {"provider": "omnisend", "apiKey": "${secret}" `,
    'on the next line': `accounts:\n  shop:\n    provider: omnisend\n    apiKey:\n      ${secret}\n`,
    'in a block': `accounts:\n  shop:\n    provider: omnisend\n    apiKey: >-\n      ${secret}\n`,
    'in a URL': `accounts:\n  shop: { provider: omnisend, ${KEY}, baseUrl: "https://user:${secret}@api.omnisend.com" }\n`,
    'as a list': `accounts:\n  shop: { provider: omnisend, apiKey: [${secret}] }\n`,
  };

  it.each(Object.entries(typed))('never reach the output: %s', async (name, text) => {
    const { diagnostics } = await load({ [name.includes('JSON') ? 'x.json' : 'x.yaml']: text });
    expect(diagnostics.length).toBeGreaterThan(0);
    expect(JSON.stringify(diagnostics)).not.toContain(secret);
    expect(formatDiagnostics(diagnostics, { color: false })).not.toContain('sk_live');
  });

  it('are stored as the name of a variable, without its value', async () => {
    const { configuration } = await load({ 'x.yaml': ONE_ACCOUNT });
    expect(configuration.accounts[0]?.credentials).toEqual({
      apiKey: { variable: 'SHOP_KEY', source: { file: 'x.yaml', line: 2, column: 39 } },
    });
    expect(JSON.stringify(configuration)).not.toContain('"k1"');
  });

  it('are not looked up in other fields: a reference there is plain text', async () => {
    const { configuration } = await load({
      'x.yaml': `${ONE_ACCOUNT}contacts:\n  - { email: a@x.co, city: ${variable('SHOP_KEY')} }\n`,
    });
    expect(configuration.contacts[0]?.scalars.city).toBe(JSON.parse(variable('SHOP_KEY')));
  });
});

describe('an account', () => {
  it('has every default filled in', async () => {
    const { configuration } = await load({ 'x.yaml': ONE_ACCOUNT });
    const [account] = configuration.accounts;
    expect(account).toMatchObject({
      name: 'shop',
      baseUrl: 'https://api.omnisend.com',
      onMissing: 'create',
      onRemoved: 'keep',
      resubscribe: 'never',
      keyField: 'id',
      limits: {},
      expect: {},
      source: { file: 'x.yaml', line: 2, column: 9 },
    });
    expect(account?.capabilities.apiVersion).toBe('2026-03-15');
    expect(account).not.toHaveProperty('rateLimit');
  });

  it('keeps every declared setting', async () => {
    const { configuration, diagnostics } = await load({
      'x.yaml': `accounts:\n  shop: { provider: omnisend, apiVersion: v5, ${KEY}, baseUrl: "http://127.0.0.1:4010/omnisend/", rateLimit: 200/min, onMissing: skip, onRemoved: unsubscribe, resubscribe: with-consent, keyField: email, sender: 12, limits: { maxChangedPercent: 30 }, expect: { deletes: 0 } }\n`,
    });
    expect(withoutEmptiness(diagnostics)).toEqual([]);
    expect(configuration.accounts[0]).toMatchObject({
      baseUrl: 'http://127.0.0.1:4010/omnisend',
      rateLimit: { limit: 200, windowMs: 60_000 },
      onMissing: 'skip',
      onRemoved: 'unsubscribe',
      resubscribe: 'with-consent',
      keyField: 'email',
      sender: '12',
      limits: { maxChangedPercent: 30 },
      expect: { deletes: 0 },
    });
    expect(configuration.accounts[0]?.capabilities.dialect).toBe('omnisend@v5');
  });

  const elsewhere = `accounts:\n  shop: { provider: omnisend, ${KEY}, baseUrl: "https://proxy.test:8443/o" }\n`;

  it.each([['proxy.test'], ['proxy.test:8443'], ['PROXY.test']])('may point to an allowed host: %s', async (host) => {
    const { configuration, diagnostics } = await load({ 'x.yaml': elsewhere }, { allowedHosts: [host] });
    expect(withoutEmptiness(diagnostics)).toEqual([]);
    expect(configuration.accounts[0]?.baseUrl).toBe('https://proxy.test:8443/o');
  });

  it('needs neither variables nor allowed hosts on the sandbox', async () => {
    const { diagnostics } = await load({ 'x.yaml': elsewhere }, { environment: {}, sandbox: true });
    expect(withoutEmptiness(diagnostics)).toEqual([]);
  });

  it('has only a note for a missing variable, because loading connects to nothing', async () => {
    const { diagnostics } = await load({ 'x.yaml': ONE_ACCOUNT }, { environment: { SHOP_KEY: ' \n' } });
    expect(withoutEmptiness(diagnostics)).toMatchObject([
      { code: 'missing-variable', severity: 'note', args: { variable: 'SHOP_KEY' } },
    ]);
  });
});

it('contacts need not name the account if there is only one', async () => {
  const { configuration, diagnostics } = await load({ 'x.yaml': `${ONE_ACCOUNT}contacts:\n  - email: a@x.co\n` });
  expect(diagnostics).toEqual([]);
  expect(configuration.contacts.map(({ account }) => account)).toEqual(['shop']);
});

it('contacts without any account are a mistake, unless a file that may define one cannot be parsed', async () => {
  const contacts = 'contacts:\n  - «no-accounts»email: a@x.co\n';
  const alone = await loadMarked({ 'x.yaml': contacts });
  expect(alone.found).toEqual(alone.expected);
  const broken = await load({ 'a.yaml': 'a:\n\tb: c', 'x.yaml': contacts.replace('«no-accounts»', '') });
  expect(broken.diagnostics.map(({ code }) => code)).toEqual(['tab-indentation']);
});
