// Vendors' answers: whatever a server sends, with whatever status and headers, the codecs decode it or call it malformed.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { canonicalJson } from '../../../src/contact/canonical.ts';
import { CAUSES, STATUSES } from '../../../src/contact/consent.ts';
import type { Identifier, LiveContact } from '../../../src/contact/contact.ts';
import type { ApiRequest, ApiResponse, RateHint } from '../../../src/http/request.ts';
import { isLiveContact } from '../../../src/live/json-line.ts';
import type { Decoded, Page, Provider } from '../../../src/providers/contract.ts';
import { ALL_DIALECTS, type DialectName, providerOf } from '../../../src/providers/table.ts';
import { update } from '../../providers/drafts.ts';
import { HOSTILE_TEXTS } from '../documents/hostile.ts';
import { editedJson } from '../documents/inputs.ts';
import { type RawAnswer, recordAnswers } from '../seeds/answers.ts';
import type { Target } from '../target.ts';
import { checkPath, checkRequest, checkWrites } from './answers-to-writes.ts';

const STATUS = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(200, 200, 200, 201, 202) },
  fc.constantFrom(204, 301, 400, 401, 403, 404, 408, 409, 410, 422, 429, 500, 503, 599),
);

const HEADER_NAMES = ['retry-after', 'x-rate-limit-limit', 'x-rate-limit-remaining'] as const;
const MORE_NAMES = ['x-rate-limit-reset', 'x-ratelimit-limit', 'x-ratelimit-remaining', 'location'] as const;
const HEADERS = fc.dictionary(
  fc.constantFrom(...HEADER_NAMES, ...MORE_NAMES),
  fc.oneof(
    fc.nat(500).map(String),
    fc.constantFrom('1e308', '-1', 'NaN', 'Infinity', '0x10', '', ' 3 ', ...HOSTILE_TEXTS),
  ),
  { maxKeys: 2, noNullPrototype: true },
);

/** As many contacts as a page of any vendor that pages by number has. */
const FULL_PAGE = JSON.stringify(Array.from({ length: 100 }, (_, id) => ({ id: id + 1 })));

/** Answers of one dialect, decoded as the answer to every request that the dialect can make. */
export function answersOf(dialect: DialectName): Target<RawAnswer> {
  const vendor = dialect.slice(0, dialect.indexOf('@'));
  return {
    name: `answers-${dialect.replaceAll(/[^a-z0-9]+/g, '-')}`,
    // What older versions share with the newest one is measured there.
    sources: [
      new RegExp(
        `^providers/${vendor}/(?:${isNewest(dialect) ? 'api|paging|' : ''}codec|schema|failure|batch-|write-)`,
      ),
    ],
    async inputs() {
      const recorded = (await recordAnswers()).filter((answer) => answer.dialect === dialect);
      const bodies = [...new Set(recorded.map(({ body }) => body).filter((body) => body !== ''))];
      const body = editedJson([...bodies, FULL_PAGE]);
      return fc.record(
        { dialect: fc.constant(dialect), status: STATUS, headers: HEADERS, body },
        { noNullPrototype: true },
      );
    },
    check: checkAnswer,
  };
}

function isNewest(dialect: DialectName): boolean {
  return ALL_DIALECTS.find(({ provider }) => dialect.startsWith(`${provider}@`))?.dialect === dialect;
}

function checkAnswer({ dialect, status, headers, body: text }: RawAnswer): void {
  const body = bodyOf(text);
  // As the HTTP client does it: a success that is not JSON reaches no codec, and an error reaches it without its body.
  if (body === INVALID && status < 400) return;
  const response = { status, headers, body: body === INVALID ? undefined : body };
  const provider = providerOf(dialect);
  checked.clear();
  checkReads(provider, response);
  checkWrites(provider, response);
  checkNumbers(provider.api.rateHint(response));
}

const INVALID = Symbol('not JSON');

function bodyOf(text: string): unknown {
  if (text.trim() === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return INVALID;
  }
}

const IDENTIFIERS: readonly Identifier[] = [
  { kind: 'id', value: 'v1' },
  { kind: 'email', value: 'jane@example.com' },
  { kind: 'phone', value: '+37060000001' },
  { kind: 'userId', value: 'u_42' },
];

