// Applies the brand's setting `clearing` to writes. The setting exists because it is not documented which fields the vendor
// empties.

import type { VendorRequest } from '../../server/exchange.ts';
import { type Brand, CLEARED } from '../brand.ts';
import type { FieldError, Report } from '../field-errors.ts';
import { invalid, type Problem } from '../problem.ts';
import { readWrite } from '../request-body.ts';
import type { ContactWrite } from './contact.ts';

/**
 * Parses and validates a request that writes a contact, as `readWrite` does. Fields that the write would empty are removed from
 * the write if `clearing` says `ignored`, and make the request fail if it says `refused`.
 */
export function readContactWrite(
  { settings: { clearing } }: Brand,
  request: VendorRequest,
  parameters: readonly string[],
  read: (body: Readonly<Record<string, unknown>>, report: Report) => ContactWrite,
): ContactWrite | Problem {
  const write = readWrite(request, parameters, read);
  if ('problem' in write) return write;
  const emptied = CLEARED.filter((field) => (field === 'tags' ? write.tags?.length === 0 : write.fields[field] === ''));
  const refused = emptied.filter((field) => clearing[field] === 'refused');
  if (refused.length > 0) return invalid(refused.map(mustNotBeEmpty));
  const ignored: readonly string[] = emptied.filter((field) => clearing[field] === 'ignored');
  if (ignored.length === 0) return write;
  const { tags, ...rest } = write;
  return {
    ...rest,
    fields: Object.fromEntries(Object.entries(write.fields).filter(([field]) => !ignored.includes(field))),
    ...(tags === undefined || ignored.includes('tags') ? {} : { tags }),
  };
}

function mustNotBeEmpty(field: string): FieldError {
  return { field, code: 'invalid_format', message: 'Must not be empty' };
}
