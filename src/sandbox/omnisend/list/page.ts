// Selects one page of a brand's contacts: filters and sorts them, and returns those after or before a position. It never changes
// the brand. Its callers decode and encode the cursors.

import type { Brand, Row, SortKey } from '../brand.ts';
import { type Contact, channelOf, primaryEmail, type Status } from '../contact/contact.ts';
import { firstNotBefore, isBefore, type Position } from '../contact/time-order.ts';

/** The conditions that a listed contact must meet. All given conditions must hold. */
export interface Filters {
  readonly email?: string;
  readonly phone?: string;
  readonly status?: Status;
  readonly segmentID?: string;
  readonly tag?: string;
  /** The earliest `updatedAt`, inclusive, as an RFC 3339 instant. */
  readonly updatedAtFrom?: string;
}

/**
 * Describes a page: the filters and order of its list, the maximum number of its contacts, and the position after which it starts
 * or before which it ends.
 */
export interface PageQuery {
  readonly filters: Filters;
  readonly sort: SortKey;
  readonly direction: 'asc' | 'desc';
  readonly limit: number;
  readonly from?: { readonly side: 'after' | 'before'; readonly position: Position };
}

/** The contacts of a page, and the positions from which the previous and the next page are requested. */
export interface Page {
  readonly contacts: readonly Contact[];
  /** Position of the page's first contact; null if there is no previous page. */
  readonly before: Position | null;
  /** Position of the page's last contact; null if there is no next page. */
  readonly after: Position | null;
}

/** Returns the page that a query describes. */
export function pageOf(brand: Brand, query: PageQuery): Page {
  const { sort, direction, limit, from } = query;
  const rows = candidates(brand, query);
  const matches = rowFilter(query.filters);
  const backwards = from?.side === 'before';
  const step = (direction === 'asc') === backwards ? -1 : 1;
  const found = collect(rows, matches, startOf(rows, sort, step, from?.position), step, limit + 1);
  const page = found.slice(0, limit);
  if (backwards) page.reverse();
  const [first, last] = [page[0], page.at(-1)];
  if (first === undefined || last === undefined) return { contacts: [], before: null, after: null };

  const more = found.length > limit;
  const edge = (backwards ? last : first)[sort];
  const moreBehind =
    from !== undefined && collect(rows, matches, startOf(rows, sort, -step, edge), -step, 1).length > 0;
  return {
    contacts: page.map(({ contact }) => contact),
    before: (backwards ? more : moreBehind) ? first[sort] : null,
    after: (backwards ? moreBehind : more) ? last[sort] : null,
  };
}

/** Returns the rows to search: at most one if the filters contain an email or a phone, otherwise all. */
function candidates(brand: Brand, { filters, sort }: PageQuery): readonly Row[] {
  const { email, phone } = filters;
  if (email === undefined && phone === undefined) return brand.rows(sort);
  const byEmail = email === undefined ? undefined : brand.rowOf('email', email);
  const byPhone = phone === undefined ? undefined : brand.rowOf('phone', phone);
  if (email !== undefined && phone !== undefined && byEmail !== byPhone) return [];
  const row = byEmail ?? byPhone;
  return row === undefined ? [] : [row];
}

function rowFilter(filters: Filters): (row: Row) => boolean {
  const { status, segmentID, tag } = filters;
  const from = filters.updatedAtFrom === undefined ? Number.NEGATIVE_INFINITY : Date.parse(filters.updatedAtFrom);
  return ({ contact, updatedAt }) =>
    updatedAt.at >= from &&
    (status === undefined || emailStatus(contact) === status) &&
    (segmentID === undefined || contact.segments.includes(segmentID)) &&
    (tag === undefined || contact.tags.includes(tag));
}

function emailStatus(contact: Contact): Status | undefined {
  const email = primaryEmail(contact);
  return email === undefined ? undefined : channelOf(email)?.status;
}

/**
 * Returns the index of the first row beyond the position, going up if `step` is 1 and down if it is -1. Without a position,
 * returns the index of the first or the last row.
 */
function startOf(rows: readonly Row[], sort: SortKey, step: number, position: Position | undefined): number {
  if (position === undefined) return step > 0 ? 0 : rows.length - 1;
  const index = firstNotBefore(rows, (row) => row[sort], position);
  if (step < 0) return index - 1;
  const row = rows[index];
  return row !== undefined && !isBefore(position, row[sort]) ? index + 1 : index;
}

/** Returns at most `max` matching rows, going from the index `start` in steps of `step`. */
function collect(
  rows: readonly Row[],
  matches: (row: Row) => boolean,
  start: number,
  step: number,
  max: number,
): Row[] {
  const found: Row[] = [];
  for (let index = start; found.length < max; index += step) {
    const row = rows[index];
    if (row === undefined) break;
    if (matches(row)) found.push(row);
  }
  return found;
}
