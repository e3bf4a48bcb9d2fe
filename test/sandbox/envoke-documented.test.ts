// Sources: support.envoke.com 1697195, 1697196, 1697197, 1697226, 1708599 and 15147579.

import { describeAnswers, type Suite, TEXT } from './documented-answers.ts';

const ENVELOPE = { success: 'boolean', result_text: TEXT };
const DONE = { ...ENVELOPE, result_data: { id: 'number' } };
const ERRORS = { ...ENVELOPE, result_data: { errors: [TEXT] } };

const ENVOKE: Suite = {
  name: 'Envoke v1',
  mount: '/envoke',
  headers: { authorization: `Basic ${btoa('id:key')}` },
  state: {
    envoke: {
      interests: [{ name: 'News' }],
      customFields: [{ name: 'barcode' }],
      contacts: [{ id: 7, email: 'jane@example.com', interests: ['News'], custom_fields: { barcode: '1' } }],
    },
  },
  rows: {
    'a list': {
      request: ['GET', '/v1/contacts?filter[email]=jane%40example.com'],
      status: 200,
      shape: [
        {
          ...{ id: 'number', external_id: TEXT, remote_id: TEXT, email: TEXT, first_name: TEXT, last_name: TEXT },
          ...{ title: TEXT, company: TEXT, phone: TEXT, address_1: TEXT, address_2: TEXT, city: TEXT, province: TEXT },
          ...{ postal_code: TEXT, country: TEXT, website: TEXT, language: TEXT, feedback: TEXT, date_created: TEXT },
          ...{ consent_status: TEXT, consent_description: TEXT, consent_effective_date: TEXT, consent_expiry: TEXT },
          ...{ interests: [TEXT], autoresponders: [], custom_fields: { barcode: TEXT } },
        },
      ],
    },
    nobody: { request: ['GET', '/v1/contacts?filter[email]=nobody%40example.com'], status: 200, shape: [] },
    'an insert': { request: ['POST', '/v1/contacts', { email: 'new@example.com' }], status: 200, shape: DONE },
    'an insert of somebody who is there': {
      request: ['POST', '/v1/contacts', { email: 'jane@example.com' }],
      status: 400,
      shape: ERRORS,
    },
    'an update': { request: ['PATCH', '/v1/contacts/7', { city: 'Winnipeg' }], status: 200, shape: DONE },
    'an update by email': {
      request: ['PATCH', '/v1/contacts', { email: 'jane@example.com', city: 'Winnipeg' }],
      status: 200,
      shape: DONE,
    },
    'a sending status alone': {
      request: ['PATCH', '/v1/contacts/7', { consent_status: 'Express' }],
      status: 400,
      shape: ERRORS,
    },
    'a delete': { request: ['DELETE', '/v1/contacts/7'], status: 200, shape: DONE },
    interests: { request: ['GET', '/v1/interests'], status: 200, shape: { 1: TEXT } },
    'custom fields': { request: ['GET', '/v1/customfields'], status: 200, shape: { 1: TEXT } },
    'types of custom fields': {
      request: ['GET', '/v2/customfields'],
      status: 200,
      shape: [{ id: TEXT, name: TEXT, description: TEXT, field_type: TEXT }],
    },
    'no key': { request: ['GET', '/v1/contacts'], status: 401, shape: { ...ENVELOPE, result_data: {} }, headers: {} },
  },
};

describeAnswers(ENVOKE);
