// The API's operations on /api/contacts and /api/contacts/{id}: list, get, upsert and update.

import type { Answer, VendorRequest } from '../../server/exchange.ts';
import { readContactWrite } from '../contact/clearing.ts';
import type { Contact, ContactWrite } from '../contact/contact.ts';
import { formatInstant } from '../contact/dates.ts';
import { isAbsent } from '../field-errors.ts';
import { encodeCursor } from '../list/cursor.ts';
import { pageOf } from '../list/page.ts';
import { readListQuery } from '../list/query.ts';
import type { BrandContext, Reply } from '../operation.ts';
import { invalid, type Problem } from '../problem.ts';
import { queryErrors } from '../request-body.ts';
import { update, upsert } from '../writes.ts';
import { readContactBody } from './contact-body.ts';
import { contactJson } from './contact-json.ts';

const LIST_PARAMETERS = [
  'limit',
  'after',
  'before',
  'sort',
  'direction',
  'email',
  'phone',
  'status',
  'segmentID',
  'tag',
  'updatedAtFrom',
];

/** Handles `GET /api/contacts`. */
export function listContacts({ brand }: BrandContext, { query }: VendorRequest): Reply {
  const pageQuery = readListQuery(query, LIST_PARAMETERS);
  if ('errors' in pageQuery) return invalid(pageQuery.errors);
  const { filters, sort, direction, limit } = pageQuery;
  const page = pageOf(brand, pageQuery);
  const cursors = {
    after: page.after && encodeCursor({ filters, sort, direction, position: page.after }),
    before: page.before && encodeCursor({ filters, sort, direction, position: page.before }),
  };
  const paging = JSON.stringify({ limit, hasMore: cursors.after !== null, cursors });
  return json(200, `{"contacts":[${page.contacts.map(contactJson).join(',')}],"paging":${paging}}`);
}

/** Handles `GET /api/contacts/{id}`. */
export function getContact({ brand }: BrandContext, { query }: VendorRequest, id: string): Reply {
  const errors = queryErrors(query, []);
  if (errors.length > 0) return invalid(errors);
  const contact = brand.get(id);
  return contact === undefined ? notFound() : json(200, contactJson(contact));
}

/** Handles `POST /api/contacts`: updates the contact with the same email, or creates a contact if there is none. */
export function postContact(context: BrandContext, request: VendorRequest): Reply {
  const write = readContactWrite(context.brand, request, [], (body, report) => {
    const contact = readContactBody(body, report);
    if (isAbsent(body.identifiers)) report('identifiers', 'required', 'At least one identifier is required');
    return contact;
  });
  if ('problem' in write) return write;
  const upserted = upsert(context.brand, write, formatInstant(context.now()));
  // "If it is the only identifier, the contact will not be created" (page "Contacts", read 2026-11-21). The status of the answer
  // is not documented. Use 409, which is documented for a PATCH whose identifier belongs to another contact.
  if (upserted.result === 'taken') return taken();
  context.changed();
  return json(upserted.result === 'created' ? 201 : 200, contactJson(upserted.contact));
}

/** Handles `PATCH /api/contacts/{id}`. */
export function patchById(context: BrandContext, request: VendorRequest, id: string): Reply {
  const write = readContactWrite(context.brand, request, [], readContactBody);
  return 'problem' in write ? write : patch(context, context.brand.get(id), write);
}

/** Handles `PATCH /api/contacts?email=…`. */
export function patchByEmail(context: BrandContext, request: VendorRequest): Reply {
  const email = new URLSearchParams(request.query).get('email') ?? '';
  const write = readContactWrite(context.brand, request, ['email'], (body, report) => {
    if (email === '') report('email', 'required', 'Email is required');
    return readContactBody(body, report);
  });
  return 'problem' in write ? write : patch(context, context.brand.owner('email', email), write);
}

function patch(context: BrandContext, contact: Contact | undefined, write: ContactWrite): Reply {
  if (contact === undefined) return notFound();
  const updated = update(context.brand, contact, write, formatInstant(context.now()));
  if (updated === 'taken') return taken();
  context.changed();
  return json(200, contactJson(updated));
}

function json(status: number, body: string): Answer {
  return { status, headers: { 'content-type': 'application/json' }, body };
}

function notFound(): Problem {
  return { problem: 'not-found', detail: 'Contact not found' };
}

function taken(): Problem {
  return { problem: 'conflict', detail: 'Contact identifier already exists' };
}
