import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasCode } from '../../src/contact/hinted-error.ts';
import type { Account } from '../../src/manifest/configuration.ts';
import { load, loadMarked, NOW } from './load.ts';

const KEY = '"${SHOP_KEY}"';

/** Two accounts, one of which is not at staging, and three contacts. */
const FILES = {
  'accounts.yaml': `accounts:
  shop: { provider: omnisend, apiKey: ${KEY}, limits: { maxDeletes: 3, minContacts: 5 }, onRemoved: unsubscribe }
  app: { provider: loops, apiKey: "\${APP_KEY}", team: main }
environments:
  staging:
    accounts:
      shop:
        apiKey: "\${STAGING_SHOP_KEY}"
        contacts: ["*@our-company.example", "!boss@*"]
        behind: allow
        onRemoved: keep
        limits: { maxDeletes: 100 }
        baseUrl: http://127.0.0.1:4010/omnisend
      app: false
  production: {}
`,
  'people.yaml': `defaults: { accounts: [shop, app] }
contacts:
  - { email: ann@our-company.example }
  - { email: boss@our-company.example }
  - { email: kim@example.com }
`,
};
const ENVIRONMENT = { SHOP_KEY: 'k1', APP_KEY: 'k2', STAGING_SHOP_KEY: 'k9' };

function keysOf({ contacts }: { readonly contacts: readonly { readonly key: string }[] }): readonly string[] {
  return contacts.map(({ key }) => key);
}

async function accountAt(environmentName: string, name: string): Promise<Account | undefined> {
  const { configuration } = await load(FILES, { environmentName, environment: ENVIRONMENT });
  return configuration.accounts.find((account) => account.name === name);
}

describe('an environment', () => {
  it('takes the contacts that its patterns choose, at the accounts that are there', async () => {
    const { configuration, whole, environments, diagnostics } = await load(FILES, {
      environmentName: 'staging',
      environment: ENVIRONMENT,
    });
    expect(diagnostics).toEqual([]);
    expect(environments).toEqual(['production', 'staging']);
    expect(keysOf(configuration)).toEqual(['shop/ann@our-company.example']);
    expect(keysOf(whole)).toEqual(['shop/ann@our-company.example']);
    expect(configuration.environment).toMatchObject({
      name: 'staging',
      declared: ['production', 'staging'],
      absentAccounts: ['app'],
      outOfScope: [{ key: 'shop/boss@our-company.example' }, { key: 'shop/kim@example.com' }],
    });
  });

  it('replaces settings one by one, merges limits, and replaces credentials together with the team', async () => {
    const shop = await accountAt('staging', 'shop');
    expect(shop?.limits).toEqual({ maxDeletes: 100, minContacts: 5 });
    expect(shop?.onRemoved).toBe('keep');
    expect(shop?.behind).toBe('allow');
    expect(shop?.baseUrl).toBe('http://127.0.0.1:4010/omnisend');
    expect(shop?.credentials.apiKey?.variable).toBe('STAGING_SHOP_KEY');
    expect(shop?.credentials.apiKey?.source).toEqual({ file: 'accounts.yaml', line: 8, column: 17 });
    expect((await accountAt('staging', 'app'))?.name).toBeUndefined();
    const files = {
      'a.yaml': `accounts:
  news: { provider: envoke, apiId: "\${NEWS_ID}", apiKey: "\${NEWS_KEY}" }
  app: { provider: loops, apiKey: "\${APP_KEY}", team: main }
environments:
  staging:
    accounts:
      news: { apiKey: "\${SHOP_KEY}", apiId: "\${NEWS_ID}" }
      app: { apiKey: "\${SHOP_KEY}" }
`,
    };
    const { configuration } = await load(files, { environmentName: 'staging' });
    const app = configuration.accounts.find(({ name }) => name === 'app');
    expect(app?.team, 'a team names the account that the replaced key led to').toBeUndefined();
    expect(app?.credentials.apiKey?.variable).toBe('SHOP_KEY');
  });

  it('that says nothing leaves everything as it is declared', async () => {
    const { configuration } = await load(FILES, { environmentName: 'production', environment: ENVIRONMENT });
    expect(configuration.contacts).toHaveLength(6);
    expect(await accountAt('production', 'shop')).toMatchObject({
      limits: { maxDeletes: 3, minContacts: 5 },
      onRemoved: 'unsubscribe',
      baseUrl: 'https://api.omnisend.com',
    });
    expect(await accountAt('production', 'shop')).not.toHaveProperty('scope');
  });

  it('may be spread over files, so that each brand’s file says what differs there', async () => {
    const brand = (name: string) => `accounts:
  ${name}: { provider: omnisend }
environments:
  staging: { accounts: { ${name}: { apiKey: "\${SHOP_KEY}" } } }
  production: { accounts: { ${name}: { apiKey: "\${APP_KEY}" } } }
defaults: { accounts: [${name}] }
contacts: [{ email: ann@our-company.example }]
`;
    const files = {
      'all.yaml': 'environments:\n  staging: { contacts: ["*@our-company.example"], behind: allow }\n',
      ...Object.fromEntries(['a', 'b', 'c'].map((name) => [`${name}.yaml`, brand(name)])),
    };
    const { configuration, diagnostics } = await load(files, { environmentName: 'staging' });
    expect(diagnostics).toEqual([]);
    expect(configuration.accounts.map(({ name, scope, behind }) => ({ name, scope, behind }))).toEqual(
      ['a', 'b', 'c'].map((name) => ({ name, scope: ['*@our-company.example'], behind: 'allow' })),
    );
    expect(keysOf(configuration)).toHaveLength(3);
  });
});

