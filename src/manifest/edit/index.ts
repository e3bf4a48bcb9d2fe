// Changes single values in the text of a manifest. Enters: a text and edits. Leaves: the text with only the lines of those values
// changed, or the reason why it is left alone. Comments, order, quotes, anchors, line ends and a byte order mark stay, because
// only the ranges of the values are replaced. Reads the result again and compares it with what was asked for. Pure.

import type { Node } from 'yaml';
import { canonicalJson, type Json } from '../../contact/canonical.ts';
import { lineAt, type ManifestFile } from '../read/source.ts';
import { CONTACT_SHAPE } from '../schema/shape.ts';
import type { Item, ParsedFile } from '../syntax/item.ts';
import { readJsonSyntax } from '../syntax/json/json-syntax.ts';
import { parseManifest } from '../syntax/parse.ts';
import { readSyntax } from '../syntax/syntax.ts';
import { changeDocument, changeLine } from './document.ts';
import { CannotEdit, type Edit, type EditableText, type EditResult, refusedBy } from './edit.ts';
import type { ListItem } from './editor.ts';
import { lineEndOf, type Page } from './page.ts';
import { fileOf, parseFile, valuesOf } from './parsed.ts';
import { applySplices, deletion, insertion, type Splice } from './splice.ts';
import { asRead, changedContact } from './values.ts';

const BYTE_ORDER_MARK = '\uFEFF';

/**
 * Applies edits to the text of one manifest, all together: positions of contacts refer to the text before the edits.
 *
 * @returns the new text, or a refusal if any of the edits cannot be made safely; then none is made
 * @throws Error if the result does not declare exactly what was asked for, which is a fault of the editor
 */
export async function editManifest({ format, text }: EditableText, edits: readonly Edit[]): Promise<EditResult> {
  const mark = text.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK : '';
  const content = text.slice(mark.length);
  try {
    return { ok: true, text: mark + (await editContent({ format, text: content }, edits)) };
  } catch (error) {
    return refusedBy(error, content);
  }
}

/** Applies edits to a text. @param given without a byte order mark */
async function editContent(given: EditableText, edits: readonly Edit[]): Promise<string> {
  const { format, text } = given;
  const eol = lineEndOf(text);
  // Splices are made of whole lines, so the last line gets a line end while they are applied.
  const isPadded = text !== '' && !text.endsWith('\n');
  const file = fileOf({ format, text: isPadded ? text + eol : text });
  const parsed = await parseFile(file);
  if (isPadded) requireSame(parsed, await parseFile(fileOf(given)), file);
  const next = nextContacts(parsed, edits);
  const page = { text: file.text, json: format !== 'yaml', eol };
  const edited = applySplices(file.text, splicesOf(file, parsed, page, next));
  const values = await requireResult(fileOf({ format, text: edited }), parsed, next);
  const unpadded = isPadded && edited.endsWith(eol) ? edited.slice(0, -eol.length) : edited;
  const isSame = valuesOf(await parseManifest(fileOf({ format, text: unpadded }))) === values;
  return isSame ? unpadded : edited;
}

/** Refuses a text whose values change when its last line gets a line end, as the value of a block scalar may. */
function requireSame(parsed: ParsedFile, unpadded: ParsedFile, file: ManifestFile): void {
  if (valuesOf(parsed) !== valuesOf(unpadded)) throw new CannotEdit('unusual-layout', file.text.length - 1);
}

/** Applies the edits to the values; the result lists the contacts of the new text. */
function nextContacts({ file, contacts }: ParsedFile, edits: readonly Edit[]): readonly ListItem[] {
  const values = new Map<number, Json>(contacts.map(({ value }, index) => [index, value]));
  const isRemoved = new Set(edits.flatMap((edit) => (edit.kind === 'remove-contact' ? edit.contact : [])));
  const added: ListItem[] = [];
  for (const edit of edits) {
    if (edit.kind === 'add-contact') {
      added.push({ value: asRead(edit.value, CONTACT_SHAPE) });
      continue;
    }
    const old = values.get(edit.contact);
    const offset = offsetOf(file, contacts[edit.contact]);
    if (old === undefined || (edit.kind !== 'remove-contact' && isRemoved.has(edit.contact)))
      throw new CannotEdit('no-contact', offset);
    if (edit.kind === 'remove-contact') continue;
    const value = edit.kind === 'set' ? edit.value : undefined;
    const changed = changedContact(old, { path: edit.path, value });
    if (!changed.ok) throw new CannotEdit(changed.code, offset);
    values.set(edit.contact, asRead(changed.value, CONTACT_SHAPE));
  }
  const kept = [...values].flatMap(([from, value]) => (isRemoved.has(from) ? [] : [{ from, value }]));
  return [...kept, ...added];
}

function offsetOf(file: ManifestFile, item: Item | undefined): number {
  return item === undefined ? 0 : (file.lineStarts[item.line - 1] ?? 0) + item.column - 1;
}

function splicesOf(file: ManifestFile, parsed: ParsedFile, page: Page, next: readonly ListItem[]): readonly Splice[] {
  if (file.format === 'ndjson') return lineSplices(file, parsed, page, next);
  const old = parsed.contacts.map(({ value }) => value);
  const isSame = next.length === old.length && next.every(({ from, value }) => isUnchanged(old, from, value));
  if (isSame) return [];
  const syntax = readSyntax(file, () => undefined);
  if (!syntax.ok) throw new CannotEdit('mistake', 0);
  return changeDocument(page, syntax.root, { old, next: next.map(({ value }) => value), items: next });
}

function isUnchanged(old: readonly Json[], from: number | undefined, value: Json): boolean {
  return from !== undefined && canonicalJson(old[from]) === canonicalJson(value);
}

/** Changes, removes and adds lines of NDJSON. */
function lineSplices(
  file: ManifestFile,
  { contacts }: ParsedFile,
  page: Page,
  next: readonly ListItem[],
): readonly Splice[] {
  const kept = new Map(next.flatMap(({ from, value }) => (from === undefined ? [] : [[from, value] as const])));
  const old = contacts.flatMap((item, index) => {
    const start = file.lineStarts[item.line - 1] ?? 0;
    const value = kept.get(index);
    if (value === undefined) return [deletion(start, file.lineStarts[item.line] ?? file.text.length)];
    if (canonicalJson(item.value) === canonicalJson(value)) return [];
    const text = lineAt(file, item.line);
    const syntax = readJsonSyntax(text, () => undefined);
    if (!syntax.ok || syntax.root === undefined) throw new CannotEdit('mistake', start);
    const splices = changeLine({ ...page, text }, syntax.root as Node, { old: item.value, next: value });
    return splices.map((splice) => ({ ...splice, start: splice.start + start, end: splice.end + start }));
  });
  const added = next.flatMap(({ from, value }) => (from === undefined ? [JSON.stringify(value) + page.eol] : []));
  return [...old, insertion(file.text.length, added.join(''))];
}

/**
 * Reads the result, as the loader does.
 *
 * @returns its values, for comparison
 * @throws Error if any value in it is not what it was or should be. The error names no value, because those are personal.
 */
async function requireResult(file: ManifestFile, before: ParsedFile, next: readonly ListItem[]): Promise<string> {
  const parsed = await parseManifest(file);
  const expected = next.map(({ value }, index) => ({ path: ['contacts', index], value }));
  const isReadable = !parsed.diagnostics.some(({ severity }) => severity === 'error');
  const values = valuesOf(parsed);
  if (isReadable && values === valuesOf({ ...before, contacts: expected })) return values;
  throw new Error('the editor changed a value that it should not have changed');
}