function checkReads(provider: Provider, response: ApiResponse): void {
  const { api } = provider;
  for (const list of [api.list?.(), api.listChanges?.('2020-01-01T00:00:00Z')]) {
    if (list === undefined) continue;
    const page = api.decodePage?.(response, list);
    if (page !== undefined) checkPage(provider, page, list);
    const next = api.peekNext?.(response, list);
    if (next !== undefined) checkRequest(next, list.path);
    if (page?.ok && api.peekNext !== undefined) assert.deepEqual(page.value.next, next);
  }
  for (const identifier of IDENTIFIERS) {
    if (!provider.capabilities.identity.lookUp.includes(identifier.kind)) continue;
    const found = api.decodeLookUp(response, [identifier]);
    if (isDecoded(found, response)) for (const contact of found.value) checkContact(provider, contact);
  }
  for (const { decode } of api.schema ?? []) {
    const schema = decode(response);
    if (!isDecoded(schema, response)) continue;
    const { properties = new Map(), lists = new Set(), autoresponders = new Set() } = schema.value;
    for (const name of [...properties.keys(), ...lists, ...autoresponders]) assert.ok(isText(name));
    for (const type of properties.values()) assert.ok(['string', 'number', 'boolean', 'date'].includes(type));
  }
  const suppressed = api.suppression?.decode(response);
  if (suppressed !== undefined && isDecoded(suppressed, response)) assert.equal(typeof suppressed.value, 'boolean');
}

function checkPage(provider: Provider, page: Decoded<Page>, request: ApiRequest): void {
  if (!page.ok) return;
  const { contacts, next, latestChange } = page.value;
  for (const contact of contacts) checkContact(provider, contact);
  if (next !== undefined) checkRequest(next, request.path);
  if (latestChange !== undefined) assert.ok(!Number.isNaN(Date.parse(latestChange)), latestChange);
}

/** A failure describes its answer; every other result is a value. */
function isDecoded<T>(decoded: Decoded<T>, { status }: ApiResponse): decoded is Decoded<T> & { readonly ok: true } {
  if (decoded.ok) return true;
  assert.equal(decoded.failure.status, status);
  assert.equal(typeof decoded.failure.message, 'string');
  return false;
}

/** The contacts of this answer, which is decoded as the answer to many requests. */
const checked = new Set<string>();

/** What the rest of the program takes for granted of a live contact. */
function checkContact(provider: Provider, contact: LiveContact): void {
  const text = JSON.stringify(contact);
  if (checked.has(text)) return;
  checked.add(text);
  assert.ok(isLiveContact(contact));
  const { id, userId, emails, phones, scalars, sets, customProperties, channels } = contact;
  const texts = [id, userId].filter((value) => value !== undefined);
  for (const one of [...texts, ...emails, ...phones, ...Object.values(scalars), ...Object.values(sets).flat()])
    assert.ok(isText(one), `not a text, or an empty one: ${JSON.stringify(contact)}`);
  for (const value of Object.values(customProperties)) assert.ok(isProperty(value));
  for (const { status, since, cause, word } of Object.values(channels)) {
    assert.ok(STATUSES.includes(status));
    assert.ok(CAUSES.includes(cause));
    assert.ok(since === 'unknown' || !Number.isNaN(Date.parse(since)));
    assert.equal(typeof word, 'string');
  }
  checkWritable(provider, contact);
  // Snapshots, live caches and plans keep contacts as JSON.
  const kept = JSON.parse(text) as unknown;
  assert.equal(canonicalJson(kept), canonicalJson(contact));
  assert.deepEqual(Object.keys((kept as LiveContact).customProperties), Object.keys(customProperties));
}

/** What was read can be written to: its identifiers go into paths and bodies. */
function checkWritable({ capabilities, requests, api }: Provider, contact: LiveContact): void {
  const differences = [
    { path: ['firstName'], op: 'change', before: 'a', after: null },
    { path: ['channels', 'email', 'status'], op: 'change', before: 'subscribed', after: 'unsubscribed' },
  ] as const;
  for (const keyField of capabilities.keyFields) {
    for (const { path, method } of requests.plan([update({ live: contact, differences })], { keyField })) {
      checkPath(path);
      assert.ok(api.budgetsOf({ method, path }).length > 0);
    }
  }
  if (contact.id !== undefined && capabilities.identity.lookUp.includes('id'))
    checkPath(api.lookUp([{ kind: 'id', value: contact.id }]).path);
}

function checkNumbers(hint: RateHint): void {
  for (const [name, value] of Object.entries(hint))
    assert.ok(typeof value === 'number' && Number.isFinite(value) && value >= 0, `${name}: ${value}`);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function isProperty(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  if (Array.isArray(value)) return value.every((member) => typeof member === 'string');
  return typeof value === 'boolean' || isText(value);
}