describe('without a name', () => {
  it.each([
    [undefined, 'needed', 'the manifests declare the environments production and staging, and none is named'],
    ['prodution', 'unknown', 'there is no environment prodution'],
    ['__proto__', 'unknown', 'there is no environment __proto__'],
  ])('of a declared environment (%s), nothing is loaded', async (environmentName, reason, message) => {
    const loading = load(FILES, { environmentName });
    await expect(loading).rejects.toSatisfy((error) => hasCode(error, 'environment', reason));
    await expect(loading).rejects.toThrow(message);
  });

  it('a typo is recognised', async () => {
    await expect(load(FILES, { environmentName: 'prodution' })).rejects.toMatchObject({
      hint: 'did you mean production?',
    });
  });

  it('is right where no environments are declared, and a name is not', async () => {
    const files = { 'x.yaml': `accounts:\n  shop: { provider: omnisend, apiKey: ${KEY} }\n` };
    expect((await load(files)).configuration).not.toHaveProperty('environment');
    await expect(load(files, { environmentName: 'staging' })).rejects.toSatisfy((error) =>
      hasCode(error, 'environment', 'none-declared'),
    );
  });

  it('all of them can be checked', async () => {
    const { configuration, diagnostics } = await load(FILES, { environmentUse: 'every', environment: {} });
    expect(configuration.contacts).toHaveLength(6);
    expect(diagnostics.map(({ code, args }) => [code, args.variable])).toEqual([
      ['missing-variable', 'SHOP_KEY'],
      ['missing-variable', 'APP_KEY'],
      ['missing-variable', 'STAGING_SHOP_KEY'],
    ]);
  });

  it('an earlier revision that lacks the environment declares nothing for it', async () => {
    const earlier = { environmentName: 'eu', environmentUse: 'earlier' } as const;
    expect((await load(FILES, earlier)).configuration.accounts).toEqual([]);
    const before = {
      'a.yaml': `accounts:\n  shop: { provider: omnisend, apiKey: ${KEY} }\n`,
      'p.yaml': 'contacts: [{ email: a@x.co }]\n',
    };
    expect(keysOf((await load(before, earlier)).configuration)).toEqual(['shop/a@x.co']);
  });
});

const SHOP = `accounts:\n  shop: { provider: omnisend, apiKey: ${KEY} }\n  app: { provider: loops, apiKey: "\${APP_KEY}" }\n`;
const BOTH = 'shop: {}, app: {}';

