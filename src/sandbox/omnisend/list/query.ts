// Parses the query of a request that lists contacts. Sources, read 2026-11-21: Contacts OpenAPI 2026-03-15, and the pages
// "Contacts" (for filters that exclude each other) and "Pagination".

import type { SortKey } from '../brand.ts';
import { comparable, STATUSES, type Status } from '../contact/contact.ts';
import { instant } from '../contact/dates.ts';
import type { FieldError, Report } from '../field-errors.ts';
import { type Cursor, decodeCursor } from './cursor.ts';
import type { Filters, PageQuery } from './page.ts';
import { limitOf, oneOf, refuseUnknownParameters, text } from './query-checks.ts';

const NOT_WITH_UPDATED_AT_FROM = ['email', 'phone', 'status', 'segmentID', 'tag'] as const;

/**
 * Parses and validates the query of a contact list. Returns a description of the page that the query asks for, or all errors in
 * the query.
 *
 * @param known names of the parameters that the dialect supports; any other is an error
 */
export function readListQuery(
  query: string,
  known: readonly string[],
): PageQuery | { readonly errors: readonly FieldError[] } {
  const errors: FieldError[] = [];
  const report: Report = (field, code, message) => errors.push({ field, code, message });
  const given = new URLSearchParams(query);
  refuseUnknownParameters(given, known, report);
  const parameters = new URLSearchParams([...given].filter(([name]) => known.includes(name)));
  const limit = limitOf(parameters, report);
  const order = orderOf(parameters, report);
  const filters = filtersOf(parameters, report);
  const cursor = cursorOf(parameters, report);
  if (cursor !== undefined && !matchesCursor(cursor, filters, order)) {
    report('cursor', 'invalid_cursor', 'Filters and sorting cannot change between pages');
  }
  if (errors.length > 0) return { errors };
  if (cursor === undefined)
    return { filters, limit, sort: order.sort ?? 'createdAt', direction: order.direction ?? 'desc' };
  const { position, ...made } = cursor;
  return { ...made, limit, from: { side: parameters.has('after') ? 'after' : 'before', position } };
}

interface Order {
  readonly sort?: SortKey;
  readonly direction?: 'asc' | 'desc';
}

function orderOf(parameters: URLSearchParams, report: Report): Order {
  const sort = oneOf(parameters, 'sort', ['createdAt', 'updatedAt'] as const, report);
  const direction = oneOf(parameters, 'direction', ['asc', 'desc'] as const, report);
  if (parameters.has('direction') && !parameters.has('sort')) {
    report('direction', 'invalid_combination', 'Can be used only together with sort');
  }
  return { ...(sort === undefined ? {} : { sort }), ...(direction === undefined ? {} : { direction }) };
}

function filtersOf(parameters: URLSearchParams, report: Report): Filters {
  if (parameters.has('tag') && parameters.has('status')) {
    report('tag', 'invalid_combination', 'Cannot be used together with status');
  }
  if (parameters.has('updatedAtFrom') && NOT_WITH_UPDATED_AT_FROM.some((name) => parameters.has(name))) {
    report(
      'updatedAtFrom',
      'invalid_combination',
      `Cannot be used together with ${NOT_WITH_UPDATED_AT_FROM.join(', ')}`,
    );
  }
  const email = text(parameters, 'email', report);
  const filters = {
    email: email === undefined ? undefined : comparable('email', email),
    phone: text(parameters, 'phone', report),
    status: oneOf<Status>(parameters, 'status', STATUSES, report),
    segmentID: text(parameters, 'segmentID', report),
    tag: text(parameters, 'tag', report),
    updatedAtFrom: date(parameters, 'updatedAtFrom', report),
  };
  return Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== undefined));
}

function cursorOf(parameters: URLSearchParams, report: Report): Cursor | undefined {
  const [after, before] = [parameters.get('after'), parameters.get('before')];
  if (after !== null && before !== null) {
    report('before', 'invalid_combination', 'Cannot be used together with after');
    return undefined;
  }
  const given = after ?? before;
  const cursor = given === null ? undefined : decodeCursor(given);
  if (given !== null && cursor === undefined)
    report(after === null ? 'before' : 'after', 'invalid_cursor', 'Invalid cursor');
  return cursor;
}

/** Returns whether the filters and the sort order in the query equal those in the cursor. The query may omit any of them. */
function matchesCursor(cursor: Cursor, filters: Filters, order: Order): boolean {
  return (
    Object.entries(filters).every(([name, value]) => new Map(Object.entries(cursor.filters)).get(name) === value) &&
    (order.sort ?? cursor.sort) === cursor.sort &&
    (order.direction ?? cursor.direction) === cursor.direction
  );
}

function date(parameters: URLSearchParams, name: string, report: Report): string | undefined {
  const value = parameters.get(name);
  if (value === null) return undefined;
  const at = instant(value);
  if (at === undefined) report(name, 'invalid_format', 'Must be an RFC3339 timestamp');
  return at;
}
