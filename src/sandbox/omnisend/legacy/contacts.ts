// The operations of v3 and v5 on contacts: list, get, upsert and update. Paths below omit the prefix /v3 or /v5.

import { type Answer, jsonAnswer, type VendorRequest } from '../../server/exchange.ts';
import { readContactWrite } from '../contact/clearing.ts';
import { type Contact, type ContactWrite, primaryEmail } from '../contact/contact.ts';
import { formatInstant } from '../contact/dates.ts';
import { isAbsent } from '../field-errors.ts';
import { encodeCursor } from '../list/cursor.ts';
import { pageOf } from '../list/page.ts';
import { pageUrl } from '../list/page-url.ts';
import { readListQuery } from '../list/query.ts';
import type { BrandContext, Reply } from '../operation.ts';
import { invalid } from '../problem.ts';
import { queryErrors } from '../request-body.ts';
import { updateIgnoringTaken, upsert } from '../writes.ts';
import { readContactBody } from './contact-body.ts';
import { contactJson } from './contact-json.ts';
import { type LegacyRules, shortAnswer } from './rules.ts';

/** Handles `GET /contacts`. */
export function listContacts({ listParameters }: LegacyRules, { brand }: BrandContext, request: VendorRequest): Reply {
  const pageQuery = readListQuery(request.query, listParameters);
  if ('errors' in pageQuery) return invalid(pageQuery.errors);
  const { filters, sort, direction, limit } = pageQuery;
  const page = pageOf(brand, pageQuery);
  const link = (side: 'after' | 'before') => {
    const position = page[side];
    return position && pageUrl(request, { [side]: encodeCursor({ filters, sort, direction, position }), limit });
  };
  const offset = Number(/^\d+$/.exec(new URLSearchParams(request.query).get('offset') ?? '')?.[0] ?? 0);
  const echoed = listParameters.includes('offset') ? { offset } : {};
  const paging = JSON.stringify({ previous: link('before'), next: link('after'), ...echoed, limit });
  return json(`{"contacts":[${page.contacts.map(contactJson).join(',')}],"paging":${paging}}`);
}

/** Handles `GET /contacts/{id}`. */
export function getContact({ brand }: BrandContext, { query }: VendorRequest, id: string): Reply {
  const errors = queryErrors(query, []);
  if (errors.length > 0) return invalid(errors);
  const contact = brand.get(id);
  return contact === undefined ? notFound() : json(contactJson(contact));
}

/** Handles `POST /contacts`: updates the contact with the same email, or creates a contact if there is none. */
export function postContact(rules: LegacyRules, context: BrandContext, request: VendorRequest): Reply {
  const write = readContactWrite(context.brand, request, [], (body, report) => {
    if (isAbsent(body.identifiers)) report('identifiers', 'required', 'At least one identifier is required');
    return readContactBody(rules, 'POST', body, report);
  });
  if ('problem' in write) return write;
  const { brand, now, changed } = context;
  const upserted = upsert(brand, withTagsOf(rules, context, write), formatInstant(now()));
  if (upserted.result === 'taken') return { problem: 'conflict', detail: 'Contact identifier already exists' };
  changed();
  return jsonAnswer(200, shortAnswer(upserted.contact));
}

/** Handles `PATCH /contacts/{id}`. */
export function patchById(rules: LegacyRules, context: BrandContext, request: VendorRequest, id: string): Reply {
  const write = readContactWrite(context.brand, request, [], (body, report) =>
    readContactBody(rules, 'PATCH', body, report),
  );
  return 'problem' in write ? write : patch(rules, context, context.brand.get(id), write);
}

/** Handles `PATCH /contacts?email=…`. */
export function patchByEmail(rules: LegacyRules, context: BrandContext, request: VendorRequest): Reply {
  const email = new URLSearchParams(request.query).get('email') ?? '';
  const write = readContactWrite(context.brand, request, ['email'], (body, report) => {
    if (email === '') report('email', 'required', 'Email is required');
    return readContactBody(rules, 'PATCH', body, report);
  });
  return 'problem' in write ? write : patch(rules, context, context.brand.owner('email', email), write);
}

function patch(rules: LegacyRules, context: BrandContext, contact: Contact | undefined, write: ContactWrite): Reply {
  if (contact === undefined) return notFound();
  const allowed = rules.emailIsFixed ? withoutNewEmail(contact, write) : write;
  const { brand, now, changed } = context;
  const updated = updateIgnoringTaken(brand, contact, withTagsOf(rules, context, allowed), formatInstant(now()));
  changed();
  return jsonAnswer(200, shortAnswer(updated, rules.patchAnswerFields));
}

/**
 * Applies the brand's setting for tags to a write: if it is `append`, the write adds its tags to the stored ones instead of
 * replacing them.
 */
function withTagsOf({ version }: LegacyRules, { brand }: BrandContext, write: ContactWrite): ContactWrite {
  const { v3Tags, v5Tags } = brand.settings;
  if ((version === 'v3' ? v3Tags : v5Tags) === 'replace' || write.tags === undefined) return write;
  const { tags, ...rest } = write;
  return { ...rest, addedTags: tags };
}

/** Removes emails other than the contact's primary one from a write, because the vendor is assumed to ignore them. */
function withoutNewEmail(contact: Contact, write: ContactWrite): ContactWrite {
  const own = primaryEmail(contact)?.id;
  if (own === undefined) return write;
  return { ...write, identifiers: write.identifiers.filter(({ type, id }) => type !== 'email' || id === own) };
}

function json(body: string): Answer {
  return { status: 200, headers: { 'content-type': 'application/json' }, body };
}

function notFound(): Reply {
  return { problem: 'not-found', detail: 'Contact not found' };
}
