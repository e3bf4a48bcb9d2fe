import { expect, test } from 'vitest';
import { clock, emailIdentifier, JANE, jane, phoneIdentifier, sandbox } from './harness.ts';

const CONTACTS = '/api/contacts';

test('POST with a new email creates a contact: 201 with the whole contact', async () => {
  const { call } = await sandbox({ now: clock('2026-05-01T12:00:00.250Z').now });
  const consent = { source: 'form', ip: '192.168.1.1', createdAt: '2024-01-01T02:00:00+02:00' };
  const reply = await call('POST', CONTACTS, {
    body: {
      identifiers: [
        emailIdentifier('New@Example.com', 'subscribed', { consent, source: 'api' }),
        phoneIdentifier('+12025550100'),
      ],
      firstName: 'New',
      tags: ['a', 'b', 'a'],
      customProperties: { age: 33 },
    },
  });
  const now = '2026-05-01T12:00:00.250Z';
  expect(reply.status).toBe(201);
  expect(reply.body).toEqual({
    id: expect.stringMatching(/^[0-9a-f]{24}$/),
    email: 'new@example.com',
    phone: ['+12025550100'],
    status: 'subscribed',
    identifiers: [
      { id: 'new@example.com', type: 'email', channels: { email: { status: 'subscribed', statusChangedAt: now } } },
      { id: '+12025550100', type: 'phone', channels: { sms: { status: 'nonSubscribed', statusChangedAt: now } } },
    ],
    firstName: 'New',
    tags: ['a', 'b'],
    customProperties: { age: 33 },
    statuses: [
      { channel: 'email', status: 'subscribed', statusChangedAt: now },
      { channel: 'sms', status: 'nonSubscribed', statusChangedAt: now },
    ],
    optIns: [{ channel: 'email', optInAt: now }],
    consents: [{ channel: 'email', source: 'form', ip: '192.168.1.1', createdAt: '2024-01-01T00:00:00Z' }],
    segments: [],
    createdAt: now,
    updatedAt: now,
  });
  expect((await call('GET', `${CONTACTS}/${reply.body.id}`)).body).toEqual(reply.body);
});

test('POST with a known email updates the contact: 200, tags replaced, other members unchanged', async () => {
  const { call, contacts, state } = await sandbox();
  await contacts([jane({ lastName: 'Doe', tags: ['old'] })]);
  const body = { identifiers: [emailIdentifier('JANE@example.com')], firstName: 'Janet', tags: ['new'] };
  const reply = await call('POST', CONTACTS, { body });
  expect(reply.status).toBe(200);
  expect(reply.body).toMatchObject({ id: JANE, firstName: 'Janet', lastName: 'Doe', tags: ['new'] });
  expect((await state()).contacts).toHaveLength(1);
});

test('the phone of another contact is ignored if there is an email', async () => {
  const { call, contacts } = await sandbox();
  await contacts([{ identifiers: [{ type: 'phone', id: '+12025550100' }] }]);
  const body = { identifiers: [emailIdentifier('new@example.com'), phoneIdentifier('+12025550100')] };
  const reply = await call('POST', CONTACTS, { body });
  expect([reply.status, reply.body.email, reply.body.phone]).toEqual([201, 'new@example.com', []]);
});

test('POST with only a phone always creates a contact, and never updates one', async () => {
  const { call, state } = await sandbox();
  const body = { identifiers: [phoneIdentifier('+12025550100')] };
  const created = await call('POST', CONTACTS, { body });
  expect([created.status, created.body.email, created.body.status]).toEqual([201, undefined, undefined]);
  const again = await call('POST', CONTACTS, { body: { ...body, firstName: 'Other' } });
  expect([again.status, again.body.title]).toEqual([409, 'Conflict']);
  expect((await state()).contacts.map((contact: { firstName?: string }) => contact.firstName)).toEqual([undefined]);
});

