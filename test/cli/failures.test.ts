// Failures of vendors: each message contains account, method, path and a hint, and no credential.

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { openWorkplace, type Run, type Workplace } from '../helpers/rollcall.ts';

const SECRET = 'brand-1234567890abcdef';
let sandbox: Sandbox;
let place: Workplace;

beforeEach(async () => {
  sandbox = await startSandbox({ contacts: 5, rateLimit: 'off' });
});

afterEach(async () => {
  await sandbox.close();
  await place.remove();
});

async function open({ key = SECRET, baseUrl = `${sandbox.url}/omnisend` } = {}): Promise<void> {
  place = await openWorkplace({ OMNISEND_API_KEY: key });
  await place.write(
    'contacts.d/all.yaml',
    `accounts:
  shop: { provider: omnisend, apiVersion: "2026-03-15", apiKey: "\${OMNISEND_API_KEY}", baseUrl: "${baseUrl}" }
contacts:
  - { email: user000001@example.com, firstName: A }
  - { email: user000002@example.com, firstName: B }
  - { email: user000003@example.com, firstName: C }
`,
  );
}

async function script(answer: object): Promise<void> {
  await fetch(`${sandbox.url}/_sandbox/next`, { method: 'PUT', body: JSON.stringify([{ times: 1000, ...answer }]) });
}

function expectPlainFailure(run: Run, ...parts: readonly (string | RegExp)[]): void {
  const output = run.stdout + run.stderr;
  expect(run.code).toBe(1);
  for (const part of parts) expect(output.replace(/\s+/g, ' ')).toMatch(part);
  expect(output).not.toMatch(/\n\s+at /);
  expect(output).not.toContain(SECRET);
}

describe('reading fails', () => {
  test.each([
    ['a wrong key', 'wrong-0123456789', /401 unauthorized/, /check that the environment variable/],
    ['a key without the scope', 'noscope-0123456789', /403 forbidden/, /scope/],
  ])('%s', async (_, key, words, hint) => {
    await open({ key });
    const run = await place.rollcall('plan');
    expectPlainFailure(run, /shop: GET \/(omnisend\/)?api\/contacts/, words, hint);
    expect(run.stdout + run.stderr).not.toContain(key);
  });

  test('a retired API version', async () => {
    await open();
    await script({
      status: 410,
      headers: { 'content-type': 'application/problem+json' },
      body: { title: 'Gone', status: 410 },
    });
    expectPlainFailure(
      await place.rollcall('plan'),
      /shop: GET \/(omnisend\/)?api\/contacts/,
      /410 retired/,
      /newer `apiVersion`/,
    );
  });

  test('a closed port', async () => {
    await open({ baseUrl: 'http://127.0.0.1:9/omnisend' });
    expectPlainFailure(await place.rollcall('plan'), /shop: GET \/(omnisend\/)?api\/contacts/, /refused/, /baseUrl/);
  });

  test.each([
    ['HTML with status 502', { status: 502, body: '<html>Bad gateway</html>' }, /502/],
    ['JSON that is cut', { fault: 'cut' }, /shop: GET \/(omnisend\/)?api\/contacts/],
    ['HTML with status 200', { status: 200, body: '<html>Login</html>' }, /not JSON/],
    ['JSON that is something else', { status: 200, body: { hello: 'world' } }, /malformed/],
  ])('%s', async (_, answer, words) => {
    await open();
    await script(answer);
    expectPlainFailure(await place.rollcall('plan'), /shop: GET \/(omnisend\/)?api\/contacts/, words, /→/);
  });

  test('a failed read does not count as absent: the plan is incomplete and cannot be applied', async () => {
    await open({ key: 'noscope-1' });
    const planned = await place.rollcall('plan', '--out', 'plan.json', '--json');
    expect(planned.code).toBe(1);
    expect(JSON.parse(planned.stdout)).toMatchObject({ complete: false, changes: [], requests: [] });
    const applied = await place.rollcall('apply', 'plan.json');
    expectPlainFailure(applied, /incomplete/, /plan again/);
  });
});

describe('writing fails', () => {
  test('only the contact that the vendor rejects fails', async () => {
    await open();
    await script({
      match: { method: 'PATCH' },
      times: 1,
      status: 400,
      body: { title: 'Validation failed', status: 400, errors: [{ field: 'firstName', code: 'x', message: 'No' }] },
    });
    const run = await place.rollcall('apply', '--auto-approve');
    expect(run.code).toBe(3);
    expect(run.stdout).toMatch(/Applied: 2 succeeded, 1 failed of 3 changes/);
    expect(run.stdout).toContain('firstName: No');
  });

  test('a read-only key stops the account', async () => {
    await open({ key: 'readonly-1' });
    const run = await place.rollcall('apply', '--auto-approve');
    expect(run.code).toBe(3);
    expect(run.stderr).toMatch(/shop: stopped: .*403 forbidden/);
    expect(run.stdout).not.toMatch(/succeeded/);
  });

  test('if the response to a write is lost, reading decides', async () => {
    await open();
    await script({ match: { method: 'PATCH' }, times: 1, fault: 'lost' });
    const run = await place.rollcall('apply', '--auto-approve');
    expect(run.stdout).toContain('Applied: 3 succeeded of 3 changes.');
    expect(run.code).toBe(0);
  });

  test('a change is unconverged if the vendor returns 200 and ignores it', async () => {
    await open();
    const contact = {
      id: '66a000000000000000000001',
      firstName: 'Old',
      identifiers: [{ type: 'email', id: 'user000001@example.com' }],
    };
    await script({ match: { method: 'PATCH' }, times: 1, status: 200, body: contact });
    const run = await place.rollcall('apply', '--auto-approve');
    expect(run.code).toBe(3);
    expect(run.stdout).toMatch(/1 unconverged/);
    expect(run.stdout).toMatch(/likely reason/);
  });
});
