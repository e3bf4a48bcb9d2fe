// Prints JSON in the canonical layout: indented with two spaces, with short lists of scalars on one line; or on one line, for
// NDJSON. Numbers keep their spelling, because a manifest's text fields keep it. Pure.

import { isMap, isScalar, isSeq, type Node, Scalar } from 'yaml';
import { keyText } from '../syntax/yaml/values.ts';
import { type Guide, inOrder, itemGuide, memberGuide } from './guide.ts';

const UNIT = '  ';
/** Longest line of a list, in characters. */
const MAX_WIDTH = 100;

/** Prints a value over several lines, without a line end after the last one. */
export function printJson(node: unknown, guide: Guide, indent = ''): string {
  const inner = indent + UNIT;
  if (isSeq(node) && node.items.every((item) => isScalar(item))) {
    const line = `[${node.items.map((item) => printScalar(item)).join(', ')}]`;
    if (inner.length + line.length <= MAX_WIDTH) return line;
  }
  if (isSeq(node)) {
    const items = node.items.map((item) => printJson(item, itemGuide(guide), inner));
    return bracketed('[]', items, indent);
  }
  if (!isMap(node)) return printScalar(node);
  const members = membersOf(node, guide).map(
    ([name, value]) => `${JSON.stringify(name)}: ${printJson(value, memberGuide(guide, name), inner)}`,
  );
  return bracketed('{}', members, indent);
}

/** Prints a value on one line, without spaces. */
export function printJsonLine(node: unknown, guide: Guide): string {
  if (isSeq(node)) return `[${node.items.map((item) => printJsonLine(item, itemGuide(guide))).join(',')}]`;
  if (!isMap(node)) return printScalar(node);
  const members = membersOf(node, guide).map(
    ([name, value]) => `${JSON.stringify(name)}:${printJsonLine(value, memberGuide(guide, name))}`,
  );
  return `{${members.join(',')}}`;
}

function bracketed(brackets: '[]' | '{}', parts: readonly string[], indent: string): string {
  if (parts.length === 0) return brackets;
  const inner = indent + UNIT;
  return `${brackets.charAt(0)}\n${inner}${parts.join(`,\n${inner}`)}\n${indent}${brackets.charAt(1)}`;
}

function membersOf(node: Node, guide: Guide): readonly (readonly [string, unknown])[] {
  const pairs = isMap(node) ? node.items : [];
  const members = pairs.map(({ key, value }) => [keyText(key) ?? '', value] as const);
  return inOrder(members, ([name]) => name, guide);
}

function printScalar(node: unknown): string {
  if (!isScalar(node)) return 'null';
  return node.type === Scalar.PLAIN ? (node.source ?? String(node.value)) : JSON.stringify(node.value);
}
