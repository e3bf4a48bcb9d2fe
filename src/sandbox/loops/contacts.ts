// The API's operations on contacts: find, create, update and delete.

import { isObject } from '../json.ts';
import { type Answer, jsonAnswer, type VendorRequest } from '../server/exchange.ts';
import type { Contact, ContactWrite } from './contact.ts';
import { readContactBody } from './contact-body.ts';
import { contactByBody, contactByQuery } from './identifier.ts';
import { failure } from './json.ts';
import type { LoopsContext } from './operation.ts';
import { create, upsert, type WriteResult } from './writes.ts';

const NO_OBJECT = 'The body must be a JSON object.';

/**
 * Handles `GET /v1/contacts/find`. Answers with a list that contains the contact, or with an empty list if no contact matches.
 */
export function findContact({ audience }: LoopsContext, { query }: VendorRequest): Answer {
  const identified = contactByQuery(audience, query);
  if (identified.result === 'invalid') return failure(400, identified.message);
  return jsonAnswer(200, identified.result === 'found' ? [contactJson(identified.contact)] : []);
}

/** Handles `POST /v1/contacts/create`. */
export function createContact(context: LoopsContext, request: VendorRequest): Answer {
  const write = readWrite(context, request);
  return 'status' in write ? write : answerTo(context, create(context.audience, write, nowOf(context)));
}

/** Handles `PUT /v1/contacts/update`, which also creates a contact if none matches. */
export function updateContact(context: LoopsContext, request: VendorRequest): Answer {
  const write = readWrite(context, request);
  if ('status' in write) return write;
  if (write.email === undefined && write.userId === undefined) return failure(400, 'An email or userId is required.');
  return answerTo(context, upsert(context.audience, write, nowOf(context)));
}

/** Handles `POST /v1/contacts/delete`. */
export function deleteContact({ audience, changed }: LoopsContext, { body }: VendorRequest): Answer {
  if (body.kind !== 'json' || !isObject(body.value)) return failure(400, NO_OBJECT);
  const identified = contactByBody(audience, body.value);
  if (identified.result === 'invalid') return failure(400, identified.message);
  if (identified.result === 'not-found') return failure(404, 'Contact not found.');
  audience.remove(identified.contact);
  changed();
  return jsonAnswer(200, { success: true, message: 'Contact deleted.' });
}

function readWrite({ audience }: LoopsContext, { body }: VendorRequest): ContactWrite | Answer {
  if (body.kind !== 'json' || !isObject(body.value)) return failure(400, NO_OBJECT);
  const errors: string[] = [];
  const write = readContactBody(body.value, audience, (message) => errors.push(message));
  const [first] = errors;
  return first === undefined ? write : failure(400, first);
}

function answerTo({ changed }: LoopsContext, written: WriteResult): Answer {
  switch (written.result) {
    case 'written':
      changed();
      return jsonAnswer(200, { success: true, id: written.contact.id });
    case 'taken':
      return failure(409, 'Email or userId is already on list.');
    case 'several-matches':
      return failure(400, 'Multiple contacts found for the given criteria');
    case 'no-email':
      return failure(400, 'An email is required to create a contact.');
  }
}

function nowOf({ now }: LoopsContext): string {
  return new Date(now()).toISOString();
}

/** Builds the JSON of a contact that `find` returns. It contains only the custom properties and lists that are set. */
function contactJson({
  mailingLists,
  properties,
  leftLists: _left,
  suppressed: _suppressed,
  ...rest
}: Contact): unknown {
  return { ...rest, mailingLists: Object.fromEntries(mailingLists.map((id) => [id, true])), ...properties };
}
