// Whoever opted out at one account of a sender does not become mailable at another one, whatever the manifests declare.

import { describe, expect, onTestFinished, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/index.ts';
import { openAtSandbox, writesAt } from '../helpers/at-sandbox.ts';
import { openWorkplace, type Run } from '../helpers/rollcall.ts';

const ACCOUNTS = `accounts:
  shop: { provider: omnisend, apiKey: "\${OMNISEND_API_KEY}" }
  app: { provider: loops, apiKey: "\${LOOPS_API_KEY}", resubscribe: with-consent }
  news: { provider: envoke, apiId: "\${ENVOKE_API_ID}", apiKey: "\${ENVOKE_API_KEY}" }
`;
const LEFT = `contacts:
  - { email: ann@example.com, accounts: [shop], channels: { email: { status: unsubscribed, statusChangedAt: 2026-03-01T00:00:00Z } } }
`;
const SUBSCRIBED = `  - email: ann@example.com
    accounts: [app, news]
    welcome: false
    channels: { email: { status: subscribed, basis: express } }
  - email: bob@example.com
    accounts: [app, news]
    channels: { email: { status: subscribed, basis: express } }
`;

async function afterAnnLeft(accounts = ACCOUNTS) {
  const { sandbox, place } = await openAtSandbox(accounts + LEFT);
  const rollcall = (...args: readonly string[]): Promise<Run> =>
    place.rollcall(...args, '--sandbox', sandbox.url, '--no-color');
  expect((await rollcall('apply', '--auto-approve')).code).toBe(0);
  const declare = (contacts: string): Promise<void> =>
    place.write('contacts.d/people.yaml', accounts + LEFT + contacts);
  // biome-ignore lint/suspicious/noExplicitAny: the sandbox's state is the vendors' JSON
  type State = { readonly accounts: any };
  const state = async () => ((await (await fetch(`${sandbox.url}/_sandbox/state`)).json()) as State).accounts;
  return { sandbox, rollcall, declare, state };
}

describe('a person who opted out at another account of the sender', () => {
  test('is created without the right to mail them, at Loops not at all, and stays held (E2)', async () => {
    const { sandbox, rollcall, declare, state } = await afterAnnLeft();
    await declare(SUBSCRIBED);
    const plan = await rollcall('plan');
    expect(plan).toMatchObject({ code: 0, stderr: '' });
    expect(plan.stdout).toContain('1 person opted out at another account of the sender');
    const json = JSON.parse((await rollcall('plan', '--json')).stdout);
    const held = json.accounts.flatMap((account: { readonly account: string; readonly held: readonly object[] }) =>
      account.held.map((one) => ({ at: account.account, ...one })),
    );
    const reason = { reason: 'opted-out-elsewhere', args: { account: 'shop' }, since: '2026-03-01T00:00:00Z' };
    expect(held).toEqual([
      expect.objectContaining({ at: 'app', key: 'app/ann@example.com', channel: 'email', ...reason }),
      expect.objectContaining({ at: 'news', key: 'news/ann@example.com', channel: 'email', ...reason }),
    ]);
    expect((await rollcall('apply', '--auto-approve')).code).toBe(0);
    const { app, news } = await state();
    expect(app.loops.contacts.map(({ email }: { readonly email: string }) => email)).toEqual(['bob@example.com']);
    const statuses = news.envoke.contacts.map((one: Readonly<Record<string, string>>) => [
      one.email,
      one.consent_status,
    ]);
    expect(Object.fromEntries(statuses)).toEqual({ 'ann@example.com': 'Not Provided', 'bob@example.com': 'Express' });
    const writes = await writesAt(sandbox);
    const again = await rollcall('plan', '--detailed-exitcode');
    expect(again.code).toBe(0);
    expect(again.stdout).toContain('1 person opted out at another account of the sender');
    expect((await rollcall('apply', '--auto-approve')).code).toBe(0);
    expect(await writesAt(sandbox)).toEqual(writes);

    // Ann returns to the shop by herself. What was held back is neither gone nor ended by anybody.
    const whole = (await (await fetch(`${sandbox.url}/_sandbox/state`)).json()) as { readonly accounts: Leaving };
    setStatus(whole.accounts, 'subscribed');
    await fetch(`${sandbox.url}/_sandbox/state`, { method: 'PUT', body: JSON.stringify(whole) });
    expect((await rollcall('apply', '--auto-approve')).code).toBe(0);
    expect((await state()).app.loops.contacts).toHaveLength(2);
    const nowAt = (await state()).news.envoke.contacts.map(
      (one: Readonly<Record<string, string>>) => one.consent_status,
    );
    expect(nowAt).toEqual(['Express', 'Express']);
  });

  test('is subscribed on evidence that is newer than the opt-out, where the account allows that', async () => {
    const { rollcall, declare, state } = await afterAnnLeft();
    const consent = (createdAt: string): string => `  - email: ann@example.com
    accounts: [app, news]
    channels: { email: { status: subscribed, basis: express, consent: { source: signup form, createdAt: ${createdAt} } } }
`;
    await declare(consent('2026-02-01T00:00:00Z'));
    expect(JSON.parse((await rollcall('plan', '--json')).stdout).changes).toMatchObject([{ account: 'news' }]);
    await declare(consent('2026-04-01T00:00:00Z'));
    const { changes } = JSON.parse((await rollcall('plan', '--json')).stdout);
    const blocked = changes.map(
      (change: { readonly account: string; readonly blocked: readonly { readonly rule: string }[] }) => [
        change.account,
        change.blocked.map(({ rule }) => rule),
      ],
    );
    expect(blocked).toEqual([
      ['app', []],
      ['news', ['resubscribe']],
    ]);
    expect((await rollcall('apply', '--auto-approve')).code).toBe(3);
    const { app, news } = await state();
    expect(app.loops.contacts).toMatchObject([{ email: 'ann@example.com', subscribed: true }]);
    expect(news.envoke.contacts.filter((one: { consent_status: string }) => one.consent_status === 'Express')).toEqual(
      [],
    );
  });

  test('is asked about at accounts out of scope, also by explain', async () => {
    const { rollcall, declare } = await afterAnnLeft();
    await declare(SUBSCRIBED);
    const plan = JSON.parse((await rollcall('plan', '--account', 'app', '--json')).stdout);
    expect(plan.accounts).toMatchObject([{ account: 'app', held: [{ reason: 'opted-out-elsewhere' }] }]);
    const explained = await rollcall('explain', 'ann@example.com', '--account', 'app');
    expect(explained.stdout).toMatch(/opted-out-elsewhere: the person has opted out at shop/);
  });

  test('of another sender does not matter', async () => {
    const others = ACCOUNTS.replace('provider: omnisend,', 'provider: omnisend, sender: Shop Ltd,');
    const { rollcall, declare, state } = await afterAnnLeft(others);
    await declare(SUBSCRIBED);
    expect((await rollcall('apply', '--auto-approve')).code).toBe(0);
    const { app } = await state();
    expect(app.loops.contacts).toHaveLength(2);
  });

  test('counts as opted out if the same plan unsubscribes them there', async () => {
    const { sandbox, place } = await openAtSandbox(
      `${ACCOUNTS}contacts:\n  - { email: ann@example.com, accounts: [shop], channels: { email: subscribed } }\n`,
    );
    const rollcall = (...args: readonly string[]): Promise<Run> => place.rollcall(...args, '--sandbox', sandbox.url);
    expect((await rollcall('apply', '--auto-approve')).code).toBe(0);
    const left = LEFT.replace(', statusChangedAt: 2026-03-01T00:00:00Z', '');
    await place.write('contacts.d/people.yaml', ACCOUNTS + left + SUBSCRIBED);
    const plan = JSON.parse((await rollcall('plan', '--json')).stdout);
    expect(plan.accounts).toMatchObject([
      { account: 'app', held: [{ reason: 'opted-out-elsewhere', args: { account: 'shop' } }] },
      { account: 'news', held: [{ reason: 'opted-out-elsewhere' }] },
      { account: 'shop', held: [] },
    ]);
  });
});

/** The shop cannot be asked: `app` is planned alone, without the shop's key. */
describe('an account of the sender whose credentials are not there', () => {
  test.each([
    ['counts', ACCOUNTS, 0],
    ['keeps people out of an unattended apply where a sender is named', named(ACCOUNTS), 3],
    [
      'does not, if the account says so',
      named(ACCOUNTS).replace('resubscribe:', 'expect: { crossCheck: false }, resubscribe:'),
      0,
    ],
  ])('%s', async (_, accounts, code) => {
    const sandbox = await startSandbox({ rateLimit: 'off' });
    onTestFinished(() => sandbox.close());
    const place = await openWorkplace({ LOOPS_API_KEY: 'any' });
    onTestFinished(() => place.remove());
    const at = accounts.replace('provider: loops,', `provider: loops, baseUrl: "${sandbox.url}/loops",`);
    await place.write('contacts.d/people.yaml', at + LEFT + SUBSCRIBED.replaceAll('[app, news]', '[app]'));
    const plan = await place.rollcall('plan', '--account', 'app', '--no-color');
    expect(plan.stdout).toContain('2 people become mailable who were not checked at news');
    expect(plan.stdout).toContain('2 people become mailable who were not checked at shop');
    const applied = await place.rollcall('apply', '--account', 'app', '--auto-approve', '--no-color');
    expect(applied.code).toBe(code);
    if (code === 3) expect(applied.stdout).toContain('not-cross-checked');
  });
});

function named(accounts: string): string {
  return accounts.replaceAll('provider:', 'sender: Shop Ltd, provider:');
}

describe('optOuts: spread', () => {
  const BOTH = `contacts:
  - email: ann@example.com
    accounts: [shop, news]
    channels: { email: { status: subscribed, basis: express } }
  - { email: bob@example.com, accounts: [shop, news], channels: { email: { status: subscribed, basis: express } } }
`;

  test('unsubscribes declared people at the other accounts, once', async () => {
    const { sandbox, place } = await openAtSandbox(`optOuts: spread\n${ACCOUNTS}${BOTH}`);
    const rollcall = (...args: readonly string[]): Promise<Run> =>
      place.rollcall(...args, '--sandbox', sandbox.url, '--no-color');
    expect((await rollcall('apply', '--auto-approve')).code).toBe(0);
    const state = (await (await fetch(`${sandbox.url}/_sandbox/state`)).json()) as { readonly accounts: Leaving };
    setStatus(state.accounts, 'unsubscribed');
    await fetch(`${sandbox.url}/_sandbox/state`, { method: 'PUT', body: JSON.stringify(state) });
    const plan = await rollcall('plan');
    expect(plan.stdout).toMatch(/opt-out-spread: unsubscribed, as the person has opted out/);
    const { changes, accounts } = JSON.parse((await rollcall('plan', '--json')).stdout);
    const difference = { path: ['channels', 'email', 'status'], before: 'subscribed', after: 'unsubscribed' };
    expect(changes).toMatchObject([{ key: 'news/ann@example.com', differences: [difference] }]);
    expect(accounts).toMatchObject([{}, { notices: [{ rule: 'opt-out-spread' }] }, { held: [{ reason: 'opt-out' }] }]);
    const explained = JSON.parse((await rollcall('explain', 'news/ann@example.com', '--json')).stdout);
    const [{ fields }] = explained.explanations ?? explained;
    const status = { path: ['channels', 'email', 'status'], verdict: 'change' };
    expect(fields.filter(({ path }: { path: readonly string[] }) => path[0] === 'channels')).toMatchObject([status]);
    expect((await rollcall('apply', '--auto-approve')).code).toBe(0);
    const again = await rollcall('plan', '--detailed-exitcode');
    expect(again).toMatchObject({ code: 0, stderr: '' });
    // Without the setting, nothing would have been written.
    await place.write('contacts.d/people.yaml', ACCOUNTS + BOTH);
    expect((await rollcall('plan', '--detailed-exitcode')).code).toBe(0);
  });
});

function setStatus({ shop }: Leaving, status: string): void {
  const ann = shop.omnisend.contacts.find(({ identifiers: [{ id }] }) => id === 'ann@example.com');
  const email = ann?.identifiers[0].channels.email;
  expect(email).toBeDefined();
  Object.assign(email ?? {}, { status, statusChangedAt: '2099-01-01T00:00:00Z' });
}

interface Leaving {
  readonly shop: {
    readonly omnisend: {
      readonly contacts: readonly {
        readonly identifiers: readonly [{ readonly id: string; readonly channels: { readonly email: object } }];
      }[];
    };
  };
}
