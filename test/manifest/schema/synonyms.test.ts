// Names of other programs for the fields of manifests.

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { synonymOf } from '../../../src/manifest/schema/synonyms.ts';

const { properties, definitions } = JSON.parse(
  readFileSync(resolve(import.meta.dirname, '../../../schemas/manifest.schema.json'), 'utf8'),
);
const CONTACT = Object.keys(definitions.contact.properties);
const ACCOUNT = Object.keys(definitions.account.properties);

test.each([
  ['zip', 'postalCode'],
  ['ZIP_Code', 'postalCode'],
  ['name', 'firstName'],
  ['surname', 'lastName'],
  ['status', 'channels.email'],
  ['jobTitle', 'title'],
  ['mobile', 'phone'],
  ['remote_id', 'userId'],
  ['custom_fields', 'customProperties'],
  ['dob', 'birthdate'],
  ['labels', 'tags'],
  ['province', 'state'],
])('%s of a contact means %s', (typed, field) => {
  expect(synonymOf(typed, CONTACT)).toEqual({ suggestion: field });
});

test.each([
  ['vendor', 'provider'],
  ['token', 'apiKey'],
  ['version', 'apiVersion'],
])('%s of an account means %s', (typed, field) => {
  expect(synonymOf(typed, ACCOUNT)).toEqual({ suggestion: field });
});

test('a file has people under contacts', () => {
  expect(synonymOf('subscribers', Object.keys(properties))).toEqual({ suggestion: 'contacts' });
});

test('a name that the place does not have is not suggested, nor is a member of every object', () => {
  expect(synonymOf('zip', ACCOUNT)).toEqual({});
  expect(synonymOf('constructor', CONTACT)).toEqual({});
  expect(synonymOf('frobnicate', CONTACT)).toEqual({});
});
