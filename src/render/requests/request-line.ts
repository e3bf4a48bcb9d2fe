// A request as text, the same in all formats: a line with method, path and query, and the body as JSON. Only the beginning of a
// long body is shown. Pure.

import type { Json } from '../../contact/canonical.ts';
import type { PlannedRequest } from '../../plan/document.ts';
import { neutralise } from '../neutralise.ts';
import { count, formatNumber } from '../words/numbers.ts';
import { isObject, listsOf, memberPointer, partOf, type Serving } from './serving.ts';

/** Matches the characters of a query that must be encoded. All others mean the same unencoded, and are more readable. */
const ENCODED = /[%&=#+\s\p{Cc}\p{Cf}]/gu;

/** Maximum number of characters that are shown of a list's elements; the other elements are only counted. */
const MAX_ELEMENTS = 600;

/** A request as text: its line and its body. */
export interface RequestText {
  /** `PATCH /api/contacts/66f…?email=jane@example.com`; neutralised. */
  readonly line: string;
  /** Compact JSON, not yet neutralised; empty if no body is sent. */
  readonly json: string;
}

/** Describes a request for one contact: with the whole body, or with the contact's part of the body of a shared request. */
export function describeServing(serving: Serving): RequestText {
  const { request, contacts } = serving;
  const line = lineOf(request);
  if (contacts === 1) return { line, json: jsonOf(request.body) };
  const part = jsonOf(partOf(serving) ?? null);
  return { line: forContacts(line, contacts) + (part === '' ? '' : ', its part:'), json: part };
}

/**
 * Describes a request independently of any single contact.
 *
 * @param whole whether to show every element of its lists
 */
export function describeShared(request: PlannedRequest, whole: boolean): RequestText {
  const contacts = new Set(request.items.map(({ change }) => change)).size;
  const json = whole ? jsonOf(request.body) : headOf(request);
  return { line: contacts > 1 ? forContacts(lineOf(request), contacts) : lineOf(request), json };
}

function forContacts(line: string, contacts: number): string {
  return `${line} for ${count(contacts, 'contact')}`;
}

/** Returns the method, the path and the query, of which only the necessary characters are encoded. */
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

/** Returns the beginning of the body. If elements are left out, it is not valid JSON, so that nobody mistakes it for the whole body. */
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
