// A request as text that all formats share: its line, and its body as JSON or the beginning of a long body. Pure.

import type { Json } from '../../contact/canonical.ts';
import type { PlannedRequest } from '../../plan/document.ts';
import { neutralise } from '../inert.ts';
import { count, formatNumber } from '../words/numbers.ts';
import { isObject, listsOf, memberPointer, partOf, type Serving } from './serving.ts';

/** Characters that must be encoded in a query; all others are more readable unencoded and mean the same. */
const ENCODED = /[%&=#+\s\p{Cc}\p{Cf}]/gu;

/** Characters of a list's elements that are shown; the rest are counted. */
const MAX_ELEMENTS = 600;

/** A request as text. */
export interface RequestText {
  /** `PATCH /api/contacts/66f…?email=jane@example.com`; inert. */
  readonly line: string;
  /** Compact JSON, not yet inert; empty if no body is sent. */
  readonly json: string;
}

/** A request as shown for one contact: the whole body, or the contact's part of a shared one. */
export function describeServing(serving: Serving): RequestText {
  const { request, contacts } = serving;
  const line = lineOf(request);
  if (contacts === 1) return { line, json: jsonOf(request.body) };
  const part = jsonOf(partOf(serving) ?? null);
  return { line: forContacts(line, contacts) + (part === '' ? '' : ', its part:'), json: part };
}

/**
 * A request that does not belong to a single contact.
 *
 * @param whole show every element of its lists
 */
export function describeShared(request: PlannedRequest, whole: boolean): RequestText {
  const contacts = new Set(request.items.map(({ change }) => change)).size;
  const json = whole ? jsonOf(request.body) : headOf(request);
  return { line: contacts > 1 ? forContacts(lineOf(request), contacts) : lineOf(request), json };
}

function forContacts(line: string, contacts: number): string {
  return `${line} for ${count(contacts, 'contact')}`;
}

/** The request line; the query is encoded only as far as necessary. */
function lineOf({ method, path, query }: PlannedRequest): string {
  const search = query.map(([name, value]) => `${encode(name)}=${encode(value)}`).join('&');
  return neutralise(`${method} ${path}${search === '' ? '' : `?${search}`}`);
}

function jsonOf(body: Json): string {
  return body === null ? '' : JSON.stringify(body);
}

function encode(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\uFFFD').replace(ENCODED, encodeURIComponent);
}

/** The body, which is not valid JSON if elements are left out, so that it cannot be mistaken for the whole body. */
function headOf(request: PlannedRequest): string {
  const lists = listsOf(request);
  const write = (value: Json, pointer: string): string => {
    if (Array.isArray(value) && lists.has(pointer)) return `[${headOfList(value)}]`;
    if (!isObject(value)) return JSON.stringify(value);
    const members = Object.entries(value).map(
      ([name, member]) => `${JSON.stringify(name)}:${write(member, memberPointer(pointer, name))}`,
    );
    return `{${members.join(',')}}`;
  };
  return request.body === null ? '' : write(request.body, '');
}

function headOfList(elements: readonly Json[]): string {
  const texts: string[] = [];
  let room = MAX_ELEMENTS;
  for (const element of elements) {
    const text = JSON.stringify(element);
    room -= text.length + 1;
    if (room < 0 && texts.length > 0) break;
    texts.push(text);
  }
  const rest = elements.length - texts.length;
  return texts.join(',') + (rest === 0 ? '' : `, … ${formatNumber(rest)} more, shown by --requests`);
}
