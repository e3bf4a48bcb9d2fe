// Sources: Contacts and Batches OpenAPI of 2026-03-15 and v3, and recorded answers of v3 (2024-05-24).

import { expect } from 'vitest';
import { describeAnswers, type Suite, TEXT } from './documented-answers.ts';

const ID = '66a000000000000000000001';
const NOBODY = '66a0000000000000000000ff';
const SINCE = '2024-01-01T00:00:00Z';
const STATUS = { status: 'subscribed', statusChangedAt: SINCE };
const JANE = {
  id: ID,
  identifiers: [
    { type: 'email', id: 'jane@example.com', channels: { email: STATUS } },
    { type: 'phone', id: '+37060000001', channels: { sms: STATUS } },
  ],
  ...{ firstName: 'Jane', tags: ['vip'], customProperties: { age: 33 } },
  consents: [{ channel: 'email', source: 'form', createdAt: SINCE, ip: '1.1.1.1', userAgent: 'UA' }],
};
const JOHN = { identifiers: [{ type: 'email', id: 'john@example.com', channels: { email: STATUS } }] };
const OMNISEND = { contacts: [JANE, JOHN] };

const HISTORY = { channel: TEXT, status: TEXT };
const CONSENT = { channel: TEXT, source: TEXT, createdAt: TEXT, ip: TEXT, userAgent: TEXT };
const PROBLEM = { type: TEXT, title: TEXT, status: 'number', instance: TEXT };
const DETAILED = { ...PROBLEM, detail: TEXT };
const INVALID = { ...DETAILED, errors: [{ field: TEXT, code: TEXT, message: TEXT }] };
const CONTACT = {
  ...{ id: TEXT, email: TEXT, phone: [TEXT], status: TEXT, firstName: TEXT, tags: [TEXT] },
  customProperties: { age: 'number' },
  identifiers: [{ id: TEXT, type: TEXT, channels: { email: { status: TEXT, statusChangedAt: TEXT } } }],
  statuses: [{ ...HISTORY, statusChangedAt: TEXT }],
  optIns: [{ channel: TEXT, optInAt: TEXT }],
  ...{ consents: [CONSENT], segments: [], createdAt: TEXT, updatedAt: TEXT },
};
const BATCH = { batchID: TEXT, totalCount: 'number' };
const NEW = (id: string, dateKey: string) => ({
  identifiers: [{ type: 'email', id, channels: { email: { status: 'subscribed', [dateKey]: SINCE } } }],
});
const BATCH_OF = (item: unknown) => ({ method: 'POST', endpoint: 'contacts', items: [item] });

