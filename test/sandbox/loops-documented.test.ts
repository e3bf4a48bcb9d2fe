// Source: Loops OpenAPI 1.21.6.

import { describeAnswers, type Suite, TEXT } from './documented-answers.ts';

const REFUSED = { success: 'boolean', message: TEXT };
const WRITTEN = { success: 'boolean', id: TEXT };
const FIND = '/contacts/find?email=jane%40example.com';

const LOOPS: Suite = {
  name: 'Loops v1',
  mount: '/loops/api/v1',
  headers: { authorization: 'Bearer k' },
  state: {
    loops: {
      lists: [{ id: 'news' }],
      properties: [{ key: 'plan', type: 'string' }],
      contacts: [{ email: 'jane@example.com', plan: 'team', mailingLists: { news: true }, suppressed: true }],
    },
  },
  always: ['x-ratelimit-limit', 'x-ratelimit-remaining'],
  rows: {
    'a key': { request: ['GET', '/api-key'], status: 200, shape: { success: 'boolean', teamName: TEXT } },
    'no key': { request: ['GET', '/api-key'], status: 401, shape: { ...REFUSED, error: TEXT }, headers: {} },
    'a find': {
      request: ['GET', FIND],
      status: 200,
      shape: [
        {
          ...{ id: TEXT, email: TEXT, firstName: null, lastName: null, source: TEXT, subscribed: 'boolean' },
          ...{ userGroup: TEXT, userId: null, mailingLists: { news: 'boolean' }, optInStatus: null, plan: TEXT },
        },
      ],
    },
    'a find of nobody': { request: ['GET', '/contacts/find?userId=u'], status: 200, shape: [] },
    'a find by both': { request: ['GET', `${FIND}&userId=u`], status: 400, shape: REFUSED },
    'a create': { request: ['POST', '/contacts/create', { email: 'new@example.com' }], status: 200, shape: WRITTEN },
    'a create of somebody who is there': {
      request: ['POST', '/contacts/create', { email: 'jane@example.com' }],
      status: 409,
      shape: REFUSED,
    },
    'an update': {
      request: ['PUT', '/contacts/update', { email: 'jane@example.com', firstName: 'J' }],
      status: 200,
      shape: WRITTEN,
    },
    'an update by another method': {
      request: ['PATCH', '/contacts/update', { email: 'jane@example.com' }],
      status: 405,
      shape: REFUSED,
    },
    'a suppression': {
      request: ['GET', '/contacts/suppression?email=jane%40example.com'],
      status: 200,
      shape: {
        contact: { id: TEXT, email: TEXT, userId: null },
        isSuppressed: 'boolean',
        removalQuota: { limit: 'number', remaining: 'number' },
      },
    },
    'a suppression of nobody': { request: ['GET', '/contacts/suppression?userId=u'], status: 404, shape: REFUSED },
    'a suppression lifted': {
      request: ['DELETE', '/contacts/suppression?email=jane%40example.com'],
      status: 200,
      shape: { ...REFUSED, removalQuota: { limit: 'number', remaining: 'number' } },
    },
    'a delete': { request: ['POST', '/contacts/delete', { email: 'jane@example.com' }], status: 200, shape: REFUSED },
    'a delete of nobody': { request: ['POST', '/contacts/delete', { userId: 'u' }], status: 404, shape: REFUSED },
    properties: {
      request: ['GET', '/contacts/properties?list=custom'],
      status: 200,
      shape: [{ key: TEXT, label: TEXT, type: TEXT }],
    },
    'a property': {
      request: ['POST', '/contacts/properties', { name: 'seats', type: 'number' }],
      status: 200,
      shape: { success: 'boolean' },
    },
    lists: {
      request: ['GET', '/lists'],
      status: 200,
      shape: [{ id: TEXT, name: TEXT, description: null, isPublic: 'boolean' }],
    },
  },
};

describeAnswers(LOOPS);