test.each([
  ['no identifiers', {}, 'identifiers', 'At least one identifier is required'],
  ['an empty list', { identifiers: [] }, 'identifiers', 'At least one identifier is required'],
  [
    'an email without channel',
    { identifiers: [{ type: 'email', id: 'a@example.com' }] },
    'identifiers.0.channels',
    'Provide email channel for email identifier',
  ],
  [
    'an email with the other channel',
    { identifiers: [{ type: 'email', id: 'a@example.com', channels: { sms: { status: 'subscribed' } } }] },
    'identifiers.0.channels',
    'Provide email channel for email identifier',
  ],
  [
    'a phone without channel',
    { identifiers: [{ type: 'phone', id: '+12025550100' }] },
    'identifiers.0.channels',
    'Provide sms channel for phone identifier',
  ],
  ['no type', { identifiers: [{ id: 'a@example.com' }] }, 'identifiers.0.type', 'Type is required'],
  [
    'no id',
    { identifiers: [{ type: 'email', channels: { email: { status: 'subscribed' } } }] },
    'identifiers.0.id',
    'ID is required',
  ],
  ['no email', { identifiers: [emailIdentifier('nobody')] }, 'identifiers.0.id', 'Must be a valid email address'],
  [
    'a national phone',
    { identifiers: [phoneIdentifier('2025550100')] },
    'identifiers.0.id',
    'Must be a phone number in E.164 format',
  ],
])('%s is refused', async (_name, body, field, message) => {
  const { call, admin } = await sandbox();
  const reply = await call('POST', CONTACTS, { body });
  expect(reply.status).toBe(400);
  expect(reply.body.errors).toEqual([{ field, code: expect.any(String), message }]);
  expect((await admin('GET', '/state')).body.accounts.default.omnisend.contacts).toEqual([]);
});

test('all errors of a body are reported at once', async () => {
  const { call } = await sandbox();
  const reply = await call('POST', CONTACTS, {
    query: { dryRun: 'yes' },
    body: {
      identifiers: [
        {
          type: 'email',
          id: 'x',
          channels: { email: { status: 'gone', statusChangedAt: 'yesterday' } },
          consent: { ip: 1 },
        },
        7,
      ],
      firstName: 5,
      gender: 'x',
    },
  });
  expect(reply.body.detail).toBe('One or more fields are invalid.');
  expect(reply.body.errors.map((error: { field: string }) => error.field).sort()).toEqual([
    'dryRun',
    'firstName',
    'gender',
    'identifiers.0.channels.email.status',
    'identifiers.0.channels.email.statusChangedAt',
    'identifiers.0.consent.ip',
    'identifiers.0.id',
    'identifiers.1',
  ]);
});

test('a welcome message is sent unless it is declined, and only if the contact becomes subscribed', async () => {
  const { call, state } = await sandbox({ now: clock().now });
  const silent = emailIdentifier('silent@example.com');
  const { sendWelcomeMessage: _declined, ...byDefault } = emailIdentifier('default@example.com');
  const asked = emailIdentifier('asked@example.com', 'nonSubscribed', { sendWelcomeMessage: true });
  for (const identifier of [silent, byDefault, byDefault, asked]) {
    await call('POST', CONTACTS, { body: { identifiers: [identifier] } });
  }
  expect((await state()).sent).toEqual([{ to: 'default@example.com', kind: 'welcome', at: '2026-05-01T12:00:00Z' }]);
  const subscribed = emailIdentifier('asked@example.com', 'subscribed', { sendWelcomeMessage: true });
  await call('PATCH', CONTACTS, { query: { email: 'asked@example.com' }, body: { identifiers: [subscribed] } });
  expect((await state()).sent).toHaveLength(2);
});

test('ids are the same in every run, and unique', async () => {
  const post = async (n: number, { call }: Awaited<ReturnType<typeof sandbox>>) =>
    (await call('POST', CONTACTS, { body: { identifiers: [emailIdentifier(`p${n}@example.com`)] } })).body.id;
  const [one, two] = [await sandbox({ seed: 7 }), await sandbox({ seed: 7 })];
  const ids = [await post(1, one), await post(2, one)];
  expect([await post(1, two), await post(2, two)]).toEqual(ids);
  await two.admin('PUT', '/state', (await one.admin('GET', '/state')).body);
  expect(ids).not.toContain(await post(3, two));
});
