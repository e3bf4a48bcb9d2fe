// Changes the contacts of a whole document, or the one contact of a line in NDJSON.

import { isMap, isSeq, type Node, type Pair } from 'yaml';
import { CONTACT_SHAPE, type Shape, SOURCE_SHAPE } from '../schema/shape.ts';
import { keyText, rangeOf } from '../syntax/yaml/values.ts';
import { usesOf } from './anchors.ts';
import { changeBlockMap } from './block-map.ts';
import { changeValue } from './change.ts';
import { CannotEdit } from './edit.ts';
import { blockSlotOf, type Change, type Editor, flowSlotOf } from './editor.ts';
import { changeFlowMap } from './flow.ts';
import { asLines, type Page } from './page.ts';
import { insertion, type Splice } from './splice.ts';
import { indentedJson, mappingLines } from './write.ts';

const CONTACTS: Shape = { scalar: 'text', items: CONTACT_SHAPE };
const DOCUMENT: Shape = { scalar: 'text', members: new Map([['contacts', CONTACTS]]) };

/** Returns the splices that change the list of contacts. @throws CannotEdit if that is not possible */
export function changeDocument(page: Page, root: Node | undefined, contacts: Omit<Change, 'shape'>): readonly Splice[] {
  const editor = editorOf(page, root);
  if (root === undefined) return [insertion(page.text.length, newDocument(page, contacts))];
  if (!isMap(root)) throw new CannotEdit('unusual-layout', 0);
  const pair = root.items.find(({ key }) => keyText(key) === 'contacts');
  if (pair === undefined) {
    const change = { old: {}, next: { contacts: contacts.next }, shape: DOCUMENT };
    if (root.items.length === 0) throw new CannotEdit('unusual-layout', rangeOf(root).start);
    return root.flow === true ? changeFlowMap(editor, root, change) : changeBlockMap(editor, root, change);
  }
  if (!isSeq(pair.value)) throw new CannotEdit('unusual-layout', rangeOf(pair.key).start);
  const slot = root.flow === true ? flowSlotOf(editor, pair) : blockSlotOf(editor, pair);
  return editor.change(slot, { ...contacts, shape: CONTACTS });
}

/** Returns the splices that change one source. @throws CannotEdit if that is not possible */
export function changeSource(
  page: Page,
  root: Node | undefined,
  name: string,
  source: Omit<Change, 'shape'>,
): readonly Splice[] {
  const sources = memberOf(root, 'sources');
  const pair = memberOf(sources?.value, name);
  if (pair === undefined || !isMap(sources?.value)) throw new CannotEdit('no-contact', 0);
  const editor = editorOf(page, root);
  const slot = sources.value.flow === true ? flowSlotOf(editor, pair) : blockSlotOf(editor, pair);
  return editor.change(slot, { ...source, shape: SOURCE_SHAPE });
}

function memberOf(node: unknown, name: string): Pair | undefined {
  return isMap(node) ? node.items.find(({ key }) => keyText(key) === name) : undefined;
}

/** Returns the splices that change the contact of one line. @throws CannotEdit if that is not possible */
export function changeLine(page: Page, root: Node, contact: Omit<Change, 'shape'>): readonly Splice[] {
  const slot = { node: root, from: 0, kind: 'flow', indent: 0 } as const;
  return editorOf(page, undefined).change(slot, { ...contact, shape: CONTACT_SHAPE });
}

function newDocument(page: Page, { next }: Omit<Change, 'shape'>): string {
  const document = { contacts: next };
  if (!page.json) return asLines(page, mappingLines(document, DOCUMENT));
  return indentedJson(document, '', '  ').replaceAll('\n', page.eol) + page.eol;
}

function editorOf(page: Page, root: Node | undefined): Editor {
  const space = page.json && !/"\s*:[ \n]/.test(page.text) ? '' : ' ';
  const unit = page.json && root !== undefined ? /^\s*\{\r?\n([ \t]+)/.exec(page.text)?.[1] : undefined;
  const editor: Editor = {
    page,
    uses: usesOf(root),
    style: { json: page.json, space },
    ...(unit === undefined ? {} : { unit }),
    change: (slot, change) => changeValue(editor, slot, change),
  };
  return editor;
}
