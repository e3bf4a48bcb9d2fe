// Parses the body of POST and DELETE /api/contacts/tags (Contacts OpenAPI 2026-03-15, schemas AddTagsRequest and
// RemoveTagsRequest, read 2026-11-21).

import { isTextList, type Report } from '../field-errors.ts';
import type { TagSelection } from '../writes.ts';

const MAX_TAGS = 100;
const MAX_CONTACTS = 250;
const LISTS = ['contactIDs', 'emails', 'phones'] as const;

/** Parses and validates the tags and the selectors of contacts. The result must not be used if an error was reported. */
export function readTagsBody(body: Readonly<Record<string, unknown>>, report: Report): TagSelection {
  // Refuse unknown members, unlike in the body of a contact, because a client saw the real vendor refuse `contactID` here.
  const unknown = Object.keys(body).filter((name) => ![...LISTS, 'tags', 'segmentID'].includes(name));
  for (const name of unknown) report(name, 'unknown_field', 'Unknown field');
  if (body.tags === undefined) report('tags', 'required', 'Tags is required');
  const tags = listOf('tags', body.tags, MAX_TAGS, report);
  if (Array.isArray(body.tags) && body.tags.length === 0) report('tags', 'required', 'Must have at least 1 item');
  const [contactIDs = [], emails = [], phones = []] = LISTS.map((name) =>
    listOf(name, body[name], MAX_CONTACTS, report),
  );
  const { segmentID } = body;
  if (segmentID !== undefined && typeof segmentID !== 'string') report('segmentID', 'invalid_type', 'Must be a string');
  const segment = typeof segmentID === 'string' && segmentID !== '' ? segmentID : undefined;
  if (segment === undefined && LISTS.every((name) => !Array.isArray(body[name]) || body[name].length === 0)) {
    report('contactIDs', 'required', 'At least one of contactIDs, emails, phones or segmentID is required');
  }
  return { tags, contactIDs, emails, phones, ...(segment === undefined ? {} : { segmentID: segment }) };
}

function listOf(name: string, value: unknown, max: number, report: Report): readonly string[] {
  if (value === undefined) return [];
  if (!isTextList(value)) {
    report(name, 'invalid_type', 'Must be an array of strings');
    return [];
  }
  if (value.length > max) report(name, 'too_many_items', `Must have at most ${max} items`);
  return value;
}
