// Tests what a client receives with each fault, and whether the vendor carried out the request.

import { describe, expect, test } from 'vitest';
import { type ObservedRequest, type SandboxOptions, startSandbox } from '../../src/sandbox/index.ts';
import { emailIdentifier, KEY, sandbox, VERSION } from './harness.ts';
import { ENVOKE, LOOPS, vendorSandbox } from './vendor-harness.ts';

const CONTACTS = '/api/contacts';
const CREATE = { body: { identifiers: [emailIdentifier('a@example.com')] } };

test.each([
  ['reset:1', 0],
  ['lost-response:1', 1],
])('%s: there is no answer; contacts written: %i', async (faults, written) => {
  const { call, admin, state } = await sandbox({ faults });
  await expect(call('POST', CONTACTS, CREATE)).rejects.toThrow();
  await expect(call('GET', CONTACTS)).rejects.toThrow();
  expect((await state()).contacts).toHaveLength(written);
  const [fault] = faults.split(':');
  expect((await admin('GET', '/requests')).body).toMatchObject([
    { method: 'POST', status: null, fault },
    { method: 'GET', status: null, fault },
  ]);
});

test('timeout: no answer is sent while the sandbox runs, and nothing is written', async () => {
  const { call, close, admin, state } = await sandbox({ faults: 'timeout:1' });
  const hanging = expect(call('POST', CONTACTS, CREATE)).rejects.toThrow();
  while ((await admin('GET', '/requests')).body.length === 0);
  expect((await state()).contacts).toEqual([]);
  await close();
  await hanging;
});

test('garbage: the answer is not the JSON that it claims to be, and nothing is written', async () => {
  const { url, admin, state } = await sandbox({ faults: 'garbage:1' });
  const body = JSON.stringify(CREATE.body);
  const response = await fetch(`${url}/omnisend${CONTACTS}`, { method: 'POST', headers: { ...KEY, ...VERSION }, body });
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/json']);
  await expect(response.json()).rejects.toThrow(SyntaxError);
  expect((await state()).contacts).toEqual([]);
  expect((await admin('GET', '/requests')).body).toMatchObject([{ status: 200, fault: 'garbage' }]);
});

test('slow: the request is carried out immediately and answered after the pause', async () => {
  const { call, contacts, state } = await sandbox({ faults: 'slow:1', faultPauseMs: 150 });
  await contacts([]);
  const began = performance.now();
  const answer = call('POST', CONTACTS, CREATE);
  while ((await state()).contacts.length === 0);
  expect((await answer).status).toBe(201);
  expect(performance.now() - began).toBeGreaterThan(140);
});

test('a sandbox does not wait for slow answers when it is closed', async () => {
  const { call, close, admin } = await sandbox({ faults: 'slow:1', faultPauseMs: 60_000 });
  const slow = expect(call('GET', CONTACTS)).rejects.toThrow();
  while ((await admin('GET', '/requests')).body.length === 0);
  await close();
  await slow;
});

