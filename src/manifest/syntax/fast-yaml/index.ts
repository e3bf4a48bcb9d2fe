// The fast parser: parses JSON and the commonly used subset of YAML in one pass, without a syntax tree. Enters: a file. Leaves:
// exactly the values and positions that yaml/parse-yaml.ts would give, or the offset of the first unsupported syntax. Never
// reports a mistake: if the text contains one, or rare syntax, parsing fails and the caller has to use yaml/parse-yaml.ts.

import type { Json } from '../../../contact/canonical.ts';
import type { ManifestFile } from '../../read/source.ts';
import type { Shape } from '../../schema/shape.ts';
import { IN_BRACKETS } from './context.ts';
import { cursorOf, indentOf, toContent, UnsupportedSyntax } from './cursor.ts';
import { readSections, type Sections } from './sections.ts';
import { readValue } from './value.ts';

/** The parsed value, or the offset of the first syntax that the fast parser does not support. */
export type FastResult<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly offset: number };

/** Matches what is not supported in YAML: tabs, other control characters, Unicode line breaks and the byte order mark. */
const UNSUPPORTED_IN_YAML = /[^\n\x20-\x7e\xa0-\u2027\u202a-\ufefe\uff00-\ufffd]/;
/** Matches control characters that JSON does not allow anywhere. */
const UNSUPPORTED_IN_JSON = /[^\t\n\r\x20-\uffff]/;

/** Parses a YAML or JSON file. */
export function parseFast(file: ManifestFile): FastResult<Sections> {
  return attempt(file.text, file.format === 'json', () => readSections(file));
}

/** Parses a text that consists of one JSON value. */
export function parseFastJson(text: string, shape: Shape): FastResult<Json> {
  return attempt(text, true, () => {
    const cursor = cursorOf(text, true);
    toContent(cursor);
    const value = readValue(cursor, IN_BRACKETS, shape);
    toContent(cursor);
    if (indentOf(cursor) !== -1) throw new UnsupportedSyntax(cursor.offset);
    return value;
  });
}

function attempt<T>(text: string, json: boolean, read: () => T): FastResult<T> {
  const offset = text.search(json ? UNSUPPORTED_IN_JSON : UNSUPPORTED_IN_YAML);
  if (offset !== -1) return { ok: false, offset };
  try {
    return { ok: true, value: read() };
  } catch (error) {
    if (error instanceof UnsupportedSyntax) return { ok: false, offset: error.offset };
    throw error;
  }
}
