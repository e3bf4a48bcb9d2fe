// Selects the contacts for `GET /v1/contacts`: filters them, sorts them and returns one page. The answer contains no total count.
// Unknown parameters are ignored, so `?email=…` returns the first page of all contacts.

import type { AddressBook } from './address-book.ts';
import { parseBrackets, type QueryNode, type QueryTree } from './brackets.ts';
import type { Contact } from './contact/contact.ts';
import { type FieldReader, fieldReader } from './contact/fields.ts';
import { readFilter } from './filter.ts';
import type { Refusal, Report } from './json.ts';
import { readLimit, readWholeNumber } from './paging.ts';

/** Returns the page of contacts that a query asks for. `now` is the current time in milliseconds since the epoch. */
export type Lister = (query: string, now: number) => readonly Contact[] | Refusal;

/**
 * Creates a lister. It caches the last filtered and sorted list, so that paging through 100,000 contacts sorts them only once.
 */
export function createLister(book: AddressBook): Lister {
  let last: { readonly key: string; readonly contacts: readonly Contact[] } = { key: '', contacts: [] };
  return (query, now) => {
    const tree = parseBrackets(query);
    const errors: string[] = [];
    const report: Report = (message) => errors.push(message);
    const skip = readWholeNumber(tree, 'skip', 0, report);
    const limit = readLimit(tree, report);
    const key = selectionKey(book, tree, now);
    const contacts = key === last.key ? last.contacts : selectContacts(book, tree, now, report);
    if (errors.length > 0) return { errors };
    last = { key, contacts };
    return contacts.slice(skip, skip + limit);
  };
}

/**
 * Builds the cache key. If the query filters or sorts by the consent status, the key includes the time, because consent expires.
 */
function selectionKey(book: AddressBook, tree: QueryTree, now: number): string {
  const text = JSON.stringify([toArrays(tree.get('filter')), toArrays(tree.get('sort'))]);
  return `${book.version} ${text.includes('consent_status') ? now : ''} ${text}`;
}

function toArrays(node: QueryNode | undefined): unknown {
  return node instanceof Map ? [...node].map(([key, value]) => [key, toArrays(value)]) : node;
}

function selectContacts(book: AddressBook, tree: QueryTree, now: number, report: Report): readonly Contact[] {
  const filter = tree.get('filter');
  const test = readFilter(book, filter, report);
  const compare = readSort(book, tree.get('sort'), now, report);
  const candidates = findByIdentifiers(book, filter) ?? book.contacts();
  const matching = candidates.filter((contact) => test(contact, now));
  return compare === undefined ? matching : matching.sort(compare);
}

/** Looks up contacts by the ids, emails or remote_ids in the filter. Returns undefined if all contacts must be searched. */
function findByIdentifiers(book: AddressBook, filter: QueryNode | undefined): readonly Contact[] | undefined {
  if (!(filter instanceof Map)) return undefined;
  const [emails, ids, remoteIds] = ['email', 'id', 'remote_id'].map((name) => identifierValues(filter.get(name)));
  const found =
    emails?.flatMap((email) => book.byEmail(email)) ??
    ids?.map((id) => book.get(Number(id))) ??
    // The index does not contain contacts without a remote_id, so an empty remote_id needs a search of all contacts.
    (remoteIds?.includes('') ? undefined : remoteIds?.map((remoteId) => book.byRemoteId(remoteId)));
  if (found === undefined) return undefined;
  return [...new Set(found.filter((contact) => contact !== undefined))].sort((a, b) => a.id - b.id);
}

function identifierValues(node: QueryNode | undefined): readonly string[] | undefined {
  if (node === undefined || typeof node === 'string') return node === undefined ? undefined : [node];
  const members = node.get('$in');
  if (members === undefined || typeof members === 'string') return members === undefined ? undefined : [members];
  return [...members.values()].filter((member) => typeof member === 'string');
}

/**
 * Parses the sort order into a compare function. Returns undefined for the default order. This is ascending by id in the sandbox;
 * the vendor does not document it.
 */
function readSort(
  book: AddressBook,
  node: QueryNode | undefined,
  now: number,
  report: Report,
): ((a: Contact, b: Contact) => number) | undefined {
  if (node === undefined) return undefined;
  if (typeof node === 'string') {
    report("'sort' is not a valid order");
    return undefined;
  }
  const orders = [...node].flatMap(([name, direction]) => {
    const read = fieldReader(book, name);
    const sign = signOf(direction);
    if (read === undefined) report(`'${name}' is not a valid sort field`);
    if (sign === undefined) report(`'${name}' can be sorted ASC or DESC`);
    return read === undefined || sign === undefined ? [] : [{ read, sign }];
  });
  return (a, b) => compareBy(orders, a, b, now);
}

function signOf(direction: QueryNode): 1 | -1 | undefined {
  const word = typeof direction === 'string' ? direction.toLowerCase() : undefined;
  if (word === 'asc') return 1;
  return word === 'desc' ? -1 : undefined;
}

function compareBy(
  orders: readonly { readonly read: FieldReader; readonly sign: number }[],
  a: Contact,
  b: Contact,
  now: number,
): number {
  for (const { read, sign } of orders) {
    const [left, right] = [read(a, now), read(b, now)];
    if (left !== right) return left < right ? -sign : sign;
  }
  return a.id - b.id;
}
