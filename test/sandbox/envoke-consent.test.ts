import { expect, test } from 'vitest';
import { clock, ENVOKE, vendorSandbox } from './vendor-harness.ts';

const CONTACT = '/v1/contacts/1';
const DAY = 86_400_000;

async function person(contact: Record<string, unknown> = {}) {
  const time = clock('2026-08-31T12:00:00Z');
  const contacts = [{ id: 1, email: 'jane@example.com', ...contact }];
  const started = await vendorSandbox(ENVOKE, { contacts }, { now: time.now });
  return {
    ...started,
    time,
    give: (status: unknown, description?: unknown) =>
      started.call('PATCH', CONTACT, { body: { consent_status: status, consent_description: description } }),
    async consent() {
      const { body } = await started.call('GET', CONTACT);
      return [body.consent_status, body.consent_effective_date, body.consent_expiry];
    },
  };
}

test.each([
  ['Express', 'Express', ''],
  ['IMPLIED - NO EXPIRY', 'Implied - No Expiry', ''],
  ['Implied - Inquiry', 'Implied - Inquiry', '2027-02-28 12:00:00'],
  ['implied - transaction', 'Implied - Transaction', '2028-08-31 12:00:00'],
])('%s is kept as %s until %j', async (written, status, expiry) => {
  const { consent, give } = await person();
  expect((await give(written, 'form')).status).toBe(200);
  expect(await consent()).toEqual([status, '2026-08-31 12:00:00', expiry]);
});

test.each(['Express', 'Implied - Inquiry', 'Implied - Transaction', 'Implied - No Expiry'])(
  '%s needs a description in the same body',
  async (status) => {
    const { consent, give } = await person({ consent_description: 'there already' });
    for (const description of [undefined, '', ' ', 7]) {
      const reply = await give(status, description);
      expect([reply.status, reply.body.result_data.errors]).toEqual([400, ["'consent_description' is required"]]);
    }
    expect((await consent())[0]).toBe('Not Provided');
  },
);

test.each(['Expired', 'External Spam Reported', 'Envoke Spam Reported', 'Implied: No Expiry', 'subscribed', '', 1])(
  '%j cannot be written',
  async (status) => {
    const { consent, give } = await person({ consent_status: 'Express' });
    expect((await give(status, 'form')).status).toBe(400);
    expect((await consent())[0]).toBe('Express');
  },
);

test('nothing protects an opt-out: Revoked can be written without a description, and replaced', async () => {
  const { consent, give } = await person({ consent_status: 'Express' });
  await give('revoked');
  expect(await consent()).toEqual(['Revoked', '', '']);
  await give('Express', 'form');
  expect((await consent())[0]).toBe('Express');
});

test('implied consent expires, and its period restarts when it is written again', async () => {
  const { consent, give, time } = await person();
  await give('Implied - Inquiry', 'asked');
  time.advance(180 * DAY);
  await give('Implied - Inquiry', 'asked again');
  time.advance(180 * DAY);
  expect((await consent())[0]).toBe('Implied - Inquiry');
  time.advance(10 * DAY);
  expect((await consent())[0]).toBe('Expired');
});

test('other fields, and a description alone, do not change the consent status', async () => {
  const { call, consent, give } = await person();
  await give('Implied - Inquiry', 'asked');
  const before = await consent();
  await call('PATCH', CONTACT, { body: { city: 'Oslo', consent_description: 'new words' } });
  expect(await consent()).toEqual(before);
  expect((await call('GET', CONTACT)).body.consent_description).toBe('new words');
});

test('a state can contain any status; the expiry of implied consent is computed from its effective date', async () => {
  const states = await vendorSandbox(ENVOKE, {
    contacts: [
      { email: 'a@example.com', consent_status: 'Envoke Spam Reported' },
      { email: 'b@example.com', consent_status: 'Implied - Inquiry', consent_effective_date: '2020-01-01 00:00:00' },
      { email: 'c@example.com', consent_status: 'Implied - Inquiry' },
    ],
  });
  const { body } = await states.call('GET', '/v1/contacts');
  expect(body.map((contact: Record<string, string>) => [contact.consent_status, contact.consent_expiry])).toEqual([
    ['Envoke Spam Reported', ''],
    ['Expired', '2020-07-01 00:00:00'],
    ['Implied - Inquiry', ''],
  ]);
});
