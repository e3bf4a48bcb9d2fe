// `rollcall explain`: one contact, every field, and where each is declared.

import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { commit, git } from '../helpers/repository.ts';
import { openWorkplace, type Workplace } from '../helpers/rollcall.ts';

let place: Workplace;

const PEOPLE = `defaults:
  accounts: [shop, app]
  lastName: Doe
contacts:
  - email: Jane@Example.com
    # Her accounts are those of the defaults.
    firstName: Jane
    channels: { email: unsubscribed }
    at:
      app:
        firstName: J.
`;

beforeEach(async () => {
  place = await openWorkplace();
  await place.write(
    'contacts.d/accounts.yaml',
    `accounts:
  shop: { provider: omnisend, apiKey: "\${OMNISEND_API_KEY}" }
  app: { provider: loops, apiKey: "\${LOOPS_API_KEY}" }
`,
  );
  await place.write('contacts.d/people.yaml', PEOPLE);
});
afterEach(() => place.remove());

test('text shows layers and places, at every account', async () => {
  const run = await place.rollcall('explain', 'Jane@example.com', '--sandbox', '--no-redact');
  expect(run.stderr).toBe('');
  expect(run.code).toBe(0);
  expect(run.stdout).toContain('app/jane@example.com\n');
  expect(run.stdout).toContain('shop/jane@example.com\n');
  expect(run.stdout).toContain('declared "J." (at, contacts.d/people.yaml:11); live none');
  expect(run.stdout).toContain('declared "Jane" (contacts.d/people.yaml:7); live none');
  expect(run.stdout).toContain('declared "Doe" (defaults, contacts.d/people.yaml:3); live none');
});

test('json shows one account, masked with --redact', async () => {
  const plain = await place.rollcall('explain', 'shop/jane@example.com', '--sandbox', '--json');
  const {
    accounts,
    explanations: [explanation],
  } = JSON.parse(plain.stdout);
  expect(accounts).toEqual([{ account: 'shop', status: 'read', contacts: 0 }]);
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
  expect(JSON.parse(masked.stdout)).toMatchObject({ explanations: [{ redacted: true, key: 'shop/contact 1' }] });
  expect(masked.stdout).not.toMatch(/jane|Jane|Doe/);
});

test('masks tags and properties that only the vendor has, but not the name of a missing variable', async () => {
  const jane = (fields: string) => `contacts:\n  - { email: jane@example.com, accounts: [shop], ${fields} }\n`;
  await place.write(
    'contacts.d/people.yaml',
    jane('tags: { vip: true, owes: true }, customProperties: { illness: flu }'),
  );
  await place.rollcall('apply', '--sandbox', '--auto-approve');
  await place.write('contacts.d/people.yaml', jane('tags: { vip: true }'));
  for (const format of ['text', 'json']) {
    const run = await place.rollcall(
      'explain',
      'jane@example.com',
      '--sandbox',
      '--base',
      'none',
      '--redact',
      '--format',
      format,
    );
    expect(run.code).toBe(0);
    expect(run.stdout).toMatch(/vip/);
    expect(run.stdout).toMatch(/‹tag 1›/);
    expect(run.stdout).toMatch(/‹property 1›/);
    expect(run.stdout).not.toMatch(/owes|illness|flu|jane/);
  }
  const without = await place.rollcall('explain', 'jane@example.com', '--redact');
  expect([without.code, without.stderr]).toEqual([1, expect.stringContaining('variable OMNISEND_API_KEY is not set')]);
});

test('a contact that no manifest declares is an error', async () => {
  const run = await place.rollcall('explain', 'nobody@example.com', '--sandbox');
  expect([run.code, run.stdout]).toEqual([1, '']);
  expect(run.stderr).toContain('no manifest declares this contact');
});

