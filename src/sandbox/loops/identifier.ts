// Finds the contact that a request of the operations find, delete and suppression names. Such a request must contain an email or
// a userId, but not both.

import type { JsonObject } from '../json.ts';
import type { Audience } from './audience.ts';
import { type Contact, isEmail } from './contact.ts';

/** The result of a search. `invalid` means that the request does not contain exactly one valid identifier. */
export type Identified =
  | { readonly result: 'found'; readonly contact: Contact }
  | { readonly result: 'not-found' }
  | { readonly result: 'invalid'; readonly message: string };

/** Finds a contact by the email or userId in a query string. */
export function contactByQuery(audience: Audience, query: string): Identified {
  const parameters = new URLSearchParams(query);
  return contactByOne(audience, parameters.get('email'), parameters.get('userId'));
}

/** Finds a contact by the email or userId in a body. */
export function contactByBody(audience: Audience, body: JsonObject): Identified {
  return contactByOne(audience, body.email ?? null, body.userId ?? null);
}

function contactByOne(audience: Audience, email: unknown, userId: unknown): Identified {
  if (email !== null && userId !== null) return invalid('Only one of email and userId is allowed.');
  const given = email ?? userId;
  if (typeof given !== 'string' || given === '') return invalid('An email or userId is required.');
  if (email !== null && !isEmail(given)) return invalid('Invalid email address.');
  const contact = email === null ? audience.byUserId(given) : audience.byEmail(given);
  return contact === undefined ? { result: 'not-found' } : { result: 'found', contact };
}

function invalid(message: string): Identified {
  return { result: 'invalid', message };
}
