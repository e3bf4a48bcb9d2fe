// The API's operations on the suppression of a contact: reading and removing it. Removals are limited by a quota. Source: Loops
// OpenAPI 1.21.6, /v1/contacts/suppression, read 2026-11-21.

import { type Answer, jsonAnswer, type VendorRequest } from '../server/exchange.ts';
import { contactByQuery } from './identifier.ts';
import { failure } from './json.ts';
import type { LoopsContext } from './operation.ts';

const QUOTA_WINDOW_MS = 30 * 86_400_000;

/** Handles `GET /v1/contacts/suppression`. */
export function getSuppression(context: LoopsContext, { query }: VendorRequest): Answer {
  const identified = contactByQuery(context.audience, query);
  if (identified.result === 'invalid') return failure(400, identified.message);
  if (identified.result === 'not-found') return failure(404, 'Contact not found.');
  const { id, email, userId, suppressed } = identified.contact;
  const contact = { id, email, userId };
  return jsonAnswer(200, { contact, isSuppressed: suppressed, removalQuota: quotaOf(context) });
}

/**
 * Handles `DELETE /v1/contacts/suppression`. Takes the contact off the suppression list and changes nothing else: an unsubscribed
 * contact stays unsubscribed.
 */
export function removeSuppression(context: LoopsContext, { query }: VendorRequest): Answer {
  const { audience, now, changed } = context;
  const identified = contactByQuery(audience, query);
  if (identified.result === 'invalid') return failure(400, identified.message);
  if (identified.result === 'not-found') return failure(404, 'Contact not found.');
  if (!identified.contact.suppressed) return failure(400, 'Contact is not suppressed.');
  if (quotaOf(context).remaining === 0) return failure(400, 'Suppression removal limit reached.');
  audience.put({ ...identified.contact, suppressed: false });
  audience.removals = { ...audience.removals, at: [...audience.removals.at, new Date(now()).toISOString()] };
  changed();
  const message = 'Email removed from suppression list.';
  return jsonAnswer(200, { success: true, message, removalQuota: quotaOf(context) });
}

function quotaOf({ audience, now }: LoopsContext): { readonly limit: number; readonly remaining: number } {
  const { limit, at } = audience.removals;
  const recent = at.filter((date) => Date.parse(date) > now() - QUOTA_WINDOW_MS);
  return { limit, remaining: Math.max(0, limit - recent.length) };
}
