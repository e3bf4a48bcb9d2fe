// Checks the answers against the vendor's OpenAPI document. It may not be redistributed, so the test runs only where it is
// present.

import { existsSync, readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { LOOPS, vendorSandbox } from './vendor-harness.ts';

const DOCUMENT = process.env.LOOPS_OPENAPI ?? '/work/shared/specs/loops-1.21.6.yaml';
const present = existsSync(DOCUMENT);
const measured = present ? test : test.skip;
if (!present) test.skip(`answers are not measured: ${DOCUMENT} is not there`, () => {});

type Schemas = Record<string, { readonly required?: readonly string[]; readonly properties?: object }>;

/** Returns the errors of an answer against the schema. Unknown members are errors, except where custom properties are allowed. */
function mistakes(name: string, answer: unknown): unknown {
  const schemas: Schemas = parse(readFileSync(DOCUMENT, 'utf8')).components.schemas;
  const schema = schemas[name];
  const strict = {
    ...schema,
    required: Object.keys(schema?.properties ?? {}),
    additionalProperties: name === 'Contact',
  };
  const components = { schemas: { ...schemas, [name]: strict } };
  const ajv = new Ajv({ strict: false, allErrors: true });
  const validate = ajv.compile({ $ref: `#/components/schemas/${name}`, components });
  return validate(answer) ? [] : validate.errors;
}

const CONTACTS = '/api/v1/contacts';

measured('every answer has the shape of its schema', { tags: ['slow'] }, async () => {
  const { call } = await vendorSandbox(LOOPS, {
    lists: [{ id: 'news' }],
    properties: [{ key: 'age', type: 'number' }],
    contacts: [{ email: 'jane@example.com', suppressed: true, age: 3, mailingLists: { news: true } }],
  });
  const query = { email: 'jane@example.com' };
  const body = { email: 'new@example.com' };
  const answers = {
    Contact: (await call('GET', `${CONTACTS}/find`, { query })).body[0],
    ContactSuccessResponse: (await call('POST', `${CONTACTS}/create`, { body })).body,
    ContactFailureResponse: (await call('POST', `${CONTACTS}/create`, { body })).body,
    ContactSuppressionStatusResponse: (await call('GET', `${CONTACTS}/suppression`, { query })).body,
    ContactSuppressionRemoveResponse: (await call('DELETE', `${CONTACTS}/suppression`, { query })).body,
    ContactDeleteResponse: (await call('POST', `${CONTACTS}/delete`, { body })).body,
    ContactProperty: (await call('GET', `${CONTACTS}/properties`)).body.at(-1),
    MailingList: (await call('GET', '/api/v1/lists')).body[0],
  };
  expect(Object.entries(answers).map(([name, answer]) => [name, mistakes(name, answer)])).toEqual(
    Object.keys(answers).map((name) => [name, []]),
  );
  expect(mistakes('MailingList', { another: 'shape' })).not.toEqual([]);
});
