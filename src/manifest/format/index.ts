// Rewrites a manifest in the one canonical layout: keys in the order of the schema, quotes only where they are needed, contacts and
// other mappings with a member a line, two spaces, LF. Comments stay with what they belong to. Reads the result again: it declares
// the same values and has the same comments, and formatting it again changes nothing. Pure.

import { type Node, visit } from 'yaml';
import { usesOf } from '../edit/anchors.ts';
import { CannotEdit, type EditableText, type EditResult } from '../edit/edit.ts';
import { fileOf, parseFile, valuesOf } from '../edit/parsed.ts';
import { positionAt } from '../read/source.ts';
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
  const content = text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n');
  const ended = content === '' || content.endsWith('\n') ? content : `${content}\n`;
  const input = { format, text: ended };
  try {
    const before = await parseFile(fileOf(format, text.replace(/^\uFEFF/, '')));
    const formatted = formatText(input);
    await requireSame(input, { format, text: formatted }, valuesOf(before));
    return { ok: true, text: formatted };
  } catch (error) {
    if (!(error instanceof CannotEdit)) throw error;
    const lineStarts = [...ended.matchAll(/^/gm)].map(({ index }) => index);
    const { line } = positionAt({ name: '', format, text: ended, lineStarts, hash: '' }, error.offset);
    return { ok: false, refusal: { code: error.code, line } };
  }
}

function formatText({ format, text }: EditableText): string {
  if (format === 'ndjson') return formatLines(text);
  const root = rootOf({ format, text });
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

function rootOf({ format, text }: EditableText): Node | undefined {
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

/** @throws Error if the result differs in more than its layout. The error names no value, because those are personal. */
async function requireSame(input: EditableText, output: EditableText, values: string): Promise<void> {
  const isSame = valuesOf(await parseFile(fileOf(output.format, output.text))) === values;
  if (!isSame) throw new Error('the formatter changed a value');
  if (formatText(output) !== output.text) throw new Error('the formatter does not accept its own layout');
  if (input.format !== 'yaml') return;
  const [before, after] = [input, output].map((each) => commentsOf(each.text, rootOf(each)).join('\n'));
  if (before !== after) throw new Error('the formatter lost a comment');
}
