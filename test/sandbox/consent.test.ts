import { expect, test } from 'vitest';
import { clock, JANE, jane, sandbox } from './harness.ts';

async function withJane() {
  const started = await sandbox({ now: clock().now });
  await started.contacts([jane()]);
  async function send(channel: Record<string, unknown>, more: Record<string, unknown> = {}) {
    const identifier = { type: 'email', id: 'jane@example.com', channels: { email: channel }, ...more };
    return (await started.call('PATCH', `/api/contacts/${JANE}`, { body: { identifiers: [identifier] } })).body;
  }
  return { ...started, send };
}

const STORED = { status: 'subscribed', statusChangedAt: '2024-01-01T00:00:00Z' };

test('an earlier date changes neither status nor date, without an error', async () => {
  const { send } = await withJane();
  const contact = await send({ status: 'unsubscribed', statusChangedAt: '2023-12-31T23:59:59Z' });
  expect(contact.identifiers[0].channels.email).toEqual(STORED);
  expect([contact.status, contact.statuses.length, contact.optIns.length]).toEqual(['subscribed', 1, 1]);
  expect(contact.updatedAt).toBe('2026-05-01T12:00:00Z');
});

test('nonSubscribed with a date in 1970 never replaces a stored status', async () => {
  const { send } = await withJane();
  expect((await send({ status: 'nonSubscribed', statusChangedAt: '1970-01-01T00:00:00Z' })).status).toBe('subscribed');
});

test('a later date changes status and date, and adds an entry to the history', async () => {
  const { send } = await withJane();
  const left = await send({ status: 'unsubscribed', statusChangedAt: '2024-01-01T01:00:00+01:00' });
  expect(left.identifiers[0].channels.email).toEqual({
    status: 'unsubscribed',
    statusChangedAt: '2024-01-01T00:00:00Z',
  });
  const back = await send({ status: 'subscribed', statusChangedAt: '2025-01-01T00:00:00.500Z' });
  expect(back.identifiers[0].channels.email).toEqual({
    status: 'subscribed',
    statusChangedAt: '2025-01-01T00:00:00.500Z',
  });
  expect(back.statuses.map(({ status }: { status: string }) => status)).toEqual([
    'subscribed',
    'unsubscribed',
    'subscribed',
  ]);
  expect(back.optIns).toEqual([
    { channel: 'email', optInAt: '2024-01-01T00:00:00Z' },
    { channel: 'email', optInAt: '2025-01-01T00:00:00.500Z' },
  ]);
});

test('a missing date means now, so nonSubscribed overwrites a subscription', async () => {
  const { send } = await withJane();
  const contact = await send({ status: 'nonSubscribed' });
  expect(contact.identifiers[0].channels.email).toEqual({
    status: 'nonSubscribed',
    statusChangedAt: '2026-05-01T12:00:00Z',
  });
});

test('writing the stored status with its date adds nothing to the history', async () => {
  const { send } = await withJane();
  const contact = await send(STORED);
  expect([contact.statuses.length, contact.optIns.length]).toEqual([1, 1]);
});

test('each consent is added to the history, in order of its date, which is now by default', async () => {
  const { send } = await withJane();
  await send(STORED, { consent: { source: 'checkout' } });
  const contact = await send(STORED, {
    consent: { source: 'form', createdAt: '2024-01-01T00:00:00Z', userAgent: 'UA' },
  });
  expect(contact.consents).toEqual([
    { channel: 'email', createdAt: '2024-01-01T00:00:00Z', source: 'form', userAgent: 'UA' },
    { channel: 'email', createdAt: '2026-05-01T12:00:00Z', source: 'checkout' },
  ]);
});

test.each([
  '2024-01-01',
  '2024-01-01T00:00:00',
  '2024-02-30T00:00:00Z',
  '2024-01-01T24:00:00Z',
  '2024-13-01T00:00:00Z',
  '',
])('the status date %j is refused', async (statusChangedAt) => {
  const { send } = await withJane();
  const problem = await send({ status: 'unsubscribed', statusChangedAt });
  expect(problem.errors[0].field).toBe('identifiers.0.channels.email.statusChangedAt');
});
