// `rollcall doctor`, the program: what it says of keys, in text and as JSON, its exit codes, and what it never shows.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { parseDiagnosis } from '../helpers/doctor-schema.ts';
import { openWorkplace, type Run, type Workplace } from '../helpers/rollcall.ts';

const KEY = 'brand1-key0123456789';

let sandbox: Sandbox;
let place: Workplace;

beforeAll(async () => {
  sandbox = await startSandbox({ rateLimit: 'off' });
  place = await openWorkplace({ SHOP_KEY: KEY });
  await place.write(
    'contacts.d/all.yaml',
    `accounts:
  shop: { provider: omnisend, apiKey: "\${SHOP_KEY}", baseUrl: "${sandbox.baseUrls.omnisend}" }
  app: { provider: loops, apiKey: "\${APP_KEY}" }
contacts:
  - { email: ann.secret@example.com, accounts: [shop], firstName: Ann, city: null }
  - { email: bob@example.com, accounts: [app] }
`,
  );
});

afterAll(async () => {
  await sandbox.close();
  await place.remove();
});

const doctor = (...args: readonly string[]): Promise<Run> => place.rollcall('doctor', '--no-color', ...args);

test('one account of two has a key: the other one is named, and the first is asked', async () => {
  const { code, stdout } = await doctor();
  expect([code, stdout]).toEqual([1, expect.stringMatching(/^app · Loops v1[\s\S]*APP_KEY is not set/)]);
  expect(stdout).toMatch(/shop · Omnisend 2026-03-15 · http:\/\/127[\s\S]*may read contacts and batches/);
  expect(stdout).toMatch(/clear\.city, 1 contact: unproven/);
  expect(stdout).toContain('Something is wrong at app; nothing was written anywhere.');
});

test('the account that is as it should be, as JSON, and nobody is named', async () => {
  const { code, stdout } = await doctor('--account', 'shop', '--json');
  expect(code).toBe(0);
  const found = parseDiagnosis(stdout);
  expect(found).toMatchObject({ sound: true, accounts: [{ account: 'shop', reading: { declared: 1 } }] });
  expect(stdout).not.toMatch(/secret@/);
  expect(stdout).not.toContain(KEY);
});

test('manifests with a mistake, and options that do not exist', async () => {
  await place.write('broken/all.yaml', 'accounts: { shop: { provider: nobody } }\n');
  expect((await doctor('-d', 'broken', '--json')).stdout).toContain('"invalid-manifests"');
  expect((await doctor('--nonsense')).code).toBe(64);
});
