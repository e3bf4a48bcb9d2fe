// Writes whole values that a text does not have yet: on one line, or as lines in block layout. Pure.

import type { Json } from '../../contact/canonical.ts';
import { itemShape, memberShape, type Shape } from '../schema/shape.ts';
import { writeKey, writeScalar } from './scalar.ts';

/** How collections in brackets are written in a file. */
export interface Style {
  readonly json: boolean;
  /** What follows a colon and a comma on one line: a space, or nothing in compact JSON. */
  readonly space: string;
}

/** A value that is written on one line. */
export interface Written {
  readonly value: Json;
  readonly shape: Shape;
  /** Whether the value is written inside brackets. */
  readonly inFlow: boolean;
  /** The node that the value replaces, whose quotes it keeps if possible; absent for a new value. */
  readonly old?: unknown;
}

/** Writes a value on one line; collections get brackets. */
export function writeInline({ value, shape, inFlow, old }: Written, style: Style): string {
  if (isList(value)) {
    const items = value.map((item) => writeInline({ value: item, shape: itemShape(shape), inFlow: true }, style));
    return `[${items.join(`,${style.space}`)}]`;
  }
  if (!isMapping(value)) return writeScalar(value, { shape, json: style.json, inFlow, old });
  const members = Object.entries(value).map(([name, member]) => writeMember(name, member, shape, style));
  const padding = style.json || members.length === 0 ? '' : ' ';
  return `{${padding}${members.join(`,${style.space}`)}${padding}}`;
}

/** Writes a key and its value inside brackets. */
export function writeMember(name: string, value: Json, shape: Shape, style: Style): string {
  const key = writeKey(name, { json: style.json, inFlow: true });
  return `${key}:${style.space}${writeInline({ value, shape: memberShape(shape, name), inFlow: true }, style)}`;
}

const YAML: Style = { json: false, space: ' ' };

/** Writes the lines of a mapping in block layout, without indentation; it must not be empty. */
export function mappingLines(value: { readonly [name: string]: Json }, shape: Shape): readonly string[] {
  return Object.entries(value).flatMap(([name, member]) => pairLines(name, member, memberShape(shape, name)));
}

/** Writes the lines of a key and its value in block layout. Mappings and lists of mappings get lines of their own. */
export function pairLines(name: string, value: Json, shape: Shape): readonly string[] {
  const key = writeKey(name, { json: false, inFlow: false });
  if (isMapping(value) && Object.keys(value).length > 0)
    return [`${key}:`, ...mappingLines(value, shape).map((line) => `  ${line}`)];
  if (isList(value) && value.some(isMapping))
    return [`${key}:`, ...value.flatMap((item) => itemLines(item, itemShape(shape), 2)).map((line) => `  ${line}`)];
  return [`${key}: ${writeInline({ value, shape, inFlow: false }, YAML)}`];
}

/**
 * Writes the lines of a list's item in block layout.
 *
 * @param width number of columns from the dash to the item, at least 2
 */
export function itemLines(value: Json, shape: Shape, width: number): readonly string[] {
  const isWritten = isMapping(value) && Object.keys(value).length > 0;
  const lines = isWritten ? mappingLines(value, shape) : [writeInline({ value, shape, inFlow: false }, YAML)];
  return lines.map((line, index) => (index === 0 ? '-'.padEnd(width) : ' '.repeat(width)) + line);
}

/**
 * Writes a value as the lines of indented JSON. Lists of scalars stay on one line.
 *
 * @param indent what precedes the lines after the first
 * @param unit what one level adds
 */
export function indentedJson(value: Json, indent: string, unit: string): string {
  const inner = indent + unit;
  const isFlat = !isMapping(value) && !(isList(value) && value.some((item) => isMapping(item) || isList(item)));
  if (isFlat)
    return isList(value) ? `[${value.map((item) => JSON.stringify(item)).join(', ')}]` : JSON.stringify(value);
  const parts = isList(value)
    ? value.map((item) => indentedJson(item, inner, unit))
    : Object.entries(value).map(([name, member]) => `${JSON.stringify(name)}: ${indentedJson(member, inner, unit)}`);
  const [open, close] = isList(value) ? '[]' : '{}';
  return parts.length === 0 ? `${open}${close}` : `${open}\n${inner}${parts.join(`,\n${inner}`)}\n${indent}${close}`;
}

/** Returns whether a value is a list. */
export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** Returns whether a value is a mapping. */
export function isMapping(value: Json | undefined): value is { readonly [name: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
