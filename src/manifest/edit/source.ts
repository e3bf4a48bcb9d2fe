// Writes the sha256 digest of a data file into the source (an entry under `sources`) that reads the file. Only the line of the
// digest changes. Pure.

import { canonicalJson, type Json } from '../../contact/canonical.ts';
import { readSyntax } from '../syntax/syntax.ts';
import { changeSource } from './document.ts';
import { CannotEdit, type EditableText, type EditResult, refusedBy } from './edit.ts';
import { lineEndOf } from './page.ts';
import { fileOf, parseFile, valuesOf } from './parsed.ts';
import { applySplices } from './splice.ts';

/**
 * Sets the digest of one source.
 *
 * @param text without a byte order mark
 * @param name name of the source
 * @returns the new text, or a refusal if the layout cannot be changed safely
 * @throws Error if the result does not declare exactly what was asked for, which is a fault of the editor
 */
export async function pinSource({ format, text }: EditableText, name: string, sha256: string): Promise<EditResult> {
  try {
    const eol = lineEndOf(text);
    const isPadded = text !== '' && !text.endsWith('\n');
    const file = fileOf({ format, text: isPadded ? text + eol : text });
    const parsed = await parseFile(file);
    const source = (parsed.sources ?? []).find(({ path }) => path[1] === name);
    const syntax = readSyntax(file, () => undefined);
    if (source === undefined || !syntax.ok) throw new CannotEdit('mistake', 0);
    const value = { ...(source.value as Readonly<Record<string, Json>>), sha256 };
    const change = { old: source.value, next: value };
    const page = { text: file.text, json: format !== 'yaml', eol };
    const edited = applySplices(file.text, changeSource(page, syntax.root, name, change));
    const result = isPadded && edited.endsWith(eol) ? edited.slice(0, -eol.length) : edited;
    const sources = (parsed.sources ?? []).map((one) => (one === source ? { ...one, value } : one));
    const after = await parseFile(fileOf({ format, text: result }));
    if (canonicalJson(valuesOf(after)) !== canonicalJson(valuesOf({ ...parsed, sources })))
      throw new Error('the editor changed a value that it should not have changed');
    return { ok: true, text: result };
  } catch (error) {
    return refusedBy(error, text);
  }
}
