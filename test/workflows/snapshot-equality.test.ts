// A plan from a snapshot equals the plan from the vendors, including its id: 300 contacts of each vendor with everything that can
// happen to them, removals by a base, held subscriptions, blocked differences and suppressed addresses included.

import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Connections, connectAccounts, loadManifests, makePlan, type Plan } from '../../src/index.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { writePrivate } from '../../src/store/write-private.ts';
import { type Based, withNamedBase } from '../../src/workflows/base.ts';
import { accountsFromSnapshot, takeSnapshot } from '../../src/workflows/snapshot.ts';
import { openWorkplace, type Workplace } from '../helpers/rollcall.ts';

const AMOUNT = 300;
/** Declared by the base alone. */
const DROPPED_FROM = 281;

const ACCOUNTS = `accounts:
  shop: { provider: omnisend, apiVersion: "2026-03-15", apiKey: "\${OMNISEND_API_KEY}", onRemoved: unsubscribe, resubscribe: with-consent }
  app: { provider: loops, apiKey: "\${LOOPS_API_KEY}", onRemoved: delete, resubscribe: with-consent }
  news: { provider: envoke, apiId: "\${ENVOKE_API_ID}", apiKey: "\${ENVOKE_API_KEY}", onRemoved: unsubscribe, resubscribe: with-consent }
`;

type Fields = Readonly<Record<string, unknown>>;

const at = '2026-11-20T00:00:00Z';
const claim = { source: 'checkout form', createdAt: at, supersedesOptOut: true };
const lift = { status: 'subscribed', statusChangedAt: at, consent: claim };

/** What the manifest says of the n-th contact, by its last digit; the ninth is somebody new. */
const SAID: Readonly<Record<string, readonly Fields[]>> = {
  shop: [
    { firstName: 'Changed', address: 'Elsewhere' },
    { lastName: null },
    { tags: ['vip', 'new'] },
    { tags: { vip: true, beta: false } },
    { channels: { email: 'subscribed' } },
    { channels: { email: { status: 'unsubscribed', statusChangedAt: at } } },
    { customProperties: { age: 99, hair_color: null } },
    { channels: { email: lift } },
    { phone: '+12025550001' },
    { firstName: 'New' },
  ],
  app: [
    { firstName: 'Changed' },
    { lastName: null },
    { lists: { 'Weekly digest': true, cm0000000000000000000beta: false } },
    { group: 'customers', lists: ['cm0000000000000000product'] },
    { channels: { email: 'subscribed' } },
    { channels: { email: 'unsubscribed' } },
    { customProperties: { seats: 7, planName: null, nowhere: 'x' } },
    { channels: { email: { status: 'subscribed', consent: claim } } },
    { userId: 'usr_000001' },
    { firstName: 'New', channels: { email: 'subscribed' } },
  ],
  news: [
    { firstName: 'Changed' },
    { company: null },
    { lists: ['Newsletter'] },
    { lists: { Events: true, Promotions: false, Nowhere: true } },
    { channels: { email: { status: 'subscribed', basis: 'express' } } },
    { channels: { email: 'unsubscribed' } },
    { customProperties: { barcode: '1', member_since: null } },
    { channels: { email: { ...lift, basis: 'express' } } },
    { userId: 'crm-000001' },
    { firstName: 'New' },
  ],
};

function manifest(account: string, numbers: readonly number[], more: (n: number) => Fields = () => ({})): string {
  const contacts = numbers.map((n) => {
    const said = SAID[account]?.[n % 10];
    const name = said?.firstName === 'New' ? 'new' : 'user';
    const email = `${name}${String(n).padStart(6, '0')}@example.com`;
    return `  - ${JSON.stringify({ accounts: [account], email, ...more(n), ...said })}\n`;
  });
  return `${ACCOUNTS}contacts:\n${contacts.join('')}`;
}

/** What the base declared beside it. */
function dropped(n: number): Fields {
  return n % 10 === 1 || n % 10 === 6 ? { firstName: 'Ada' } : {};
}