test('a dropped value shows where it was declared, and at which commit', async () => {
  git(place.directory, 'init', '--quiet', '--initial-branch=main');
  const declared = '    firstName: Jane\n';
  await place.write('contacts.d/people.yaml', PEOPLE.replace(declared, `${declared}    tags: [a, b]\n`));
  const head = commit(place.directory);
  await place.rollcall('apply', '--sandbox', '--auto-approve');
  await place.write('contacts.d/people.yaml', PEOPLE.replace(declared, ''));
  const run = await place.rollcall('explain', 'shop/jane@example.com', '--sandbox', '--base', 'main', '--json');
  expect(run.stderr).toBe('');
  const {
    explanations: [{ fields }],
  } = JSON.parse(run.stdout);
  const places = Object.fromEntries(
    fields.map(({ path, verdict, declared: at }: { path: string[]; verdict: string; declared: object }) => [
      path.join('.'),
      [verdict, at],
    ]),
  );
  const base = { layer: 'base', commit: head };
  expect(places).toMatchObject({
    firstName: ['remove', { ...base, file: 'contacts.d/people.yaml', line: 7 }],
    'tags.a': ['remove', { ...base, file: 'contacts.d/people.yaml', line: 8 }],
    lastName: ['as declared', { layer: 'defaults' }],
  });
  const text = await place.rollcall('explain', 'shop/jane@example.com', '--sandbox', '--base', 'main', '--no-redact');
  expect(text.stdout.replaceAll(/\s+/g, ' ')).toContain(
    `(dropped since the base, contacts.d/people.yaml:7 at ${head.slice(0, 12)})`,
  );
});

test('includes the contact that has a claimed identifier; does not check limits, and says so', async () => {
  const people = (jane: string, john: string) =>
    `contacts:\n  - { email: jane@example.com, phone: "${jane}", accounts: [shop] }\n  - { email: john@example.com, phone: "${john}", accounts: [shop] }\n`;
  await place.write('contacts.d/people.yaml', people('+37060000001', '+37060000002'));
  await place.rollcall('apply', '--sandbox', '--auto-approve');
  await place.write('contacts.d/people.yaml', people('+37060000002', '+37060000003'));
  const plan = JSON.parse((await place.rollcall('plan', '--sandbox', '--json')).stdout);
  const { explanations: explained } = JSON.parse(
    (await place.rollcall('explain', 'jane@example.com', '--sandbox', '--json')).stdout,
  );
  const planned = plan.changes.find(({ key }: { key: string }) => key === 'shop/jane@example.com');
  expect(planned.blocked).toMatchObject([{ rule: 'identifier-taken' }]);
  expect(explained).toMatchObject([
    { decision: 'blocked', blocked: [{ rule: 'identifier-taken', message: planned.blocked[0].message }] },
  ]);
  expect(explained[0].notSeen).toEqual([expect.stringContaining('limits')]);
});

test('somebody whom nobody declares, and who must not be mailed or is to be forgotten', async () => {
  const KEY = 'a-key-that-is-long-enough-for-this';
  const own = await openWorkplace({ ROLLCALL_DIGEST_KEY_K1: KEY });
  try {
    const accounts = 'accounts:\n  shop: { provider: omnisend, apiKey: "${OMNISEND_API_KEY}" }\n';
    const joe = 'contacts:\n  - { email: joe@example.com, channels: { email: subscribed } }\n';
    await own.write('contacts.d/all.yaml', accounts + joe);
    expect((await own.rollcall('apply', '--sandbox', '--auto-approve')).code).toBe(0);
    await own.write('contacts.d/all.yaml', `${accounts}suppressions:\n  - email: joe@example.com\n`);
    const suppressed = await own.rollcall('explain', 'Joe@Example.com', '--sandbox', '--no-redact');
    expect([suppressed.code, suppressed.stderr]).toEqual([0, '']);
    expect(suppressed.stdout).toMatch(/^shop\/joe@example\.com\n.*contacts\.d\/all\.yaml:4/s);
    expect(suppressed.stdout).toContain('nobody may mail the person (suppression, contacts.d/all.yaml:4)');
    expect(suppressed.stdout).toMatch(/change channels\.email\.status\n.*"unsubscribed"; live "subscribed"/);

    const digest = `k1:${createHmac('sha256', KEY).update('joe@example.com').digest('hex')}`;
    const erasures = `erasures:\n  - { digest: "${digest}", requestedAt: 2026-11-01T00:00:00Z }\n`;
    await own.write('contacts.d/all.yaml', accounts + erasures);
    const forgotten = await own.rollcall('explain', 'joe@example.com', '--sandbox', '--no-redact');
    expect(forgotten.stdout).toContain('the person asked to be forgotten (erasure, contacts.d/all.yaml:4)');
    const nobody = await own.rollcall('explain', 'ann@example.com', '--sandbox');
    expect([nobody.code, nobody.stderr]).toEqual([1, expect.stringContaining('no manifest declares this contact')]);
  } finally {
    await own.remove();
  }
});
