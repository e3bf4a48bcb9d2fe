// Rewrites a manifest in the one canonical layout: keys in the order of the schema, quotes only where they are needed, contacts
// and other mappings with a member a line, two spaces, LF. Comments stay with what they belong to. Parses the result again to
// check that it declares the same values, has the same comments, and does not change when it is formatted again. Pure.

import { type Node, visit } from 'yaml';
import { usesOf } from '../edit/anchors.ts';
import { CannotEdit, type EditableText, type EditResult, refusedBy } from '../edit/edit.ts';
import { fileOf, parseFile, valuesOf } from '../edit/parsed.ts';
import { readJsonSyntax } from '../syntax/json/json-syntax.ts';
import { readSyntax } from '../syntax/syntax.ts';
import { commentsOf } from './comments.ts';
import { CONTACT_GUIDE, DOCUMENT_GUIDE } from './guide.ts';
import { printJson, printJsonLine } from './print-json.ts';
import { printDocument } from './print-tree.ts';
import { readRoot } from './read-tree.ts';

/**
 * Formats the text of one manifest. A byte order mark is removed.
 *
 * @returns the new text, or a refusal for a text that has a mistake or cannot be rewritten safely
 * @throws Error if the result would declare something else or lose a comment, which is a fault of the formatter
 */
export async function formatManifest({ format, text }: EditableText): Promise<EditResult> {
  const given = { format, text: text.replace(/^\uFEFF/, '') };
  try {
    const before = await parseFile(fileOf(given));
    const lines = given.text.replaceAll('\r\n', '\n');
    const input = { format, text: lines === '' || lines.endsWith('\n') ? lines : `${lines}\n` };
    const root = rootOf(input);
    const formatted = formatText(input, root);
    await requireSame({ ...input, root }, { format, text: formatted }, valuesOf(before));
    return { ok: true, text: formatted };
  } catch (error) {
    return refusedBy(error, given.text.replaceAll('\r\n', '\n'));
  }
}

function formatText({ format, text }: EditableText, root: Node | undefined): string {
  if (format === 'ndjson') return formatLines(text);
  // A file of comments only has no layout to change.
  if (root === undefined) return text;
  return format === 'json' ? `${printJson(root, DOCUMENT_GUIDE)}\n` : formatYaml(text, root);
}

function formatYaml(text: string, root: Node): string {
  const page = { text, json: false, eol: '\n' };
  const reader = { page, uses: usesOf(root), isOrdered: hasRepeatedAnchor(root), offset: 0 };
  return printDocument(readRoot(reader, root, DOCUMENT_GUIDE));
}

function formatLines(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines
    .map((line, index) => {
      const syntax = readJsonSyntax(line, () => undefined);
      const root = syntax.ok ? syntax.root : undefined;
      const isDefaults = index === 0 && /^\s*\{\s*"defaults"\s*:/.test(line);
      return `${printJsonLine(root, isDefaults ? DOCUMENT_GUIDE : CONTACT_GUIDE)}\n`;
    })
    .join('');
}

/** Returns the root of a file's syntax tree; undefined for an empty file, and for NDJSON, whose lines are parsed one by one. */
function rootOf({ format, text }: EditableText): Node | undefined {
  if (format === 'ndjson') return undefined;
  const syntax = readSyntax({ format, text }, () => undefined);
  if (!syntax.ok) throw new CannotEdit('mistake', 0);
  return syntax.root;
}

function hasRepeatedAnchor(root: Node): boolean {
  const names: string[] = [];
  visit(root, {
    Value(_key, { anchor }) {
      if (anchor !== undefined) names.push(anchor);
    },
  });
  return new Set(names).size < names.length;
}

interface Parsed extends EditableText {
  readonly root: Node | undefined;
}

/**
 * Checks the result of formatting.
 *
 * @throws Error if it differs in more than its layout. The error names no value, because those are personal.
 */
async function requireSame(input: Parsed, output: EditableText, values: string): Promise<void> {
  const isSame = valuesOf(await parseFile(fileOf(output))) === values;
  if (!isSame) throw new Error('the formatter changed a value');
  const root = rootOf(output);
  if (formatText(output, root) !== output.text) throw new Error('the formatter does not accept its own layout');
  if (input.format !== 'yaml') return;
  const [before, after] = [input, { ...output, root }].map((each) => commentsOf(each.text, each.root).join('\n'));
  if (before !== after) throw new Error('the formatter lost a comment');
}
