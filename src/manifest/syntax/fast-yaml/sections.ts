// Parses the sections of a manifest into items: accounts, environments, limits, stage, optOuts, defaults, contacts, sources,
// suppressions and erasures. A file with another section is left to the yaml library.

import type { Json } from '../../../contact/canonical.ts';
import type { ManifestFile } from '../../read/source.ts';
import {
  ACCOUNT_SHAPE,
  CONTACT_SHAPE,
  ENVIRONMENT_SHAPE,
  LIMITS_SHAPE,
  LISTED_SHAPE,
  memberShape,
  type Shape,
  SOURCE_SHAPE,
  WORD_SHAPE,
} from '../../schema/shape.ts';
import { type Item, type ParsedFile, type Path, type Position, settingPath } from '../item.ts';
import { blockMembers } from './block.ts';
import { IN_BRACKETS, type ValueContext } from './context.ts';
import { type Cursor, codeAt, cursorOf, indentOf, nextContent, OPEN_MAP, toContent, unsupported } from './cursor.ts';
import { isList, isMapping, mappingOf, readItems, readMembers, readValue } from './value.ts';

/** The items of a file, by section. */
export type Sections = Pick<
  ParsedFile,
  | 'accounts'
  | 'contacts'
  | 'defaults'
  | 'environments'
  | 'limits'
  | 'stage'
  | 'optOuts'
  | 'sources'
  | 'suppressions'
  | 'erasures'
>;

/**
 * Parses all sections of a YAML or JSON file.
 *
 * @throws UnsupportedSyntax if the file contains a mistake or syntax that the fast parser does not support
 */
export function readSections(file: ManifestFile): Sections {
  const cursor = cursorOf(file.text, file.format === 'json');
  toContent(cursor);
  const read = (name: string, context: ValueContext) => sectionOf(file, cursor, name, context);
  const sections = mappingOf(cursor, readRoot(cursor, read));
  const {
    accounts = [],
    environments = [],
    contacts = [],
    defaults: [defaults] = [],
    limits: [limits] = [],
    stage: [stage] = [],
    optOuts: [optOuts] = [],
    sources = [],
    suppressions = [],
    erasures = [],
  } = sections;
  return {
    accounts,
    contacts,
    ...(environments.length === 0 ? {} : { environments }),
    ...(defaults === undefined ? {} : { defaults }),
    ...(limits === undefined ? {} : { limits }),
    ...(stage === undefined ? {} : { stage }),
    ...(optOuts === undefined ? {} : { optOuts }),
    ...(sources.length === 0 ? {} : { sources }),
    ...(suppressions.length === 0 ? {} : { suppressions }),
    ...(erasures.length === 0 ? {} : { erasures }),
  };
}

function readRoot<T>(cursor: Cursor, read: (name: string, context: ValueContext) => T): [string, T][] {
  if (cursor.json && codeAt(cursor) !== OPEN_MAP) unsupported(cursor);
  if (!cursor.json) skipDocumentStart(cursor);
  const members = cursor.json ? readMembers(cursor, IN_BRACKETS, read) : blockMembers(cursor, read);
  toContent(cursor);
  return indentOf(cursor) === -1 ? members : unsupported(cursor);
}

function skipDocumentStart(cursor: Cursor): void {
  if (cursor.text.startsWith('---', cursor.lineStart)) {
    cursor.offset += 3;
    nextContent(cursor);
  }
  if (indentOf(cursor) !== 0) unsupported(cursor);
}

function sectionOf(file: ManifestFile, cursor: Cursor, name: string, context: ValueContext): readonly Item[] {
  const listed = LISTS.get(name);
  if (listed !== undefined && isList(cursor, context)) return listOf(file, cursor, name, context, listed);
  if (name === 'accounts' && isMapping(cursor, context))
    return locatedItems(file, cursor, name, context, { shape: ACCOUNT_SHAPE, depth: 1 });
  if (name === 'sources' && isMapping(cursor, context))
    return locatedItems(file, cursor, name, context, { shape: SOURCE_SHAPE, depth: 1 });
  if (name === 'environments' && isMapping(cursor, context))
    return locatedItems(file, cursor, name, context, { shape: ENVIRONMENT_SHAPE, depth: 3 });
  if (name === 'defaults' && isMapping(cursor, context))
    return [itemOf(file, ['defaults'], cursor, () => readValue(cursor, context, CONTACT_SHAPE))];
  if (name === 'limits' && isMapping(cursor, context))
    return [itemOf(file, ['limits'], cursor, () => readValue(cursor, context, LIMITS_SHAPE))];
  if (WORDS.has(name) && context.position !== 'own-lines' && !isList(cursor, context) && !isMapping(cursor, context))
    return [wordOf(file, cursor, name, context)];
  return unsupported(cursor);
}

/** Sections that are one word. */
const WORDS: ReadonlySet<string> = new Set(['stage', 'optOuts']);

function wordOf(file: ManifestFile, cursor: Cursor, name: string, context: ValueContext): Item {
  const { offset } = cursor;
  const item = itemOf(file, [name], cursor, () => readValue(cursor, context, WORD_SHAPE));
  // A section without a value, or with `null`, is a mistake.
  return item.value === null ? unsupported({ ...cursor, offset }) : item;
}

/** Sections that are lists: map from the name of the section to the shape of its items. */
const LISTS: ReadonlyMap<string, Shape> = new Map([
  ['contacts', CONTACT_SHAPE],
  ['suppressions', LISTED_SHAPE],
  ['erasures', LISTED_SHAPE],
]);

function listOf(
  file: ManifestFile,
  cursor: Cursor,
  section: string,
  context: ValueContext,
  shape: Shape,
): readonly Item[] {
  let index = -1;
  return readItems(cursor, context, (inner) => {
    index += 1;
    return itemOf(file, [section, index], cursor, () => readValue(cursor, inner, shape));
  });
}

interface LocatedSection {
  readonly shape: Shape;
  /** Number of levels of nested mappings in an item whose members get positions; 1 is the item's own mapping. */
  readonly depth: number;
}

/** Parses the members of a section into one item each, with the positions of their settings. */
function locatedItems(
  file: ManifestFile,
  cursor: Cursor,
  section: string,
  context: ValueContext,
  { shape, depth }: LocatedSection,
): readonly Item[] {
  const members = readMembers(cursor, context, (name, inner) => {
    if (!isMapping(cursor, inner)) unsupported(cursor);
    const settings = new Map<string, Position>();
    const read = locatedReader(cursor, settings, depth);
    return { ...itemOf(file, [section, name], cursor, () => read(inner, shape, [])), settings };
  });
  mappingOf(cursor, members);
  return members.map(([, item]) => item);
}

/** Returns a function that reads a value like `readValue`, and collects the positions of members up to a depth. */
function locatedReader(cursor: Cursor, positions: Map<string, Position>, depth: number) {
  return function read(context: ValueContext, shape: Shape, path: readonly string[]): Json {
    if (path.length === depth || !isMapping(cursor, context)) return readValue(cursor, context, shape);
    const members = readMembers(cursor, context, (name, inner) => {
      const at = [...path, name];
      positions.set(settingPath(at), positionOf(cursor));
      return read(inner, memberShape(shape, name), at);
    });
    return mappingOf(cursor, members);
  };
}

function itemOf(file: ManifestFile, path: Path, cursor: Cursor, read: () => Json): Item {
  const { line, column } = positionOf(cursor);
  const value = read();
  return { file, path, value, line, column, partiallyParsed: false, end: cursor.offset };
}

function positionOf({ offset, line, lineStart }: Cursor): Position {
  return { line, column: offset - lineStart + 1 };
}
