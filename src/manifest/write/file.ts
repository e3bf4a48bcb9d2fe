// Writes a manifest file: defaults and contacts → YAML in block layout, one field a line. Pure: the same values give the same
// bytes.

import type { PropertyValue } from '../../contact/contact.ts';
import { CONTACT_SHAPE, itemShape, memberShape, type Shape } from '../schema/shape.ts';
import { writeKey, writeScalar } from './scalar.ts';

/** One value of a contact or of the defaults, with the names that lead to it: `['tags', 'vip']`. */
export interface WrittenPart {
  readonly path: readonly string[];
  readonly value: PropertyValue;
}

/** Values in the order of their lines. Values whose paths begin with the same name are written together, below this name. */
export type WrittenParts = readonly WrittenPart[];

/** What a file declares. */
export interface FileToWrite {
  /** Lines at the beginning of the file, without the number sign. */
  readonly comment: readonly string[];
  readonly defaults: WrittenParts;
  /** The values of each contact; no contact is without values. */
  readonly contacts: readonly WrittenParts[];
}

const ONE_LEVEL = '  ';

/** Returns the text of the file. */
export function writeManifest({ comment, defaults, contacts }: FileToWrite): string {
  const lines = [
    ...comment.map((line) => `# ${line}`),
    ...(defaults.length === 0 ? [] : ['defaults:', ...linesOf(defaults, ONE_LEVEL), '']),
    'contacts:',
    ...contacts.flatMap((parts) => entryLines(parts)),
  ];
  return `${lines.join('\n')}\n`;
}

function entryLines(parts: WrittenParts): readonly string[] {
  const [first = '', ...rest] = linesOf(parts, ONE_LEVEL.repeat(2));
  return [`${ONE_LEVEL}- ${first.trimStart()}`, ...rest];
}

function linesOf(parts: WrittenParts, indent: string, depth = 0, shape: Shape = CONTACT_SHAPE): readonly string[] {
  return groupsOf(parts, depth).flatMap(([name, members]) => {
    const inner = memberShape(shape, name);
    const key = `${indent}${writeKey(name)}:`;
    const [first] = members;
    if (first !== undefined && first.path.length === depth + 1) return valueLines(key, first.value, inner, indent);
    return [key, ...linesOf(members, indent + ONE_LEVEL, depth + 1, inner)];
  });
}

function valueLines(key: string, value: PropertyValue, shape: Shape, indent: string): readonly string[] {
  if (!isList(value)) return [`${key} ${writeScalar(value, shape)}`];
  if (value.length === 0) return [`${key} []`];
  const items = value.map((item) => writeScalar(item, itemShape(shape)));
  // Accounts are written on one line: their names are short, and the list is the same in every file.
  if (key.trim() === 'accounts:') return [`${key} [${items.join(', ')}]`];
  return [key, ...items.map((item) => `${indent}${ONE_LEVEL}- ${item}`)];
}

function isList(value: PropertyValue): value is readonly string[] {
  return Array.isArray(value);
}

/** Groups parts by their name at a depth, in the order in which the names first appear. */
function groupsOf(parts: WrittenParts, depth: number): readonly (readonly [string, WrittenParts])[] {
  const groups = new Map<string, WrittenPart[]>();
  for (const part of parts) {
    const name = part.path[depth] ?? '';
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [part]);
    else group.push(part);
  }
  return [...groups];
}
