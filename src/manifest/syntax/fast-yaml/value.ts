// Parses values: scalars, and collections in block and flow style. Every parsing function starts with the cursor at the first
// character of a value. It leaves the cursor at the next content; within brackets, directly after the value.

import type { Json } from '../../../contact/canonical.ts';
import { itemShape, memberShape, type Shape } from '../../schema/shape.ts';
import { blockItems, blockMembers, isDash, isKey } from './block.ts';
import { endValue, IN_BRACKETS, type ValueContext } from './context.ts';
import { COLON, type Cursor, codeAt, indentOf, OPEN_LIST, OPEN_MAP, unsupported } from './cursor.ts';
import { flowItems, flowMembers } from './flow.ts';
import { readToken, scalarOf } from './scalar.ts';

/** Parses a value of any kind; the shape determines the types of its scalars. */
export function readValue(cursor: Cursor, context: ValueContext, shape: Shape): Json {
  if (isList(cursor, context)) {
    const items = itemShape(shape);
    return readItems(cursor, context, (inner) => readValue(cursor, inner, items));
  }
  if (isMapping(cursor, context)) return mappingOf(cursor, readMembers(cursor, context, memberReader(cursor, shape)));
  const { offset } = cursor;
  const indent = indentOf(cursor);
  const token = readToken(cursor, context.position === 'in-brackets');
  if (codeAt(cursor) === COLON && context.position === 'after-dash' && isKey(cursor, offset))
    return mappingOf(cursor, blockMembers(cursor, memberReader(cursor, shape), { key: token, indent }));
  const value = scalarOf(cursor, token, shape);
  endValue(cursor, context);
  return value;
}

/** Returns whether the value at the cursor is a list. */
export function isList(cursor: Cursor, { position }: ValueContext): boolean {
  return codeAt(cursor) === OPEN_LIST || (position === 'own-lines' && isDash(cursor));
}

/**
 * Returns whether to parse the value at the cursor as a mapping: it begins with a brace, or it is on its own lines and no list.
 * Returns false for a block mapping that begins after a dash, which only its first key distinguishes from a scalar.
 */
export function isMapping(cursor: Cursor, context: ValueContext): boolean {
  return codeAt(cursor) === OPEN_MAP || (context.position === 'own-lines' && !isList(cursor, context));
}

/** Parses a list in either style; `read` parses one item. */
export function readItems<T>(cursor: Cursor, context: ValueContext, read: (context: ValueContext) => T): T[] {
  if (codeAt(cursor) !== OPEN_LIST) return blockItems(cursor, read);
  const items = flowItems(cursor, () => read(IN_BRACKETS));
  endValue(cursor, context);
  return items;
}

/** Parses a mapping in either style; `read` parses the value of one member. */
export function readMembers<T>(
  cursor: Cursor,
  context: ValueContext,
  read: (name: string, context: ValueContext) => T,
): [string, T][] {
  if (codeAt(cursor) !== OPEN_MAP) return blockMembers(cursor, read);
  const members = flowMembers(cursor, (name) => read(name, IN_BRACKETS));
  endValue(cursor, context);
  return members;
}

/** Creates a mapping that has a member named `__proto__`. An assignment would set the prototype instead. */
function withProtoMember<T>(
  cursor: Cursor,
  members: readonly (readonly [string, T])[],
): { readonly [name: string]: T } {
  const mapping = Object.fromEntries(members);
  return Object.keys(mapping).length === members.length ? mapping : unsupported(cursor);
}

/**
 * Creates a mapping from its members.
 *
 * @throws UnsupportedSyntax for a duplicate key, which the yaml library then reports
 */
export function mappingOf<T>(
  cursor: Cursor,
  members: readonly (readonly [string, T])[],
): { readonly [name: string]: T } {
  const mapping: Record<string, T> = {};
  for (const [name, value] of members) {
    if (name === '__proto__') return withProtoMember(cursor, members);
    if (Object.hasOwn(mapping, name)) unsupported(cursor);
    mapping[name] = value;
  }
  return mapping;
}

function memberReader(cursor: Cursor, shape: Shape) {
  return (name: string, context: ValueContext): Json => readValue(cursor, context, memberShape(shape, name));
}
