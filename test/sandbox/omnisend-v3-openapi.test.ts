// Checks the answers against the vendor's OpenAPI documents. They may not be redistributed, so the test runs only where they are
// present.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { expect, test, vi } from 'vitest';
import { KEY, sandbox, VERSION } from './harness.ts';

const DIRECTORY = process.env.OMNISEND_SPECS ?? '/work/shared/specs';
const V3_CONTACTS = join(DIRECTORY, 'omnisend-v3-contacts.json');
const V3_BATCHES = join(DIRECTORY, 'omnisend-v3-batches.json');
const DATED_BATCHES = join(DIRECTORY, 'omnisend-2026-03-15-batches.json');
const V3_KEY = { 'X-API-KEY': 'k' };

function measured(name: string, documents: readonly string[], run: () => Promise<void>): void {
  const missing = documents.filter((document) => !existsSync(document));
  if (missing.length === 0) test(name, run);
  else test.skip(`${name} are not measured: ${missing.join(', ')} not there`, () => {});
}

type Schema = Readonly<Record<string, unknown>>;

function documentOf(file: string) {
  return JSON.parse(readFileSync(file, 'utf8'));
}

function mistakes(document: { components: unknown }, schema: Schema, answer: unknown): unknown {
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
  const validate = ajv.compile({ ...schema, components: document.components });
  return validate(answer) ? [] : validate.errors;
}

/** Returns the schema of an operation's successful answer. It allows no unknown members, so that a misspelt name is an error. */
function answerSchema(document: { paths: Record<string, Record<string, { responses: Record<string, unknown> }>> }) {
  return (method: string, path: string, status = '200'): Schema => {
    const response = document.paths[path]?.[method]?.responses[status] as {
      content: { 'application/json': { schema: Schema } };
    };
    return response.content['application/json'].schema;
  };
}

function strict(schema: Schema): Schema {
  return { ...schema, additionalProperties: false };
}

/** The values of unset members in recorded answers, which the document does not allow. */
function withoutUnset(contact: Schema): Schema {
  const set = Object.entries(contact).filter(([, value]) => value !== '' && value !== null);
  return Object.fromEntries(set);
}

const CONTACT = {
  identifiers: [
    {
      type: 'email',
      id: 'new@example.com',
      channels: { email: { status: 'subscribed', statusDate: '2024-01-01T00:00:00Z' } },
      consent: { source: 'form', ip: '1.1.1.1', userAgent: 'UA' },
    },
  ],
  firstName: 'New',
  gender: 'f',
  countryCode: 'US',
  customProperties: { age: 1 },
};

measured('contacts of v3', [V3_CONTACTS], async () => {
  const document = documentOf(V3_CONTACTS);
  // The document requires the email channel even for a phone, contrary to its own examples.
  delete document.components.schemas['identifier-output'].items.properties.channels.required;
  const schema = answerSchema(document);
  const { call } = await sandbox({ contacts: 120 });
  const send = (method: string, path: string, body?: unknown) =>
    call(method, path, { headers: V3_KEY, ...(body === undefined ? {} : { body }) });
  const created = (await send('POST', '/v3/contacts', CONTACT)).body;
  expect(mistakes(document, strict(schema('post', '/contacts')), created)).toEqual([]);
  const patched = (await send('PATCH', `/v3/contacts/${created.contactID}`, { city: 'Oslo' })).body;
  expect(mistakes(document, schema('patch', '/contacts/{contactID}'), patched)).toEqual([]);
  const read = (await send('GET', `/v3/contacts/${created.contactID}`)).body;
  expect(mistakes(document, schema('get', '/contacts/{contactID}'), withoutUnset(read))).toEqual([]);
  const { contacts, paging } = (await send('GET', '/v3/contacts')).body;
  expect(contacts).toHaveLength(100);
  const page = { contacts: contacts.map(withoutUnset), paging: withoutUnset(paging) };
  expect(mistakes(document, strict(schema('get', '/contacts')), page)).toEqual([]);
  const [{ contactID: _missing, ...identifierless }] = contacts;
  expect(mistakes(document, schema('get', '/contacts/{contactID}'), { ...identifierless, tags: 'x' })).not.toEqual([]);
});

async function runBatch(base: string, headers: Record<string, string>) {
  const { call } = await sandbox();
  const body = { method: 'POST', endpoint: 'contacts', items: [CONTACT, { identifiers: [{ type: 'email' }] }] };
  const created = (await call('POST', `${base}/batches`, { headers, body })).body;
  const path = `${base}/batches/${created.batchID}`;
  await vi.waitFor(async () => expect((await call('GET', path, { headers })).body.status).toBe('finished'));
  return {
    created,
    batch: (await call('GET', path, { headers })).body,
    items: (await call('GET', `${path}/items`, { headers })).body,
    list: (await call('GET', `${base}/batches`, { headers, query: { endpoint: 'contacts' } })).body,
  };
}

measured('batches of v3', [V3_BATCHES], async () => {
  const document = documentOf(V3_BATCHES);
  const schema = answerSchema(document);
  const { created, batch, items, list } = await runBatch('/v3', V3_KEY);
  expect(mistakes(document, strict(schema('post', '/batches')), created)).toEqual([]);
  expect(mistakes(document, strict(schema('get', '/batches/{batchID}')), batch)).toEqual([]);
  expect(mistakes(document, strict(schema('get', '/batches/{batchID}/items')), items)).toEqual([]);
  expect(mistakes(document, strict(schema('get', '/batches')), list)).toEqual([]);
});

measured('batches of 2026-03-15', [DATED_BATCHES], async () => {
  const document = documentOf(DATED_BATCHES);
  const named = (name: string) => document.components.schemas[name] as Schema;
  const { created, batch, items, list } = await runBatch('/api', { ...KEY, ...VERSION });
  expect(mistakes(document, strict(named('CreateBatchResponse')), created)).toEqual([]);
  expect(mistakes(document, strict(named('Batch')), batch)).toEqual([]);
  expect(mistakes(document, strict(named('Batch')), items)).toEqual([]);
  expect(mistakes(document, strict(named('BatchItem')), items.errors[0])).toEqual([]);
  expect(mistakes(document, strict(named('ListBatchesResponse')), list)).toEqual([]);
  expect(mistakes(document, strict(named('Batch')), { ...batch, finishedAt: 'x' })).not.toEqual([]);
});