describe('a status is answered as the vendor would, and nothing is carried out', () => {
  test('Omnisend 2026-03-15', async () => {
    const limited = await sandbox({ faults: '429:1' });
    const refused = await limited.call('POST', CONTACTS, CREATE);
    expect([refused.status, refused.headers.get('content-type')]).toEqual([429, 'application/problem+json']);
    expect(refused.body).toMatchObject({ title: 'Rate limit exceeded', status: 429, retryAfter: 1 });
    expect((await limited.state()).contacts).toEqual([]);
    const broken = await sandbox({ faults: '503:1' });
    const failed = await broken.call('POST', CONTACTS, CREATE);
    expect(failed.body).toMatchObject({ type: 'about:blank', title: 'Service Unavailable', status: 503 });
    expect(failed.body).not.toHaveProperty('retryAfter');
  });

  test('the answer states the configured delay', async () => {
    const { call } = await sandbox({ faults: '429:1', faultPauseMs: 20 });
    expect((await call('GET', CONTACTS)).body.retryAfter).toBe(0.02);
  });

  test.each(['/v5', '/v3'])('Omnisend %s', async (prefix) => {
    const { call } = await sandbox({ faults: '429:0.5,500:0.5' });
    const replies = await Promise.all(Array.from({ length: 20 }, () => call('GET', `${prefix}/contacts`)));
    const said = new Map(replies.map(({ status, body }) => [status, body]));
    expect(said.get(429)).toEqual({ error: 'Too many requests' });
    expect(said.get(500)).toEqual({ error: 'Internal Server Error' });
  });

  test('Loops', async () => {
    const limited = await vendorSandbox(LOOPS, undefined, { faults: '429:1' });
    const refused = await limited.call('GET', '/api/v1/lists');
    expect([refused.status, refused.body]).toEqual([429, 'Too Many Requests']);
    const broken = await vendorSandbox(LOOPS, undefined, { faults: '500:1' });
    const body = { email: 'a@example.com' };
    const failed = await broken.call('POST', '/api/v1/contacts/create', { body });
    expect([failed.status, failed.body]).toEqual([500, { success: false, message: 'Internal Server Error' }]);
    expect((await broken.state()).contacts).toEqual([]);
  });

  test('Envoke', async () => {
    const { call, state } = await vendorSandbox(ENVOKE, undefined, { faults: '500:1' });
    const failed = await call('POST', '/v1/contacts', { body: { email: 'a@example.com' } });
    const body = { success: false, result_text: 'Internal Server Error', result_data: {} };
    expect([failed.status, failed.body]).toEqual([500, body]);
    expect((await state()).contacts).toEqual([]);
  });
});

test('admin routes never fail, and a scripted answer overrides a random fault', async () => {
  const { call, admin } = await sandbox({ faults: '500:1' });
  await admin('PUT', '/next', [{ status: 418, body: { error: 'scripted' } }]);
  expect((await call('GET', CONTACTS)).status).toBe(418);
  expect((await call('GET', CONTACTS)).status).toBe(500);
  const statuses = (await admin('GET', '/requests')).body.map(({ status, fault }: Record<string, unknown>) => [
    status,
    fault,
  ]);
  expect(statuses).toEqual([
    [418, undefined],
    [500, '500'],
  ]);
});

test('the same seed gives the same faults', async () => {
  const play = async (options: SandboxOptions) => {
    const { call, admin } = await sandbox({ faults: '500:0.2,429:0.2', ...options });
    for (let n = 0; n < 40; n += 1) await call('GET', CONTACTS);
    return (await admin('GET', '/requests')).body.map(({ status }: { status: number }) => status);
  };
  const first = await play({ seed: 3 });
  expect(await play({ seed: 3 })).toEqual(first);
  expect(await play({ seed: 4 })).not.toEqual(first);
});

test('an invalid specification prevents the start', async () => {
  await expect(startSandbox({ faults: 'fire:1' })).rejects.toThrow("unknown fault 'fire'");
});

describe('observe', () => {
  test('it sees requests before they are carried out and before they are answered', async () => {
    const seen: [ObservedRequest, string][] = [];
    const { call, admin } = await sandbox({
      observe: (request, phase) => void seen.push([request, phase]),
    });
    await call('GET', CONTACTS);
    await admin('GET', '/requests');
    const request = { n: 1, account: 'default', vendor: 'omnisend', method: 'GET', path: CONTACTS };
    expect(seen).toEqual([
      [request, 'received'],
      [request, 'answered'],
    ]);
  });

  test('a request that it drops is not carried out', async () => {
    const { call, admin, state } = await sandbox({ observe: ({ n }) => (n === 1 ? 'drop' : undefined) });
    await expect(call('POST', CONTACTS, CREATE)).rejects.toThrow();
    expect((await state()).contacts).toEqual([]);
    expect((await call('POST', CONTACTS, CREATE)).status).toBe(201);
    expect((await admin('GET', '/requests')).body.map(({ status }: { status: number }) => status)).toEqual([null, 201]);
  });
});
