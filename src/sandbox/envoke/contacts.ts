// The API's operations on /v1/contacts and /v1/contacts/{id}.

import { isObject, type JsonObject } from '../json.ts';
import { jsonAnswer, type RequestBody, type VendorRequest } from '../server/exchange.ts';
import { readContactBody } from './contact/body.ts';
import type { Contact } from './contact/contact.ts';
import { contactJson } from './contact/json.ts';
import { contactById, contactByKey } from './contact/key-field.ts';
import { type Refusal, refuse, success } from './json.ts';
import type { EnvokeContext, Reply } from './operation.ts';
import { insert, update } from './writes.ts';

/** The error for an empty body. The documents show it for v2; v1 is assumed to have the same. */
const EMPTY = 'Request body may not be empty';

/** Handles `GET /v1/contacts`. */
export function listContacts({ book, list, now }: EnvokeContext, { query }: VendorRequest): Reply {
  const page = list(query, now());
  if ('errors' in page) return page;
  return jsonAnswer(
    200,
    page.map((contact) => contactJson(book, contact, now())),
  );
}

/** Handles `GET /v1/contacts/{id}`. The format of the answer is not documented; the sandbox returns the contact's JSON. */
export function getContact({ book, now }: EnvokeContext, _request: VendorRequest, id = ''): Reply {
  const contact = contactById(book, id);
  return contact === undefined ? notFound('id', id) : jsonAnswer(200, contactJson(book, contact, now()));
}

/**
 * Handles `POST /v1/contacts`: creates a contact. With `?upsert=1`, updates the contact that has the key in the body, or creates
 * one if none has it.
 */
export function postContact(context: EnvokeContext, { query, body: received }: VendorRequest): Reply {
  const read = bodyOf(received);
  if ('errors' in read) return read;
  const { body } = read;
  const isUpsert = new URLSearchParams(query).get('upsert') === '1';
  const keyed = isUpsert ? contactByKey(context.book, query, body) : undefined;
  if (keyed === undefined) return write(context, undefined, body);
  if ('errors' in keyed) return keyed;
  // Clients cannot choose the id of a new contact.
  if (keyed.field === 'id' && keyed.contact === undefined) return notFound('id', keyed.key);
  return write(context, keyed.contact, body);
}

/** Handles `PATCH /v1/contacts`: updates the contact that the key in the body identifies. */
export function patchByKey(context: EnvokeContext, { query, body: received }: VendorRequest): Reply {
  const read = bodyOf(received);
  if ('errors' in read) return read;
  const { body } = read;
  const keyed = contactByKey(context.book, query, body);
  if ('errors' in keyed) return keyed;
  // It is not documented what PATCH does if no contact has the key. Refuse the request, because the documents say only of POST
  // with upsert that it creates contacts.
  if (keyed.contact === undefined) return notFound(keyed.field, keyed.key);
  if (keyed.field !== 'email') return write(context, keyed.contact, body);
  const { email: _key, ...rest } = body;
  return write(context, keyed.contact, rest);
}

/** Handles `PATCH /v1/contacts/{id}`. */
export function patchById(context: EnvokeContext, { body: received }: VendorRequest, id = ''): Reply {
  const read = bodyOf(received);
  if ('errors' in read) return read;
  const { body } = read;
  if (body.id !== undefined && String(body.id) !== id)
    return refuse(`Provided 'id': ${id} does not match 'id' in request body (${body.id})`);
  const contact = contactById(context.book, id);
  return contact === undefined ? notFound('id', id) : write(context, contact, body);
}

/** Handles `DELETE /v1/contacts/{id}`. */
export function deleteContact({ book, changed }: EnvokeContext, _request: VendorRequest, id = ''): Reply {
  const contact = contactById(book, id);
  if (contact === undefined) return notFound('id', id);
  book.remove(contact);
  changed();
  return success('Contact deleted', { id: contact.id });
}

function write({ book, now, changed }: EnvokeContext, contact: Contact | undefined, body: JsonObject): Reply {
  const read = readContactBody(body, book);
  if ('errors' in read) return read;
  const written = contact === undefined ? insert(book, read, now()) : update(book, contact, read, now());
  if ('errors' in written) return written;
  changed();
  return success(contact === undefined ? 'Contact created' : 'Contact updated', { id: written.id });
}

/**
 * Returns the body if it is a JSON object with members. Ignores the content type, because the vendor's own examples send JSON
 * with the content type of a form.
 */
function bodyOf(body: RequestBody): { readonly body: JsonObject } | Refusal {
  if (body.kind === 'too-large') return refuse('Request body is too large');
  if (body.kind === 'none') return refuse(EMPTY);
  if (body.kind === 'not-json' || !isObject(body.value)) return refuse('Request body is not a JSON object');
  return Object.keys(body.value).length === 0 ? refuse(EMPTY) : { body: body.value };
}

function notFound(field: string, key: string): Refusal {
  return refuse(`Item with ${field} '${key}' not found`);
}
