// After an apply, people are deleted at the vendor, and others subscribe again: no later apply undoes that, whatever base it names.

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { writesAt } from '../helpers/at-sandbox.ts';
import { openWorkplace, type Run, type Workplace } from '../helpers/rollcall.ts';

let sandbox: Sandbox;
let place: Workplace;

const ACCOUNTS = `accounts:
  shop: { provider: omnisend, apiKey: "\${OMNISEND_API_KEY}" }
  app: { provider: loops, apiKey: "\${LOOPS_API_KEY}" }
  news: { provider: envoke, apiId: "\${ENVOKE_API_ID}", apiKey: "\${ENVOKE_API_KEY}" }
`;

function people(gone: string, left = 'unsubscribed'): string {
  return `${ACCOUNTS}contacts:
  - { email: gone@example.com, accounts: [shop, app, news], channels: { email: { status: subscribed, basis: express } }${gone} }
  - { email: back@example.com, accounts: [shop, app, news], channels: { email: ${left} } }
`;
}

beforeEach(async () => {
  sandbox = await startSandbox({ rateLimit: 'off' });
  place = await openWorkplace();
  await place.write('contacts.d/people.yaml', people(''));
  expect((await rollcall('apply', '--auto-approve')).code).toBe(0);
});

afterEach(async () => {
  await sandbox.close();
  await place.remove();
});

function rollcall(...args: readonly string[]): Promise<Run> {
  return place.rollcall(...args, '--sandbox', sandbox.url, '--no-color');
}

// biome-ignore lint/suspicious/noExplicitAny: the sandbox's state is the vendors' JSON
type State = { accounts: Record<string, any> };

async function changeLive(change: (accounts: State['accounts']) => void): Promise<void> {
  const state = (await (await fetch(`${sandbox.url}/_sandbox/state`)).json()) as State;
  change(state.accounts);
  await fetch(`${sandbox.url}/_sandbox/state`, { method: 'PUT', body: JSON.stringify(state) });
}

/** Deletes gone@ at every vendor, and subscribes back@ again. */
function others(): Promise<void> {
  return changeLive(({ shop, app, news }) => {
    const consent = { status: 'subscribed', statusChangedAt: '2099-01-01T00:00:00.000Z' };
    // biome-ignore lint/suspicious/noExplicitAny: the sandbox's state is the vendors' JSON
    const [back] = shop.omnisend.contacts.filter(({ identifiers }: any) => identifiers[0].id === 'back@example.com');
    back.identifiers[0].channels.email = consent;
    back.statuses = [{ channel: 'email', ...consent }];
    shop.omnisend.contacts = [back];
    for (const [account, vendor] of [
      [app, 'loops'],
      [news, 'envoke'],
    ] as const)
      account[vendor].contacts = account[vendor].contacts.filter(
        ({ email }: { readonly email: string }) => email === 'back@example.com',
      );
    app.loops.contacts[0].subscribed = true;
    news.envoke.contacts[0].consent_status = 'Express';
    news.envoke.contacts[0].consent_description = 'on the preferences page';
  });
}

async function planned(...args: readonly string[]) {
  const { stdout, code } = await rollcall('plan', '--json', '--detailed-exitcode', ...args);
  const plan = JSON.parse(stdout);
  const held = plan.accounts.flatMap(
    // biome-ignore lint/suspicious/noExplicitAny: the plan as JSON
    ({ held: all }: any) => all.map(({ key, reason }: any) => `${key} ${reason}`),
  );
  return { code, held: held.sort(), changes: plan.changes.length };
}

const HELD = ['app', 'news', 'shop'].flatMap((name) => [
  `${name}/back@example.com subscribed-again`,
  `${name}/gone@example.com was-here`,
]);

describe('after people were deleted or subscribed again (E1)', () => {
  test.each([['record'], ['none'], ['contacts.d']])(
    'nothing is planned with the base %s, and all is counted',
    async (base) => {
      await others();
      expect(await planned('--base', base)).toEqual({ code: 0, held: HELD, changes: 0 });
    },
  );

  test('the first lines say so, and an apply writes nothing and owes nothing', async () => {
    await others();
    const writes = (await writesAt(sandbox)).length;
    const { stdout } = await rollcall('plan');
    expect(stdout.split('\n\n')[0]?.replace(/\s+/g, ' ')).toBe(
      'No changes. 0 contacts are as declared, 3 gone since the last apply, not subscribed again, 3 subscribed again (`pull` takes it).',
    );
    expect((await rollcall('apply', '--auto-approve')).code).toBe(0);
    expect((await writesAt(sandbox)).length).toBe(writes);
    expect(await planned()).toEqual({ code: 0, held: HELD, changes: 0 });
  });

  test('nor is anybody new who is taken out of the manifests and put back, until there is newer evidence', async () => {
    await others();
    await place.write('contacts.d/people.yaml', people('').replace(/.*gone@example.com.*\n/, ''));
    expect((await rollcall('apply', '--auto-approve')).code).toBe(0);
    await place.write('contacts.d/people.yaml', people(''));
    expect(await planned()).toEqual({ code: 0, held: HELD, changes: 0 });
    expect((await rollcall('apply', '--auto-approve')).code).toBe(0);
    expect(await planned()).toEqual({ code: 0, held: HELD, changes: 0 });
  });

  test('`recreate` creates without mailing rights, once, and nobody is subscribed later', async () => {
    await others();
    await place.write('contacts.d/people.yaml', people(', recreate: true'));
    expect((await rollcall('apply', '--auto-approve')).code).toBe(0);
    const { shop, app, news } = ((await (await fetch(`${sandbox.url}/_sandbox/state`)).json()) as State).accounts;
    // biome-ignore lint/suspicious/noExplicitAny: the sandbox's state is the vendors' JSON
    const of = (contacts: any) => contacts.find((one: any) => JSON.stringify(one).includes('gone@example.com'));
    expect(of(shop.omnisend.contacts).identifiers[0].channels.email.status).toBe('nonSubscribed');
    expect(of(app.loops.contacts).subscribed).toBe(false);
    expect(of(news.envoke.contacts).consent_status ?? 'Not Provided').toBe('Not Provided');
    for (const gone of [', recreate: true', '']) {
      await place.write('contacts.d/people.yaml', people(gone));
      expect(await planned()).toMatchObject({ code: 0, changes: 0 });
      expect((await rollcall('apply', '--auto-approve')).code).toBe(0);
    }
  });

  test('a pull takes the newer subscription, and a plan is empty then', async () => {
    await others();
    await rollcall('pull', '--all');
    const { held } = await planned();
    expect(held).toEqual(HELD.filter((one) => one.endsWith('was-here')));
  });
});
