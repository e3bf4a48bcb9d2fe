// The fast way through a manifest: one pass over the text, for the part of YAML that people and programs write manifests in, and
// for JSON. What enters: a file. What leaves: exactly what the yaml library would have given, or the place where it declined.
// Never reports anything: a text with a mistake in it, or with anything unusual, is the yaml library's.

import type { Json } from '../../../contact/canonical.ts';
import type { ManifestFile } from '../../read/source.ts';
import type { Shape } from '../../schema/shape.ts';
import { cursorOf, indentOf, toContent, UnsupportedSyntax } from './cursor.ts';
import { IN_BRACKETS } from './place.ts';
import { readSections, type Sections } from './sections.ts';
import { readValue } from './value.ts';

/** What was read, or where the text stopped being plain. */
export type Plain<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly offset: number };

/** Tabs, carriage returns, other controls, and characters that some take for line breaks or for nothing. */
const UNUSUAL = /[^\n\x20-\x7e\xa0-\u2027\u202a-\ufefe\uff00-\ufffd]/;
/** Control characters that JSON allows nowhere. */
const UNUSUAL_IN_JSON = /[^\t\n\r\x20-\uffff]/;

export function readPlain(file: ManifestFile): Plain<Sections> {
  return attempt(file.text, file.format === 'json', () => readSections(file));
}

/** One JSON value, which is the whole text. */
export function readPlainJson(text: string, shape: Shape): Plain<Json> {
  return attempt(text, true, () => {
    const cursor = cursorOf(text, true);
    toContent(cursor);
    const value = readValue(cursor, IN_BRACKETS, shape);
    toContent(cursor);
    if (indentOf(cursor) !== -1) throw new UnsupportedSyntax(cursor.offset);
    return value;
  });
}

function attempt<T>(text: string, json: boolean, read: () => T): Plain<T> {
  const unusual = text.search(json ? UNUSUAL_IN_JSON : UNUSUAL);
  if (unusual !== -1) return { ok: false, offset: unusual };
  try {
    return { ok: true, value: read() };
  } catch (error) {
    if (error instanceof UnsupportedSyntax) return { ok: false, offset: error.offset };
    throw error;
  }
}
