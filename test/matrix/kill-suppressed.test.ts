// Suppressions and erasures that are killed before or after one of their requests, and resumed: everybody is silent in the end, and
// whoever nobody named is as before.

import { createHmac } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { DIALECTS } from '../../src/providers/table.ts';
import { accountOf } from '../builders/accounts.ts';
import { killPoints } from '../helpers/kill-points.ts';
import { killedApply } from '../helpers/killed-apply.ts';
import { openWorkplace } from '../helpers/rollcall.ts';
import { startSandboxProcess } from '../helpers/sandbox-process.ts';
import type { ReceivedRequest, SandboxState } from '../helpers/workbench.ts';
import { mailableAt } from '../people/mailing.ts';
import { TIMEOUT } from './size.ts';

const KEYS = { ROLLCALL_DIGEST_KEY_K1: 'a-key-that-is-long-enough-for-this' } as const;
const KILLS = 8;

const AT = {
  shop: accountOf(DIALECTS['omnisend@2026-03-15'], { name: 'shop' }),
  app: accountOf(DIALECTS['loops@v1'], { name: 'app' }),
  letters: accountOf(DIALECTS['envoke@v1'], { name: 'letters' }),
} as const;
type Name = keyof typeof AT;

const MANIFEST = `accounts:
  shop: { provider: omnisend, apiKey: "\${SHOP_KEY}" }
  app: { provider: loops, apiKey: "\${APP_KEY}" }
  letters: { provider: envoke, apiId: "\${LETTERS_ID}", apiKey: "\${LETTERS_KEY}" }
contacts:
  - { email: kim@example.com, accounts: [shop, app, letters], firstName: Kim }
suppressions:
  - email: ann@example.com
  - email: bob@example.com
erasures:
  - { digest: "${digestOf('cy@example.com')}", requestedAt: 2026-01-01T00:00:00Z }
`;

const PEOPLE: Readonly<Record<Name, readonly string[]>> = {
  shop: ['kim', 'ann', 'bob', 'cy', 'dan'],
  app: ['kim', 'ann', 'dan'],
  letters: ['kim', 'bob', 'cy', 'dan'],
};

function digestOf(email: string): string {
  return `k1:${createHmac('sha256', KEYS.ROLLCALL_DIGEST_KEY_K1).update(email).digest('hex')}`;
}

function stateOf(): object {
  const emails = (name: Name): readonly string[] => PEOPLE[name].map((person) => `${person}@example.com`);
  const channels = { email: { status: 'subscribed', statusChangedAt: '2023-01-01T00:00:00Z' } };
  const shop = emails('shop').map((id) => ({ identifiers: [{ type: 'email', id, channels }], firstName: 'Kim' }));
  const app = emails('app').map((email) => ({ email, firstName: 'Kim', subscribed: true }));
  const letters = emails('letters').map((email) => ({ email, first_name: 'Kim', consent_status: 'Express' }));
  const accounts = {
    shop: { omnisend: { contacts: shop } },
    app: { loops: { contacts: app } },
    letters: { envoke: { contacts: letters } },
  };
  return { version: 1, accounts };
}

function mailable({ accounts }: SandboxState): Readonly<Record<Name, readonly string[]>> {
  const at = (name: Name): readonly string[] =>
    mailableAt(AT[name], accounts[name][AT[name].capabilities.provider]).map((email) => email.split('@')[0] ?? '');
  return { shop: at('shop'), app: at('app'), letters: at('letters') };
}

test(`${KILLS} kills`, { timeout: TIMEOUT }, async () => {
  const place = await openWorkplace(KEYS);
  const sandbox = await startSandboxProcess({ rateLimit: 'off', seed: 1, asyncDelayMs: 5 });
  onTestFinished(async () => {
    await sandbox.close();
    await place.remove();
  });
  const door = async (name: string, init?: RequestInit): Promise<unknown> => {
    const response = await fetch(`${sandbox.url}/_sandbox/${name}`, init);
    return response.headers.get('content-type')?.includes('json') ? response.json() : undefined;
  };
  const begin = async (state: string): Promise<void> => {
    await door('state', { method: 'PUT', body: state });
    await door('requests', { method: 'DELETE' });
  };
  const args = ['--sandbox', sandbox.url, '--quiet'];
  await place.write('contacts.d/all.yaml', MANIFEST);
  await begin(JSON.stringify(stateOf()));
  expect(await place.rollcall('plan', '--out', 'plan.json', ...args)).toMatchObject({ code: 0 });
  const state = JSON.stringify(await door('state'));
  await door('requests', { method: 'DELETE' });
  expect(await place.rollcall('apply', 'plan.json', ...args)).toMatchObject({ code: 0 });

  const silent = { shop: ['dan', 'kim'], app: ['dan', 'kim'], letters: ['dan', 'kim'] };
  expect(mailable((await door('state')) as SandboxState)).toEqual(silent);
  let killed = 0;
  for (const point of killPoints((await door('requests')) as readonly ReceivedRequest[], 1)) {
    if (killed === KILLS) break;
    await rm(join(place.directory, '.rollcall/journal'), { recursive: true });
    await begin(state);
    if (!(await killedApply(place.directory, sandbox, point, ['apply', 'plan.json', ...args], KEYS))) continue;
    killed += 1;
    const label = `${point.when} number ${point.n} of ${point.like}`;
    expect(await place.rollcall('apply', '--resume', '--auto-approve', ...args), label).toMatchObject({ code: 0 });
    expect(mailable((await door('state')) as SandboxState), label).toEqual(silent);
    expect(await place.rollcall('plan', '--detailed-exitcode', ...args), label).toMatchObject({ code: 0 });
  }
});