const MISTAKES: Readonly<Record<string, string>> = {
  'no mapping': 'environments: «wrong-type»[staging]',
  null: 'environments: «null-not-allowed»null',
  'an invalid name': 'environments: { «invalid-environment-name»Staging: {} }',
  'no value': 'environments:\n  «empty-value»staging:',
  'an unknown setting': 'environments: { staging: { «unknown-field»account: {} } }',
  'an unknown account': `environments: { staging: { accounts: { ${BOTH}, «unknown-account»shpo: {} } } }`,
  'an account that is not mentioned': 'environments: { staging: { accounts: { «account-not-mentioned»shop: {} } } }',
  true: 'environments: { staging: { accounts: { shop: «invalid-value»true, app: {} } } }',
  'another provider':
    'environments: { staging: { accounts: { shop: { «not-in-environments»provider: loops }, app: {} } } }',
  'a literal secret': 'environments: { staging: { accounts: { shop: { apiKey: «literal-secret»abc }, app: {} } } }',
  'a variable in another field':
    'environments: { staging: { accounts: { shop: { baseUrl: «invalid-url»"${SHOP_KEY}" }, app: {} } } }',
  'a host that is not allowed':
    'environments: { staging: { accounts: { shop: { baseUrl: «host-not-allowed»https://evil.example }, app: {} } } }',
  'a variable that is not set':
    'environments: { staging: { accounts: { shop: { apiKey: «missing-variable»"${NOT_SET}" }, app: {} } } }',
  'deletes that the vendor does not support':
    'environments: { staging: { accounts: { shop: { onRemoved: «cannot-delete»delete }, app: {} } } }',
  'a rate above the vendor’s':
    'environments: { staging: { accounts: { shop: { rateLimit: «rate-limit-too-high»999/min }, app: {} } } }',
  'a team where keys name it': `environments: { staging: { accounts: { shop: { «field-not-supported»team: x, apiKey: ${KEY} }, app: {} } } }`,
  'a team without a key': 'environments: { staging: { accounts: { shop: {}, app: «missing-field»{ team: x } } } }',
  'no patterns': 'environments: { staging: { contacts: «invalid-value»[] } }',
  'a pattern of nothing': 'environments: { staging: { contacts: [«invalid-value»"!"] } }',
  'a pattern that matches nobody': 'environments: { staging: { contacts: [«no-contact-matches»"*@nowhere.example"] } }',
  'an invalid limit':
    'environments: { staging: { accounts: { shop: { limits: { maxDeletes: «wrong-type»x } }, app: {} } } }',
  'an invalid choice': 'environments: { staging: { behind: «invalid-value»yes } }',
};

describe('a mistake', () => {
  it.each(Object.entries(MISTAKES))('is found: %s', async (_, text) => {
    const { found, expected } = await loadMarked(
      {
        'a.yaml': SHOP,
        'e.yaml': text,
        'p.yaml': 'defaults: { accounts: [shop, app] }\ncontacts: [{ email: a@x.co }]\n',
      },
      { environmentUse: 'every' },
    );
    expect(expected).toHaveLength(1);
    expect(found).toEqual(expected);
  });

  it('is what two files say of the same environment', async () => {
    const { found, expected, diagnostics } = await loadMarked(
      {
        'a.yaml': SHOP,
        'b.yaml': `environments:\n  staging:\n    «duplicate-in-environment»behind: allow\n    accounts: { «duplicate-in-environment»shop: {}, app: {} }\n`,
        'c.yaml': `environments:\n  staging:\n    «duplicate-in-environment»behind: allow\n    accounts: { «duplicate-in-environment»shop: {} }\n`,
      },
      { environmentUse: 'every' },
    );
    expect(found).toEqual(expected);
    expect(diagnostics[0]?.message).toMatch(/^behind of the environment staging is also declared at c\.yaml:3:5$/);
  });
});

describe('scope', () => {
  const names = ['ann@a.example', 'bob@a.example', 'kim@b.example', 'x@c-d.example'];
  const people = `contacts:\n${names.map((email) => `  - { email: ${email} }\n`).join('')}`;
  const patterns = fc.uniqueArray(
    fc.constantFrom(
      '*@a.example',
      'ann@*',
      '!bob@*',
      '*',
      '!*@b.example',
      'shop/x*',
      '?im@b.example',
      'ANN@a.example',
      '!x@c-d.example',
    ),
    { minLength: 1, maxLength: 4 },
  );

  it('is what --contact with the same patterns chooses', { tags: ['slow'] }, async () => {
    const at = { now: () => NOW };
    await fc.assert(
      fc.asyncProperty(patterns, async (contacts) => {
        const account = `accounts:\n  shop: { provider: omnisend, apiKey: ${KEY} }\n`;
        const environments = `environments:\n  staging: { contacts: ${JSON.stringify(contacts)} }\n`;
        const scoped = await load(
          { 'a.yaml': account + environments, 'p.yaml': people },
          { ...at, environmentName: 'staging' },
        );
        const chosen = await load({ 'a.yaml': account, 'p.yaml': people }, { ...at, contacts });
        expect(keysOf(scoped.whole)).toEqual(keysOf(chosen.configuration));
      }),
      { numRuns: 25 },
    );
  });
});
