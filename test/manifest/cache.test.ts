import { createHash } from 'node:crypto';
import { chmod, mkdtemp, readdir, readFile, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import type { Loaded, LoadOptions } from '../../src/manifest/index.ts';
import { loadManifests } from '../../src/manifest/index.ts';
import { ACCOUNTS, directoryWith, type Files, NOW } from './load.ts';

const ENVIRONMENT = { SHOP_KEY: 'k1', APP_KEY: 'k2', NEWS_KEY: 'k3', NEWS_ID: 'i3' };

const FILES: Files = {
  'accounts.yaml': ACCOUNTS,
  'x.yaml': `contacts:
  - email: Jane@Example.com
    phone: "+370 600 00001"
    accounts: [shop, app]
    userId: u1
    group: vips
    city: Vilnius
    tags: { vip: true, "__proto__": false }
    channels: { email: { status: subscribed, consent: { source: form, createdAt: 2024-01-01 } } }
    customProperties: { constructor: x, age: 1, height: null, done: true }
    at: { shop: { customProperties: { "__proto__": x, colors: [a, b] } }, app: { firstName: J } }
`,
  'y.ndjson': '{"defaults":{"accounts":["old"],"city":"London"}}\n{"email":"b@x.co","customProperties":{"n":1.5}}\n',
};

interface Workspace {
  readonly directory: string;
  readonly cache: string;
  load(options?: Partial<LoadOptions>, by?: typeof loadManifests): Promise<Loaded>;
  /** Paths of the cache's entries. */
  entries(): Promise<readonly string[]>;
}

async function workspaceWith(files: Files): Promise<Workspace> {
  const directory = await directoryWith(files);
  const store = await mkdtemp(join(tmpdir(), 'rollcall-cache-'));
  onTestFinished(() => rm(store, { recursive: true, force: true }));
  const cache = join(store, 'cache');
  const fixed = { directory, workingDirectory: directory, environment: ENVIRONMENT };
  return {
    directory,
    cache,
    load: (options = {}, by = loadManifests) => by({ ...fixed, now: () => NOW, cache, ...options }),
    entries: async () => (await readdir(cache).catch(() => [])).map((name) => join(cache, name)),
  };
}

/** Serialises a result, including the order of members. */
function seen(loaded: Loaded): string {
  return JSON.stringify(loaded);
}

async function onlyEntry(workspace: Workspace): Promise<string> {
  const entries = await workspace.entries();
  expect(entries).toHaveLength(1);
  return entries[0] ?? '';
}

/** Changes an entry's content and corrects its checksum, so that a test can see whether the entry is used. */
async function forge(path: string, from = 'jane@example.com', to = 'eve@example.com'): Promise<void> {
  const lines = (await readFile(path, 'utf8')).replaceAll(from, to).split('\n');
  const content = `${lines.slice(0, -1).join('\n')}\n`;
  await writeFile(path, content + createHash('sha256').update(content).digest('hex'));
}

it('gives the same result with and without the cache, which only the user can read', async () => {
  const workspace = await workspaceWith(FILES);
  const uncached = await loadManifests({
    directory: workspace.directory,
    workingDirectory: workspace.directory,
    environment: ENVIRONMENT,
    now: () => NOW,
  });
  expect(uncached.diagnostics).toEqual([]);
  const first = await workspace.load();
  const entry = await onlyEntry(workspace);
  const second = await workspace.load();
  expect([seen(first), seen(second)]).toEqual([seen(uncached), seen(uncached)]);
  expect(second.configuration).toEqual(uncached.configuration);
  expect((await stat(entry)).mode & 0o777).toBe(0o600);
  expect((await stat(workspace.cache)).mode & 0o777).toBe(0o700);
});

it('caches E.164 forms, except for a number whose normal form is normalised again to another one', async () => {
  const contacts = ['+971006822835439', '+370 600 00001', '12'].map(
    (phone) => `  - { phone: "${phone}", accounts: [shop] }\n`,
  );
  const workspace = await workspaceWith({ 'accounts.yaml': ACCOUNTS, 'x.yaml': `contacts:\n${contacts.join('')}` });
  const loaded = await workspace.load();
  expect(loaded.configuration.contacts.map(({ identifiers }) => identifiers.phone)).toEqual([
    '+37060000001',
    '+97106822835439',
    '12',
  ]);
  // Reset the modules to simulate the next run, which has only the cache.
  vi.resetModules();
  const [{ loadManifests: loadAgain }, { normalisePhone }] = await Promise.all([
    import('../../src/manifest/index.ts'),
    import('../../src/contact/normalise.ts'),
  ]);
  await workspace.load({}, loadAgain);
  const live = ['+97106822835439', '+37060000001', '12'];
  expect(live.map((phone) => normalisePhone(phone))).toEqual(['+9716822835439', '+37060000001', '12']);
});

it('uses the entry, and applies filters and the environment of the current run', async () => {
  const workspace = await workspaceWith(FILES);
  await workspace.load();
  await forge(await onlyEntry(workspace));
  const filtered = await workspace.load({ contacts: ['eve@*', 'u1'], accounts: ['shop'] });
  expect(filtered.configuration.contacts.map(({ identifiers }) => identifiers.email)).toEqual(['eve@example.com']);
  const poor = await workspace.load({ environment: {} });
  expect(new Set(poor.diagnostics.map(({ code, file }) => `${file} ${code}`))).toEqual(
    new Set(['accounts.yaml missing-variable']),
  );
  expect(seen(poor)).toContain('eve@example.com');
});

/** What onValid is called with, as accounts with the number of their contacts; undefined if it is not called. */
async function validBeforeContacts(
  workspace: Workspace,
  options: Partial<LoadOptions> = {},
): Promise<readonly string[] | undefined> {
  let told: readonly string[] | undefined;
  const parse = vi.spyOn(JSON, 'parse');
  await workspace
    .load({
      ...options,
      async onValid({ accounts, environment, counts }) {
        expect(parse.mock.calls.flat().join()).not.toContain('jane@example.com');
        const place = environment === undefined ? '' : `${environment.name}:`;
        told = accounts.map(({ name }) => `${place}${name} ${counts.get(name) ?? 0}`);
      },
    })
    .finally(() => parse.mockRestore());
  return told;
}

it('knows that cached manifests are valid before it parses their contacts', async () => {
  const workspace = await workspaceWith(FILES);
  expect(await validBeforeContacts(workspace)).toBeUndefined();
  expect(await validBeforeContacts(workspace)).toEqual(['app 1', 'news 0', 'old 1', 'shop 1']);
  const loaded = await workspace.load();
  const names = loaded.configuration.accounts.map(({ name }) => name);
  expect(names).toEqual(['app', 'news', 'old', 'shop']);
});

const MENTIONED = `
    shop: { apiKey: "\${SHOP_KEY}" }
    old: { apiKey: "\${SHOP_KEY}" }
    app: { apiKey: "\${APP_KEY}" }
    news: false`;
const WITH_ENVIRONMENTS = `${ACCOUNTS}environments:
  staging:
   accounts:${MENTIONED}
  pilot:
   contacts: ["*@example.com"]
   accounts:${MENTIONED}
`;

it.each<readonly [string, Partial<LoadOptions>]>([
  ['names an account', { accounts: ['shop'] }],
  ['names contacts', { contacts: ['*@example.com'] }],
  ['takes contacts from a file', { contactsFrom: { name: 'keys.txt', patterns: ['*@example.com'] } }],
])('does not know what is selected if a filter %s', async (_, filter) => {
  const workspace = await workspaceWith(FILES);
  await workspace.load();
  expect(await validBeforeContacts(workspace, filter)).toBeUndefined();
});

it('knows it in an environment, unless that takes only some contacts', async () => {
  const workspace = await workspaceWith({ ...FILES, 'accounts.yaml': WITH_ENVIRONMENTS });
  await workspace.load({ environmentName: 'staging' });
  expect((await workspace.load({ environmentName: 'staging' })).diagnostics).toEqual([]);
  expect(await validBeforeContacts(workspace, { environmentName: 'staging' })).toEqual([
    'staging:app 1',
    'staging:old 1',
    'staging:shop 1',
  ]);
  expect(await validBeforeContacts(workspace, { environmentName: 'pilot' })).toBeUndefined();
});

it('does not take cached manifests for valid that this run may not use', async () => {
  const elsewhere = ACCOUNTS.replace('provider: loops,', 'provider: loops, baseUrl: "https://proxy.example.com",');
  const workspace = await workspaceWith({ ...FILES, 'accounts.yaml': elsewhere });
  const allowed = { allowedHosts: ['proxy.example.com'] };
  await workspace.load(allowed);
  expect(await validBeforeContacts(workspace, allowed)).toHaveLength(4);
  expect(await validBeforeContacts(workspace)).toBeUndefined();
});

it.each<readonly [string, (workspace: Workspace, entry: string) => Promise<unknown>]>([
  [
    'a changed file',
    ({ directory }) => writeFile(join(directory, 'z.ndjson'), '\n{"email":"c@x.co","accounts":["app"],"userId":"c"}'),
  ],
  [
    'a renamed file',
    async ({ directory }) => {
      await writeFile(join(directory, 'v.yaml'), await readFile(join(directory, 'x.yaml')));
      await rm(join(directory, 'x.yaml'));
    },
  ],
  [
    'an entry with a byte changed',
    async (_, entry) => writeFile(entry, (await readFile(entry, 'utf8')).replace('eve', 'eva')),
  ],
  ['an entry cut short', async (_, entry) => writeFile(entry, (await readFile(entry, 'utf8')).slice(0, -100))],
  ['an entry in UTF-8, as an earlier build wrote it', (_, entry) => forge(entry, 'Vilnius', 'Viļņa')],
  ['an empty entry', (_, entry) => writeFile(entry, '')],
  ['an entry that others may read', (_, entry) => chmod(entry, 0o644)],
  [
    'an entry that is a link',
    async (_, entry) => {
      await writeFile(`${entry}.real`, await readFile(entry), { mode: 0o600 });
      await rm(entry);
      await symlink(`${entry}.real`, entry);
    },
  ],
])('does not use the cache: %s', async (_name, spoil) => {
  const workspace = await workspaceWith(FILES);
  await workspace.load();
  const entry = await onlyEntry(workspace);
  await forge(entry);
  await spoil(workspace, entry);
  const text = seen(await workspace.load());
  expect(text).toContain('jane@example.com');
  expect(text).not.toContain('eve@example.com');
});

it('does not use an entry from the future, because dates in it could be in the future again', async () => {
  const workspace = await workspaceWith({
    'a.yaml': ACCOUNTS,
    'x.yaml': 'contacts:\n  - email: a@x.co\n    accounts: [shop]\n    birthdate: 2026-05-31\n',
  });
  expect((await workspace.load()).diagnostics).toEqual([]);
  await onlyEntry(workspace);
  const earlier = await workspace.load({ now: () => NOW - 10 * 24 * 60 * 60 * 1000 });
  expect(earlier.diagnostics.map(({ code }) => code)).toEqual(['date-in-future']);
});

it('caches manifests with warnings, and gives the same warnings again', async () => {
  const workspace = await workspaceWith({
    ...FILES,
    'w.yaml':
      'defaults: { accounts: [shop], lastName: Doe }\ncontacts:\n  - { email: w@x.co, firstName: "{{ name }}", lastName: "ünïcode" }\n',
  });
  const first = await workspace.load();
  expect(first.diagnostics.map(({ code, severity }) => [code, severity])).toEqual([
    ['unused-default', 'warning'],
    ['looks-like-template', 'warning'],
  ]);
  const entry = await onlyEntry(workspace);
  const { ino } = await stat(entry);
  const again = await workspace.load();
  expect(seen({ ...again, files: [] })).toBe(seen({ ...first, files: [] }));
  // A new entry would be another file.
  expect((await stat(entry)).ino).toBe(ino);
});

it('does not cache more warnings than anybody reads', async () => {
  const people = Array.from({ length: 1001 }, (_, n) => `  - { email: p${n}@x.co, firstName: "{{ name }}" }\n`);
  const workspace = await workspaceWith({
    ...FILES,
    'w.yaml': `defaults: { accounts: [shop] }\ncontacts:\n${people.join('')}`,
  });
  expect((await workspace.load()).diagnostics).toHaveLength(1001);
  expect(await workspace.entries()).toEqual([]);
});

it.each(['firstname: J', 'tags: [a', 'customProperties: { a: 1e3 }', 'birthdate: 2026-13-01'])(
  'does not cache manifests with a mistake: %s',
  async (line) => {
    const workspace = await workspaceWith({
      'a.yaml': ACCOUNTS,
      'x.yaml': `contacts:\n  - email: a@x.co\n    accounts: [shop]\n    ${line}\n`,
    });
    const first = await workspace.load();
    expect(first.diagnostics.length).toBeGreaterThan(0);
    expect(seen(await workspace.load())).toBe(seen(first));
    expect(await workspace.entries()).toEqual([]);
  },
);

it('stores nothing for a base, which may be kept encrypted, and uses what is there', async () => {
  const workspace = await workspaceWith(FILES);
  const uncached = await workspace.load({ isCacheReadOnly: true });
  expect(await workspace.entries()).toEqual([]);
  await workspace.load();
  const entry = await onlyEntry(workspace);
  await utimes(entry, 0, 0);
  expect(seen(await workspace.load({ isCacheReadOnly: true }))).toBe(seen(uncached));
  // An entry that is used is among the newest, so that pruning spares it.
  expect((await stat(entry)).mtimeMs).toBe(NOW);
});

it('deletes old entries, and all but the newest few', async () => {
  const workspace = await workspaceWith(FILES);
  await workspace.load({ now: Date.now });
  const old = await onlyEntry(workspace);
  const longAgo = (Date.now() - 40 * 24 * 60 * 60 * 1000) / 1000;
  await utimes(old, longAgo, longAgo);
  for (let index = 0; index < 6; index += 1) {
    await writeFile(
      join(workspace.directory, 'z.yaml'),
      `contacts:\n  - email: z${index}@x.co\n    accounts: [shop]\n`,
    );
    await workspace.load({ now: Date.now });
  }
  const entries = await workspace.entries();
  expect(entries.length).toBeLessThanOrEqual(4);
  expect(entries).not.toContain(old);
});

it('does not fail a run if the cache cannot be written', async () => {
  const workspace = await workspaceWith(FILES);
  const cache = join(workspace.cache, 'not', 'there');
  expect((await workspace.load({ cache })).diagnostics).toEqual([]);
  await writeFile(workspace.cache, 'a file');
  expect((await workspace.load()).diagnostics).toEqual([]);
});

it('an entry serves only environments whose facts the contacts were checked with', async () => {
  const fact = (environment: string): string =>
    `      - { fact: clear.city, result: ignored, date: 2026-05-30, apiVersion: "2026-03-15", environment: ${environment} }\n`;
  const workspace = await workspaceWith({
    'accounts.yaml': ACCOUNTS,
    'e.yaml': 'environments: { staging: {}, test: {}, production: {} }\n',
    'facts.yaml': `accounts:\n  shop:\n    facts:\n${fact('production')}`,
    'x.yaml': 'contacts:\n  - { email: jane@example.com, accounts: [shop], city: null }\n',
  });
  const codesIn = async (options: Partial<LoadOptions>): Promise<readonly string[]> => {
    const { diagnostics } = await workspace.load({ believe: async (facts) => facts, ...options });
    return diagnostics.map(({ code }) => code);
  };
  expect(await codesIn({ environmentName: 'staging' })).toEqual([]);
  expect(await workspace.entries()).toHaveLength(1);
  expect(await codesIn({ environmentName: 'production' })).toEqual(['cannot-clear']);
  expect(await codesIn({ environmentName: 'test' })).toEqual([]);
  expect(await codesIn({ environmentUse: 'every' })).toEqual(['cannot-clear']);
});
