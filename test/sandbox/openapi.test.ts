// Checks the answers against the vendor's OpenAPI document. It may not be redistributed, so the test runs only where it is
// present.

import { existsSync, readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { emailIdentifier, sandbox } from './harness.ts';

const DOCUMENT = process.env.OMNISEND_OPENAPI ?? '/work/shared/specs/omnisend-2026-03-15-contacts.json';
const present = existsSync(DOCUMENT);
const measured = present ? test : test.skip;
if (!present) test.skip(`answers are not measured: ${DOCUMENT} is not there`, () => {});

/** The document's schemas, changed so that objects with named properties allow no other properties. */
function schemas(): Record<string, unknown> {
  const strict = JSON.parse(readFileSync(DOCUMENT, 'utf8'), (_key, value) => {
    if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
    const { example: _example, description: _description, readOnly: _readOnly, ...schema } = value;
    const named =
      schema.properties !== undefined && schema.type === 'object' && schema.additionalProperties === undefined;
    return named ? { ...schema, additionalProperties: false } : schema;
  });
  return strict.components.schemas;
}

function mistakes(name: string, answer: unknown): unknown {
  const ajv = new Ajv({ strict: false, allErrors: true });
  const validate = ajv.compile({ $ref: `#/components/schemas/${name}`, components: { schemas: schemas() } });
  return validate(answer) ? [] : validate.errors;
}

measured('contacts and pages', async () => {
  const { call } = await sandbox({ contacts: 120 });
  const page = await call('GET', '/api/contacts');
  expect(page.body.contacts).toHaveLength(100);
  expect(mistakes('ListContactsResponse', page.body)).toEqual([]);
  const body = {
    identifiers: [
      emailIdentifier('new@example.com', 'subscribed', { consent: { source: 'form', ip: '1.1.1.1', userAgent: 'UA' } }),
    ],
    firstName: 'New',
    gender: 'f',
    birthdate: '1990-01-01',
    countryCode: 'US',
    customProperties: { age: 1 },
  };
  const created = await call('POST', '/api/contacts', { body });
  expect(mistakes('ContactResponse', created.body)).toEqual([]);
  const updated = await call('PATCH', `/api/contacts/${created.body.id}`, { body: { city: 'Oslo' } });
  expect(mistakes('ContactResponse', updated.body)).toEqual([]);
  expect(mistakes('ContactResponse', (await call('GET', `/api/contacts/${created.body.id}`)).body)).toEqual([]);
});

measured('problems', async () => {
  const { call } = await sandbox({ rateLimit: 1 / 400 });
  expect(mistakes('Problem', (await call('GET', '/api/contacts', { headers: {} })).body)).toEqual([]);
  expect(mistakes('ValidationProblem', (await call('GET', '/api/contacts', { query: { limit: '0' } })).body)).toEqual(
    [],
  );
  const limited = await call('GET', '/api/contacts');
  expect([limited.status, mistakes('RateLimitProblem', limited.body)]).toEqual([429, []]);
  expect(mistakes('Problem', { error: 'another shape' })).not.toEqual([]);
});
