// GET /v1/contacts: filtered, in order, one page of it. The answer is a bare list; nothing in it says how much there is.
// Parameters that the vendor does not know are ignored, which makes `?email=…` the first page of everybody.

import type { AddressBook } from './address-book.ts';
import { parseBrackets, type QueryNode, type QueryTree } from './brackets.ts';
import type { Contact } from './contact/contact.ts';
import { type FieldReader, fieldReader } from './contact/fields.ts';
import { readFilter } from './filter.ts';
import type { Refusal, Report } from './json.ts';
import { pageSize, wholeOf } from './paging.ts';

export type Lister = (query: string, now: number) => readonly Contact[] | Refusal;

/** Keeps the last selection, so that paging through 100,000 contacts selects and sorts them once. */
export function createLister(book: AddressBook): Lister {
  let last: { readonly key: string; readonly contacts: readonly Contact[] } = { key: '', contacts: [] };
  return (query, now) => {
    const tree = parseBrackets(query);
    const errors: string[] = [];
    const report: Report = (message) => errors.push(message);
    const skip = wholeOf(tree, 'skip', 0, report);
    const limit = pageSize(tree, report);
    const key = selectionKey(book, tree, now);
    const contacts = key === last.key ? last.contacts : select(book, tree, now, report);
    if (errors.length > 0) return { errors };
    last = { key, contacts };
    return contacts.slice(skip, skip + limit);
  };
}

/** Consent runs out with time, so that a selection by it holds for this moment only. */
function selectionKey(book: AddressBook, tree: QueryTree, now: number): string {
  const text = JSON.stringify([plain(tree.get('filter')), plain(tree.get('sort'))]);
  return `${book.version} ${text.includes('consent_status') ? now : ''} ${text}`;
}

function plain(node: QueryNode | undefined): unknown {
  return node instanceof Map ? [...node].map(([key, value]) => [key, plain(value)]) : node;
}

function select(book: AddressBook, tree: QueryTree, now: number, report: Report): readonly Contact[] {
  const filter = tree.get('filter');
  const test = readFilter(book, filter, report);
  const compare = readSort(book, tree.get('sort'), now, report);
  const candidates = lookedUp(book, filter) ?? book.contacts();
  const matching = candidates.filter((contact) => test(contact, now));
  return compare === undefined ? matching : matching.sort(compare);
}

/** The few contacts that can match where the filter names ids, emails or remote_ids; undefined where it does not. */
function lookedUp(book: AddressBook, filter: QueryNode | undefined): readonly Contact[] | undefined {
  if (!(filter instanceof Map)) return undefined;
  const [emails, ids, remoteIds] = ['email', 'id', 'remote_id'].map((name) => namedValues(filter.get(name)));
  const found =
    emails?.flatMap((email) => book.byEmail(email)) ??
    ids?.map((id) => book.get(Number(id))) ??
    // Contacts without one are not indexed.
    (remoteIds?.includes('') ? undefined : remoteIds?.map((remoteId) => book.byRemoteId(remoteId)));
  if (found === undefined) return undefined;
  return [...new Set(found.filter((contact) => contact !== undefined))].sort((a, b) => a.id - b.id);
}

function namedValues(node: QueryNode | undefined): readonly string[] | undefined {
  if (node === undefined || typeof node === 'string') return node === undefined ? undefined : [node];
  const members = node.get('$in');
  if (members === undefined || typeof members === 'string') return members === undefined ? undefined : [members];
  return [...members.values()].filter((member) => typeof member === 'string');
}

/** Undefined: in order of ids, which is not documented to be the order without `sort`. */
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
    const step = stepOf(direction);
    if (read === undefined) report(`'${name}' is not a valid sort field`);
    if (step === undefined) report(`'${name}' can be sorted ASC or DESC`);
    return read === undefined || step === undefined ? [] : [{ read, step }];
  });
  return (a, b) => compareBy(orders, a, b, now);
}

function stepOf(direction: QueryNode): 1 | -1 | undefined {
  const word = typeof direction === 'string' ? direction.toLowerCase() : undefined;
  if (word === 'asc') return 1;
  return word === 'desc' ? -1 : undefined;
}

function compareBy(
  orders: readonly { readonly read: FieldReader; readonly step: number }[],
  a: Contact,
  b: Contact,
  now: number,
): number {
  for (const { read, step } of orders) {
    const [left, right] = [read(a, now), read(b, now)];
    if (left !== right) return left < right ? -step : step;
  }
  return a.id - b.id;
}
