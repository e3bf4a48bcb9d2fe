// Any value, a scalar or a collection in either style. Everything here begins where the value begins, and leaves the cursor at
// the next content; within brackets, right behind the value.

import type { Json } from '../../../contact/canonical.ts';
import { itemShape, memberShape, type Shape } from '../../schema/shape.ts';
import { blockItems, blockMembers, isDash, isKey } from './block.ts';
import { COLON, type Cursor, codeAt, indentOf, notPlain, OPEN_LIST, OPEN_MAP } from './cursor.ts';
import { flowItems, flowMembers } from './flow.ts';
import { endValue, IN_BRACKETS, type Place } from './place.ts';
import { readToken, scalarOf } from './scalar.ts';

export function readValue(cursor: Cursor, place: Place, shape: Shape): Json {
  if (isList(cursor, place)) {
    const items = itemShape(shape);
    return readItems(cursor, place, (inner) => readValue(cursor, inner, items));
  }
  if (isMapping(cursor, place)) return mappingOf(cursor, readMembers(cursor, place, memberReader(cursor, shape)));
  const { offset } = cursor;
  const indent = indentOf(cursor);
  const token = readToken(cursor, place.standing === 'in-brackets');
  if (codeAt(cursor) === COLON && place.standing === 'behind-dash' && isKey(cursor, offset))
    return mappingOf(cursor, blockMembers(cursor, memberReader(cursor, shape), { key: token, indent }));
  const value = scalarOf(cursor, token, shape);
  endValue(cursor, place);
  return value;
}

export function isList(cursor: Cursor, { standing }: Place): boolean {
  return codeAt(cursor) === OPEN_LIST || (standing === 'own-lines' && isDash(cursor));
}

/** Those that begin behind a dash are told by their first key only. */
export function isMapping(cursor: Cursor, { standing }: Place): boolean {
  return codeAt(cursor) === OPEN_MAP || (standing === 'own-lines' && !isDash(cursor));
}

export function readItems<T>(cursor: Cursor, place: Place, read: (place: Place) => T): T[] {
  if (codeAt(cursor) !== OPEN_LIST) return blockItems(cursor, read);
  const items = flowItems(cursor, () => read(IN_BRACKETS));
  endValue(cursor, place);
  return items;
}

export function readMembers<T>(cursor: Cursor, place: Place, read: (name: string, place: Place) => T): [string, T][] {
  if (codeAt(cursor) !== OPEN_MAP) return blockMembers(cursor, read);
  const members = flowMembers(cursor, (name) => read(name, IN_BRACKETS));
  endValue(cursor, place);
  return members;
}

/** Assigned, `__proto__` would be no member. */
function inFull<T>(cursor: Cursor, members: readonly (readonly [string, T])[]): { readonly [name: string]: T } {
  const mapping = Object.fromEntries(members);
  return Object.keys(mapping).length === members.length ? mapping : notPlain(cursor);
}

/** A key that stands twice is for the yaml library to report. */
export function mappingOf<T>(
  cursor: Cursor,
  members: readonly (readonly [string, T])[],
): { readonly [name: string]: T } {
  const mapping: Record<string, T> = {};
  for (const [name, value] of members) {
    if (name === '__proto__') return inFull(cursor, members);
    if (Object.hasOwn(mapping, name)) notPlain(cursor);
    mapping[name] = value;
  }
  return mapping;
}

function memberReader(cursor: Cursor, shape: Shape) {
  return (name: string, place: Place): Json => readValue(cursor, place, memberShape(shape, name));
}