const DATED: Suite = {
  name: 'Omnisend 2026-03-15',
  mount: '/omnisend/api',
  headers: { authorization: 'Omnisend-API-Key k', 'omnisend-version': '2026-03-15' },
  state: { omnisend: OMNISEND },
  rows: {
    'a page': {
      request: ['GET', '/contacts?sort=createdAt&direction=asc&limit=1'],
      status: 200,
      shape: {
        contacts: [CONTACT],
        paging: { limit: 'number', hasMore: 'boolean', cursors: { after: TEXT, before: null } },
      },
    },
    'nobody by an email': {
      request: ['GET', '/contacts?email=nobody%40example.com'],
      status: 200,
      shape: { contacts: [], paging: { limit: 'number', hasMore: 'boolean', cursors: { after: null, before: null } } },
    },
    'a contact': { request: ['GET', `/contacts/${ID}`], status: 200, shape: CONTACT },
    'nobody by an id': { request: ['GET', `/contacts/${NOBODY}`], status: 404, shape: DETAILED },
    'an update': { request: ['PATCH', `/contacts/${ID}`, { firstName: 'J' }], status: 200, shape: CONTACT },
    'an update by email': {
      request: ['PATCH', '/contacts?email=jane%40example.com', { firstName: 'J' }],
      status: 200,
      shape: CONTACT,
    },
    'an update of nobody': { request: ['PATCH', `/contacts/${NOBODY}`, {}], status: 404, shape: DETAILED },
    'a taken identifier': {
      request: ['PATCH', `/contacts/${ID}`, NEW('john@example.com', 'statusChangedAt')],
      status: 409,
      shape: DETAILED,
    },
    'a create': {
      request: ['POST', '/contacts', NEW('new@example.com', 'statusChangedAt')],
      status: 201,
      shape: expect.objectContaining({ id: TEXT, email: TEXT, phone: [], status: TEXT }),
    },
    'a create of somebody who is there': {
      request: ['POST', '/contacts', NEW('jane@example.com', 'statusChangedAt')],
      status: 200,
      shape: CONTACT,
    },
    'a mistake': { request: ['POST', '/contacts', { gender: 'x' }], status: 400, shape: INVALID },
    'a parameter that is unknown': { request: ['GET', '/contacts?page=2'], status: 400, shape: INVALID },
    'tags added': { request: ['POST', '/contacts/tags', { tags: ['a'], contactIDs: [ID] }], status: 202 },
    'tags removed': {
      request: ['DELETE', '/contacts/tags', { tags: ['a'], emails: ['jane@example.com'] }],
      status: 202,
    },
    'tags of nobody': { request: ['POST', '/contacts/tags', { tags: ['a'] }], status: 400, shape: INVALID },
    'a batch': {
      request: ['POST', '/batches', BATCH_OF(NEW('b@example.com', 'statusChangedAt'))],
      status: 201,
      shape: BATCH,
    },
    'no such batch': { request: ['GET', `/batches/${NOBODY}`], status: 404, shape: DETAILED },
    'no key': {
      request: ['GET', '/contacts'],
      status: 401,
      shape: PROBLEM,
      headers: { 'omnisend-version': '2026-03-15' },
    },
    'no version': {
      request: ['GET', '/contacts'],
      status: 400,
      shape: INVALID,
      headers: { authorization: 'Omnisend-API-Key k' },
    },
  },
};

const V3_CONTACT = {
  ...{
    email: TEXT,
    contactID: TEXT,
    createdAt: TEXT,
    firstName: TEXT,
    lastName: TEXT,
    country: TEXT,
    countryCode: TEXT,
  },
  ...{ state: TEXT, city: TEXT, postalCode: TEXT, address: TEXT, gender: TEXT, phone: [TEXT], birthdate: TEXT },
  ...{ status: TEXT, tags: [TEXT], segments: [], statuses: [{ ...HISTORY, date: TEXT }] },
  ...{ optIns: [{ channel: TEXT, date: TEXT }], consents: [CONSENT], customProperties: { age: 'number' } },
  identifiers: [{ id: TEXT, type: TEXT, channels: { email: { status: TEXT, statusDate: TEXT } } }],
};

const V3: Suite = {
  name: 'Omnisend v3',
  mount: '/omnisend/v3',
  headers: { 'x-api-key': 'k' },
  state: { omnisend: OMNISEND },
  rows: {
    'a page': {
      request: ['GET', '/contacts?email=jane%40example.com'],
      status: 200,
      shape: {
        contacts: [V3_CONTACT],
        paging: { previous: null, next: null, offset: 'number', limit: 'number' },
      },
    },
    'a contact': { request: ['GET', `/contacts/${ID}`], status: 200, shape: V3_CONTACT },
    'nobody by an id': { request: ['GET', `/contacts/${NOBODY}`], status: 404, shape: { error: TEXT } },
    'an update': {
      request: ['PATCH', `/contacts/${ID}`, { firstName: 'J' }],
      status: 200,
      shape: { email: TEXT, contactID: TEXT, firstName: TEXT, lastName: TEXT },
    },
    'a create': {
      request: ['POST', '/contacts', NEW('new@example.com', 'statusDate')],
      status: 200,
      shape: { email: TEXT, contactID: TEXT },
    },
    'a mistake': {
      request: ['POST', '/contacts', { identifiers: [{ type: 'email', id: 'x@example.com' }] }],
      status: 400,
      shape: { error: TEXT, fields: { 0: [TEXT] } },
    },
    'a batch': {
      request: ['POST', '/batches', BATCH_OF(NEW('b@example.com', 'statusDate'))],
      status: 200,
      shape: BATCH,
    },
    'no key': { request: ['GET', '/contacts'], status: 403, shape: { error: TEXT }, headers: {} },
  },
};

describeAnswers(DATED);
describeAnswers(V3);
