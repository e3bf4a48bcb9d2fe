// Parses the sections of a manifest (accounts, limits, defaults and contacts) into items.

import type { Json } from '../../../contact/canonical.ts';
import type { ManifestFile } from '../../read/source.ts';
import { ACCOUNT_SHAPE, CONTACT_SHAPE, LIMITS_SHAPE, memberShape } from '../../schema/shape.ts';
import type { Item, ParsedFile, Path, Position } from '../item.ts';
import { blockMembers } from './block.ts';
import { IN_BRACKETS, type ValueContext } from './context.ts';
import { type Cursor, codeAt, cursorOf, indentOf, nextContent, OPEN_MAP, toContent, unsupported } from './cursor.ts';
import { isList, isMapping, mappingOf, readItems, readMembers, readValue } from './value.ts';

/** The items of a file, by section. */
export type Sections = Pick<ParsedFile, 'accounts' | 'contacts' | 'defaults' | 'limits'>;

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
  const { accounts = [], contacts = [], defaults: [defaults] = [], limits: [limits] = [] } = sections;
  return {
    accounts,
    contacts,
    ...(defaults === undefined ? {} : { defaults }),
    ...(limits === undefined ? {} : { limits }),
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
  if (name === 'contacts' && isList(cursor, context)) return contactsOf(file, cursor, context);
  if (name === 'accounts' && isMapping(cursor, context)) return accountsOf(file, cursor, context);
  if (name === 'defaults' && isMapping(cursor, context))
    return [itemOf(file, ['defaults'], cursor, () => readValue(cursor, context, CONTACT_SHAPE))];
  if (name === 'limits' && isMapping(cursor, context))
    return [itemOf(file, ['limits'], cursor, () => readValue(cursor, context, LIMITS_SHAPE))];
  return unsupported(cursor);
}

function contactsOf(file: ManifestFile, cursor: Cursor, context: ValueContext): readonly Item[] {
  let index = -1;
  return readItems(cursor, context, (inner) => {
    index += 1;
    return itemOf(file, ['contacts', index], cursor, () => readValue(cursor, inner, CONTACT_SHAPE));
  });
}

function accountsOf(file: ManifestFile, cursor: Cursor, context: ValueContext): readonly Item[] {
  const members = readMembers(cursor, context, (name, inner) => {
    if (!isMapping(cursor, inner)) unsupported(cursor);
    const settings = new Map<string, Position>();
    const item = itemOf(file, ['accounts', name], cursor, () => settingsOf(cursor, inner, settings));
    return { ...item, settings };
  });
  mappingOf(cursor, members);
  return members.map(([, item]) => item);
}

function settingsOf(cursor: Cursor, context: ValueContext, positions: Map<string, Position>): Json {
  const members = readMembers(cursor, context, (name, inner) => {
    positions.set(name, positionOf(cursor));
    return readValue(cursor, inner, memberShape(ACCOUNT_SHAPE, name));
  });
  return mappingOf(cursor, members);
}

function itemOf(file: ManifestFile, path: Path, cursor: Cursor, read: () => Json): Item {
  const { line, column } = positionOf(cursor);
  const value = read();
  return { file, path, value, line, column, partiallyParsed: false, end: cursor.offset };
}

function positionOf({ offset, line, lineStart }: Cursor): Position {
  return { line, column: offset - lineStart + 1 };
}