const all = Array.from({ length: AMOUNT }, (_, index) => index + 1);

let sandbox: Sandbox;
let place: Workplace;

beforeAll(async () => {
  sandbox = await startSandbox({ contacts: AMOUNT, seed: 5, rateLimit: 'off' });
  place = await openWorkplace();
  await fillAccounts();
  for (const account of Object.keys(SAID)) {
    // A phone or userId belongs to one contact only.
    const numbers = all.filter((n) => n % 10 !== 8 || n === 8);
    const declared = numbers.filter((n) => n < DROPPED_FROM);
    await place.write(`${account}/all.yaml`, manifest(account, declared));
    // A claim to newer consent that the base made already lifts nothing.
    const before = numbers.filter((n) => n % 10 !== 7 || n >= DROPPED_FROM);
    await place.write(`${account}-base/all.yaml`, manifest(account, before, dropped));
  }
}, 30_000);

afterAll(async () => {
  await sandbox.close();
  await place.remove();
});

/** As the commands load them: one account's manifests against their base. */
async function loadBased(account: string): Promise<Based> {
  const options = { directory: account, workingDirectory: place.directory, now: Date.now };
  const loaded = await loadManifests({
    ...options,
    ...{ environment: {}, sandbox: true, accounts: [account] },
  });
  expect(loaded.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  return withNamedBase(loaded, `${account}-base`, options);
}

function planWith({ configuration, base, notes }: Based, accounts: Connections['accounts']): Promise<Plan> {
  const filters = { accounts: [], contacts: [], changed: false };
  // An opt-out is dated by the time of planning.
  return makePlan(configuration, accounts, { filters, base, notes, now: () => Date.parse('2026-06-01T12:00:00Z') });
}

interface Filled {
  readonly loops: { readonly contacts: { readonly email: string; suppressed: boolean }[] };
}

/** The filled contacts at every account; at Loops nobody whose opt-out is lifted can be mailed, so that the plan must ask. */
async function fillAccounts(): Promise<void> {
  const door = `${sandbox.url}/_sandbox/state`;
  const { accounts, ...state } = (await (await fetch(door)).json()) as { accounts: { default: Filled } };
  const filled = accounts.default;
  for (const contact of filled.loops.contacts) if (contact.email.includes('7@')) contact.suppressed = true;
  const body = JSON.stringify({ ...state, accounts: { shop: filled, app: filled, news: filled } });
  expect((await fetch(door, { method: 'PUT', body })).ok).toBe(true);
}

test.each(['shop', 'app', 'news'])('%s: the same plan id', { timeout: 120_000 }, async (account) => {
  const based = await loadBased(account);
  const { accounts, close } = connectAccounts(based.configuration, { environment: {}, sandboxUrl: sandbox.url });
  const file = join(place.directory, `${account}.ndjson`);
  await writePrivate(file, takeSnapshot(based.configuration, accounts, { takenAt: new Date() }));
  const direct = await planWith(based, accounts);
  await close();
  const offline = await planWith(based, accountsFromSnapshot(accounts, file));

  expect(direct.complete).toBe(true);
  expect(direct.changes.length).toBeGreaterThan(100);
  expect(new Set(direct.changes.map(({ action }) => action))).toEqual(
    new Set(['create', 'update', ...(account === 'app' ? ['delete'] : [])]),
  );
  expect(direct.changes.some(({ differences }) => differences.some(({ op }) => op === 'remove'))).toBe(true);
  expect(direct.changes.some(({ blocked }) => blocked.length > 0)).toBe(true);
  expect(direct.accounts[0]?.held.length).toBeGreaterThan(0);
  const asSuppressed = direct.changes.filter(({ blocked }) => blocked.some(({ args }) => args.why === 'suppressed'));
  expect(asSuppressed.length > 0).toBe(account === 'app');
  expect(offline.changes).toEqual(direct.changes);
  expect(offline.requests).toEqual(direct.requests);
  expect(offline.planId).toBe(direct.planId);
});
