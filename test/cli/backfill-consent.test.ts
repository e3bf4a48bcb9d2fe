// An account that says `backfillConsent` sends evidence of consent for people who are subscribed already: once, and nothing else.

import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { openWorkplace, type Run, type Workplace } from '../helpers/rollcall.ts';

let sandbox: Sandbox;
let place: Workplace;

beforeEach(async () => {
  sandbox = await startSandbox({ rateLimit: 'off' });
  place = await openWorkplace();
});

afterEach(async () => {
  await sandbox.close();
  await place.remove();
});

function rollcall(...args: readonly string[]): Promise<Run> {
  return place.rollcall(...args, '--sandbox', sandbox.url, '--no-color');
}

const EVIDENCE = ', consent: { source: till, createdAt: 2026-01-02T03:04:05Z }';

async function declare(setting: string, evidence: string): Promise<void> {
  await place.write(
    'contacts.d/people.yaml',
    `accounts:
  shop: { provider: omnisend, apiKey: "\${OMNISEND_API_KEY}"${setting} }
  old: { provider: omnisend, apiVersion: v3, apiKey: "\${OMNISEND_API_KEY}"${setting} }
  app: { provider: loops, apiKey: "\${LOOPS_API_KEY}"${setting} }
  news: { provider: envoke, apiId: "\${ENVOKE_API_ID}", apiKey: "\${ENVOKE_API_KEY}"${setting} }
contacts:
  - { email: in@example.com, accounts: [shop, old, app, news], channels: { email: { status: subscribed, basis: express${evidence} } } }
`,
  );
}

async function plan(...args: readonly string[]) {
  const { stdout } = await rollcall('plan', '--json', ...args);
  const { accounts, changes, requests } = JSON.parse(stdout);
  const notices = accounts.flatMap(
    // biome-ignore lint/suspicious/noExplicitAny: the plan as JSON
    ({ account, notices }: any) => notices.map(({ rule }: any) => `${account} ${rule}`),
  );
  return { changes, requests, notices, people: accounts.map(({ people }: { people: unknown }) => people) };
}

// biome-ignore lint/suspicious/noExplicitAny: the sandbox's state is the vendors' JSON
type State = { accounts: Record<string, any> };

/** The evidence that the vendors have. */
async function stored() {
  const { accounts } = (await (await fetch(`${sandbox.url}/_sandbox/state`)).json()) as State;
  const [shop, old, news] = [accounts.shop.omnisend, accounts.old.omnisend, accounts.news.envoke].map(
    (vendor) => vendor.contacts[0],
  );
  return {
    shop: shop.consents,
    status: shop.identifiers[0].channels,
    old: old.consents,
    news: [news.consent_status, news.consent_description],
  };
}

test('evidence that is added is reported, and sent once where the account says so (E7)', async () => {
  await declare('', '');
  expect((await rollcall('apply', '--auto-approve')).code).toBe(0);
  const before = await stored();
  await declare('', EVIDENCE);
  const reported = await plan();
  expect(reported.changes).toEqual([]);
  expect(reported.notices).toEqual(['app', 'news', 'old', 'shop'].map((name) => `${name} evidence-not-sent`));
  expect((await plan('--base', 'none')).notices).toEqual([]);

  await declare(', backfillConsent: true', EVIDENCE);
  const { changes, requests, notices, people } = await plan();
  expect(changes.map(({ key }: { key: string }) => key)).toEqual([
    'news/in@example.com',
    'old/in@example.com',
    'shop/in@example.com',
  ]);
  expect(requests).toHaveLength(3);
  expect(notices).toEqual(['app evidence-not-sent']);
  expect(people.map(({ becomeMailable }: { becomeMailable: number }) => becomeMailable)).toEqual([0, 0, 0, 0]);
  const text = (await rollcall('plan')).stdout;
  expect(text.match(/backfill: the status stays as it is/g)).toHaveLength(3);
  const redacted = (await rollcall('plan', '--redact', '--json')).stdout;
  expect(redacted).not.toContain('till');
  expect(redacted).not.toContain('2026-01-02');

  expect((await rollcall('apply', '--auto-approve')).code).toBe(0);
  const after = await stored();
  const consents = [{ channel: 'email', source: 'till', createdAt: '2026-01-02T03:04:05Z' }];
  expect(after).toEqual({
    shop: consents,
    status: before.status,
    old: consents,
    news: ['Express', 'till, on 2026-01-02T03:04:05Z'],
  });
  expect((await plan()).changes).toEqual([]);
  expect((await plan('--base', 'none')).changes).toEqual([]);
  expect((await rollcall('apply', '--auto-approve')).code).toBe(0);
  expect(await stored()).toEqual(after);
});

test('what an earlier apply without the setting recorded is sent once, and a rollback leaves it', async () => {
  await declare('', EVIDENCE);
  expect((await rollcall('apply', '--auto-approve')).code).toBe(0);
  const created = await stored();
  await declare(', backfillConsent: true', EVIDENCE);
  expect((await rollcall('apply', '--auto-approve')).code).toBe(0);
  const after = await stored();
  // Created with it, and sent again: Omnisend keeps both, and the status stays.
  expect([after.shop, after.old].map((consents) => consents.length)).toEqual([2, 2]);
  expect([after.news, after.status]).toEqual([created.news, created.status]);
  expect((await plan()).changes).toEqual([]);
  const run = await rollcall('rollback', '--json');
  expect(JSON.parse(run.stdout).requests).toEqual([]);
  expect(await stored()).toEqual(after);
});
