// The three parts of a manifest, and the items in them.

import type { Json } from '../../../contact/canonical.ts';
import type { ManifestFile } from '../../read/source.ts';
import { ACCOUNT_SHAPE, CONTACT_SHAPE, memberShape } from '../../schema/shape.ts';
import type { Item, ParsedFile, Path, Position } from '../item.ts';
import { blockMembers } from './block.ts';
import { type Cursor, codeAt, cursorOf, indentOf, nextContent, notPlain, OPEN_MAP, toContent } from './cursor.ts';
import { IN_BRACKETS, type Place } from './place.ts';
import { isList, isMapping, mappingOf, readItems, readMembers, readValue } from './value.ts';

export type Sections = Pick<ParsedFile, 'accounts' | 'contacts' | 'defaults'>;

/** @throws NotPlain */
export function readSections(file: ManifestFile): Sections {
  const cursor = cursorOf(file.text, file.format === 'json');
  toContent(cursor);
  const read = (name: string, place: Place) => sectionOf(file, cursor, name, place);
  const { accounts = [], contacts = [], defaults = [] } = mappingOf(cursor, readRoot(cursor, read));
  const [first] = defaults;
  return { accounts, contacts, ...(first === undefined ? {} : { defaults: first }) };
}

function readRoot<T>(cursor: Cursor, read: (name: string, place: Place) => T): [string, T][] {
  if (cursor.json && codeAt(cursor) !== OPEN_MAP) notPlain(cursor);
  if (!cursor.json) skipDocumentStart(cursor);
  const members = cursor.json ? readMembers(cursor, IN_BRACKETS, read) : blockMembers(cursor, read);
  toContent(cursor);
  return indentOf(cursor) === -1 ? members : notPlain(cursor);
}

function skipDocumentStart(cursor: Cursor): void {
  if (cursor.text.startsWith('---', cursor.lineStart)) {
    cursor.offset += 3;
    nextContent(cursor);
  }
  if (indentOf(cursor) !== 0) notPlain(cursor);
}

function sectionOf(file: ManifestFile, cursor: Cursor, name: string, place: Place): readonly Item[] {
  if (name === 'contacts' && isList(cursor, place)) return contactsOf(file, cursor, place);
  if (name === 'accounts' && isMapping(cursor, place)) return accountsOf(file, cursor, place);
  if (name === 'defaults' && isMapping(cursor, place))
    return [itemOf(file, ['defaults'], cursor, () => readValue(cursor, place, CONTACT_SHAPE))];
  return notPlain(cursor);
}

function contactsOf(file: ManifestFile, cursor: Cursor, place: Place): readonly Item[] {
  let index = -1;
  return readItems(cursor, place, (inner) => {
    index += 1;
    return itemOf(file, ['contacts', index], cursor, () => readValue(cursor, inner, CONTACT_SHAPE));
  });
}

function accountsOf(file: ManifestFile, cursor: Cursor, place: Place): readonly Item[] {
  const members = readMembers(cursor, place, (name, inner) => {
    if (!isMapping(cursor, inner)) notPlain(cursor);
    const settings = new Map<string, Position>();
    const item = itemOf(file, ['accounts', name], cursor, () => settingsOf(cursor, inner, settings));
    return { ...item, settings };
  });
  mappingOf(cursor, members);
  return members.map(([, item]) => item);
}

function settingsOf(cursor: Cursor, place: Place, positions: Map<string, Position>): Json {
  const members = readMembers(cursor, place, (name, inner) => {
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
