// The example of the issue: a thousand contacts at the vendor, ten declared, and every number is right.

import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Plan } from '../../src/index.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { openWorkplace, type Workplace } from '../helpers/rollcall.ts';

let sandbox: Sandbox;
let place: Workplace;

beforeEach(async () => {
  sandbox = await startSandbox({ contacts: 1000, seed: 1 });
  place = await openWorkplace({ OMNISEND_API_KEY: 'brand-1234567890abcdef' });
  await place.write('contacts.d/accounts.yaml', accounts(`${sandbox.url}/omnisend`));
  await place.write('contacts.d/people.yaml', await people());
  await patch(5, { customProperties: { height: 180 } });
  await fetch(`${sandbox.url}/_sandbox/requests`, { method: 'DELETE' });
});

afterEach(async () => {
  await sandbox.close();
  await place.remove();
});

function accounts(baseUrl: string): string {
  return `accounts:\n  shop: { provider: omnisend, apiVersion: "2026-03-15", apiKey: "\${OMNISEND_API_KEY}", baseUrl: "${baseUrl}" }\n`;
}

interface VendorContact {
  readonly id: string;
  readonly firstName: string;
  readonly city: string;
  readonly tags: readonly string[];
}

const HEADERS = { authorization: 'Omnisend-API-Key any', 'omnisend-version': '2026-03-15' };

async function patch(number: number, body: unknown): Promise<void> {
  const url = `${sandbox.url}/omnisend/api/contacts?email=${email(number)}`;
  const headers = { ...HEADERS, 'content-type': 'application/json' };
  const response = await fetch(url, { method: 'PATCH', headers, body: JSON.stringify(body) });
  expect(response.status).toBe(200);
}

async function live(number: number): Promise<VendorContact> {
  const response = await fetch(`${sandbox.url}/omnisend/api/contacts?email=${email(number)}`, { headers: HEADERS });
  const body = (await response.json()) as { contacts: [VendorContact] };
  return body.contacts[0];
}

function email(number: number): string {
  return `user${String(number).padStart(6, '0')}@example.com`;
}

/** Three new, four that differ in one field each, one with a property to remove, one with a name to remove, two equal. */
async function people(): Promise<string> {
  const equal = await live(9);
  return `contacts:
  - { email: new1@example.com, firstName: One }
  - { email: new2@example.com, firstName: Two }
  - { email: new3@example.com, channels: { email: subscribed } }
  - { email: ${email(1)}, firstName: Changed }
  - { email: ${email(2)}, city: Elsewhere }
  - { email: ${email(3)}, customProperties: { rollcallTest: 7 } }
  - { email: ${email(4)}, tags: [only-this] }
  - { email: ${email(5)}, customProperties: { height: null } }
  - { email: ${email(6)}, firstName: null }
  - { email: ${email(9)}, firstName: ${JSON.stringify(equal.firstName)}, city: ${JSON.stringify(equal.city)} }
  - { email: ${email(10)}, customProperties: { height: null } }
`;
}

async function writes(): Promise<readonly { method: string; path: string; body: unknown }[]> {
  const all = (await (await fetch(`${sandbox.url}/_sandbox/requests`)).json()) as {
    method: string;
    path: string;
    body: unknown;
  }[];
  return all.filter(({ method }) => method !== 'GET').map(({ method, path, body }) => ({ method, path, body }));
}

const byText = (a: unknown, b: unknown): number => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);

describe('reconciling a thousand contacts', () => {
  test('plan shows exactly the differences, apply sends exactly the plan, and the next plan is empty', async () => {
    const planned = await place.rollcall('plan', '--out', 'plan.json', '--detailed-exitcode');
    expect(planned.stdout.replaceAll(/\s+/g, ' ')).toContain(
      'Plan: 1 becomes mailable · 3 to create, 6 to update, 4 values to remove, 2 unchanged · 9 requests',
    );
    expect(planned.stdout).toContain('(unproven: the read-back will show)');
    expect(planned.code).toBe(2);
    expect(await writes()).toEqual([]);
    expect((await stat(join(place.directory, 'plan.json'))).mode & 0o777).toBe(0o600);

    const plan = JSON.parse(await readFile(join(place.directory, 'plan.json'), 'utf8')) as Plan;
    const shown = await place.rollcall('show', 'plan.json');
    expect(shown.stdout).toBe(planned.stdout);

    const applied = await place.rollcall('apply', 'plan.json');
    expect(applied.stdout).toContain('Applied: 9 succeeded of 9 changes.');
    expect(applied.code).toBe(0);
    expect([...(await writes())].sort(byText)).toEqual(
      plan.requests.map(({ method, path, body }) => ({ method, path, body })).sort(byText),
    );

    const again = await place.rollcall('plan', '--detailed-exitcode');
    expect(again.stdout).toContain('No changes. 11 contacts are as declared.');
    expect(again.code).toBe(0);
  });

  test('a contact that changed since the plan is stale and not written; the others are applied', async () => {
    await place.rollcall('plan', '--out', 'plan.json');
    const state = (await (await fetch(`${sandbox.url}/_sandbox/state`)).json()) as {
      accounts: { default: { omnisend: { contacts: { firstName?: string; identifiers: { id: string }[] }[] } } };
    };
    const moved = state.accounts.default.omnisend.contacts.find(({ identifiers }) => identifiers[0]?.id === email(1));
    Object.assign(moved ?? {}, { firstName: 'Meanwhile' });
    await fetch(`${sandbox.url}/_sandbox/state`, { method: 'PUT', body: JSON.stringify(state) });

    // Otherwise the reading of a plan that was saved here a moment ago would count.
    const applied = await place.rollcall('apply', 'plan.json', '--max-age', '0');
    expect(applied.stdout).toContain(`shop/${email(1)}`);
    expect(applied.stdout).toContain('the contact changed at the vendor since the plan was made');
    expect(applied.stdout).toContain('Applied: 8 succeeded, 1 stale of 9 changes.');
    expect(applied.code).toBe(3);
    expect((await live(1)).firstName).toBe('Meanwhile');
    expect((await live(2)).city).toBe('Elsewhere');
  });

  test('a declaration that changed since the plan makes only its contact stale', async () => {
    await place.rollcall('plan', '--out', 'plan.json');
    await place.write('contacts.d/people.yaml', (await people()).replace('city: Elsewhere', 'city: Third'));
    const applied = await place.rollcall('apply', 'plan.json');
    expect(applied.stdout).toContain('Applied: 8 succeeded, 1 stale of 9 changes.');
    expect(applied.code).toBe(3);
    expect((await live(2)).city).not.toBe('Elsewhere');
  });

  test('a plan for another origin, of another format, or modified, is refused', async () => {
    await place.rollcall('plan', '--out', 'plan.json');
    const text = await readFile(join(place.directory, 'plan.json'), 'utf8');
    await place.write('tampered.json', text.replace('Elsewhere', 'Somewhere'));
    await place.write('future.json', text.replace('"formatVersion": 7', '"formatVersion": 99'));
    const tampered = await place.rollcall('apply', 'tampered.json');
    expect([tampered.code, tampered.stderr]).toEqual([1, expect.stringContaining('changed after it was made')]);
    const future = await place.rollcall('apply', 'future.json');
    expect([future.code, future.stderr]).toEqual([
      1,
      expect.stringMatching(/plan format 99, and this rollcall reads format 7\b/),
    ]);
    const elsewhere = await place.rollcall('apply', 'plan.json', '--sandbox');
    expect([elsewhere.code, elsewhere.stderr]).toEqual([1, expect.stringContaining('sandbox:shop')]);
    expect(await writes()).toEqual([]);
  });
});
