// `rollcall explain`: one contact, every field, and where each was said.

import { afterEach, beforeEach, expect, test } from 'vitest';
import { openWorkplace, type Workplace } from '../helpers/rollcall.ts';

let place: Workplace;

beforeEach(async () => {
  place = await openWorkplace();
  await place.write(
    'contacts.d/accounts.yaml',
    `accounts:
  shop: { provider: omnisend, apiKey: "\${OMNISEND_API_KEY}" }
  app: { provider: loops, apiKey: "\${LOOPS_API_KEY}" }
`,
  );
  await place.write(
    'contacts.d/people.yaml',
    `defaults:
  accounts: [shop]
  lastName: Doe
contacts:
  - email: Jane@Example.com
    accounts: [shop, app]
    firstName: Jane
    channels: { email: unsubscribed }
    at:
      app:
        firstName: J.
`,
  );
});
afterEach(() => place.remove());

test('text: layers and places, at every account', async () => {
  const run = await place.rollcall('explain', 'Jane@example.com', '--sandbox', '--no-redact');
  expect(run.stderr).toBe('');
  expect(run.code).toBe(0);
  expect(run.stdout).toContain('app/jane@example.com\n');
  expect(run.stdout).toContain('shop/jane@example.com\n');
  expect(run.stdout).toContain('declared "J." (at, contacts.d/people.yaml:11); live none');
  expect(run.stdout).toContain('declared "Jane" (contacts.d/people.yaml:7); live none');
  expect(run.stdout).toContain('declared "Doe" (defaults, contacts.d/people.yaml:3); live none');
});

test('json: one account, masked where others may read along', async () => {
  const plain = await place.rollcall('explain', 'shop/jane@example.com', '--sandbox', '--json');
  const [explanation] = JSON.parse(plain.stdout);
  expect(explanation).toMatchObject({ account: 'shop', key: 'shop/jane@example.com', decision: 'create', matches: 0 });
  const masked = await place.rollcall(
    'explain',
    'jane@example.com',
    '--account',
    'shop',
    '--sandbox',
    '--json',
    '--redact',
  );
  expect(JSON.parse(masked.stdout)).toMatchObject([{ redacted: true, key: 'shop/contact 1' }]);
  expect(masked.stdout).not.toMatch(/jane|Jane|Doe/);
});

test('somebody whom no manifest declares', async () => {
  const run = await place.rollcall('explain', 'nobody@example.com', '--sandbox');
  expect([run.code, run.stdout]).toEqual([1, '']);
  expect(run.stderr).toContain('no manifest declares this contact');
});
