// Parses a manifest through a syntax tree. Enters: a text. Leaves: the items of all its sections, and its syntax mistakes. Never
// checks the meaning of a field. Supports all syntax that a manifest may contain; where the fast parser succeeds, too, both must
// give the same result.

import { isMap, isNode, isScalar, isSeq, type Node, type Pair, visit } from 'yaml';
import { personal } from '../../../contact/argument.ts';
import type { Json } from '../../../contact/canonical.ts';
import type { Diagnostic } from '../../diagnostic.ts';
import { type Mistake, mistake } from '../../mistake.ts';
import { diagnosticAt, type ManifestFile, positionAt, type Range, type Report } from '../../read/source.ts';
import {
  ACCOUNT_SHAPE,
  CONTACT_SHAPE,
  ENVIRONMENT_SHAPE,
  LIMITS_SHAPE,
  LISTED_SHAPE,
  type Shape,
  SOURCE_SHAPE,
  WORD_SHAPE,
} from '../../schema/shape.ts';
import { suggestion } from '../../schema/suggest.ts';
import { type Item, type ParsedFile, type Path, type Position, settingPath } from '../item.ts';
import { readJsonSyntax } from '../json/json-syntax.ts';
import { readSyntax } from '../syntax.ts';
import { isEmpty, keyText, membersOf, rangeOf, readValue, type Walk, walkOf } from './values.ts';

const SECTIONS = [
  'accounts',
  'environments',
  'limits',
  'stage',
  'optOuts',
  'defaults',
  'contacts',
  'sources',
  'suppressions',
  'erasures',
] as const;

/** Parses a YAML or JSON file into items and diagnostics. */
export function parseYaml(file: ManifestFile): ParsedFile {
  const diagnostics: Diagnostic[] = [];
  function report(range: Range, found: Mistake): void {
    diagnostics.push(diagnosticAt(file, range, found));
  }
  const syntax = readSyntax(file, report);
  if (!syntax.ok) return { file, accounts: [], contacts: [], diagnostics, readable: false };
  if (syntax.root === undefined) {
    report({ start: 0, end: 0 }, mistake('empty-file', {}, 'note'));
    return { file, accounts: [], contacts: [], diagnostics, readable: true };
  }
  return { file, ...sectionsOf(file, syntax.root, walkOf(report)), diagnostics, readable: true };
}

/** Parses a text that consists of one JSON value. Reports mistakes; returns undefined if the text is empty or not valid JSON. */
export function parseJsonText(text: string, shape: Shape, report: Report): Json | undefined {
  const syntax = readJsonSyntax(text, report);
  return syntax.ok ? readValue(syntax.root, shape, walkOf(report)) : undefined;
}

type Sections = Omit<ParsedFile, 'file' | 'diagnostics' | 'readable'>;

function sectionsOf(file: ManifestFile, root: Node, walk: Walk): Sections {
  if (!isMap(root)) {
    walk.report(firstOf(root), mistake('wrong-type', { what: 'manifest' }));
    return { accounts: [], contacts: [] };
  }
  reportUnknown(root.items, walk);
  // Convert the sections in document order, because an alias may refer to an anchor in an earlier section.
  const members = membersOf(root.items, walk).map(([name, node]) => [name, sectionOf(file, name, node, walk)] as const);
  const sections = new Map(members);
  const defaults = sections.get('defaults')?.[0];
  const environments = sections.get('environments') ?? [];
  const limits = sections.get('limits')?.[0];
  const stage = sections.get('stage')?.[0];
  const optOuts = sections.get('optOuts')?.[0];
  const sources = sections.get('sources') ?? [];
  const suppressions = sections.get('suppressions') ?? [];
  const erasures = sections.get('erasures') ?? [];
  return {
    accounts: sections.get('accounts') ?? [],
    contacts: sections.get('contacts') ?? [],
    ...(environments.length === 0 ? {} : { environments }),
    ...(defaults === undefined ? {} : { defaults }),
    ...(limits === undefined ? {} : { limits }),
    ...(stage === undefined ? {} : { stage }),
    ...(optOuts === undefined ? {} : { optOuts }),
    ...(sources.length === 0 ? {} : { sources }),
    ...(suppressions.length === 0 ? {} : { suppressions }),
    ...(erasures.length === 0 ? {} : { erasures }),
  };
}

function sectionOf(file: ManifestFile, name: string, node: unknown, walk: Walk): readonly Item[] {
  if (name === 'defaults') return defaultsOf(file, node, walk);
  if (name === 'limits') return limitsOf(file, node, walk);
  if (name === 'stage') return wordOf(file, node, walk, { name, expected: 'the word proposed' });
  if (name === 'optOuts') return wordOf(file, node, walk, { name, expected: 'respect or spread' });
  if (name === 'contacts') return listOf(file, node, walk, { name, shape: CONTACT_SHAPE });
  if (name === 'suppressions' || name === 'erasures') return listOf(file, node, walk, { name, shape: LISTED_SHAPE });
  if (name === 'accounts') {
    return locatedItems(file, name, node, walk, {
      shape: ACCOUNT_SHAPE,
      depth: 1,
      expected: 'a mapping from names to accounts',
    });
  }
  if (name === 'sources') {
    return locatedItems(file, name, node, walk, {
      shape: SOURCE_SHAPE,
      depth: 1,
      expected: 'a mapping from names to sources',
    });
  }
  if (name === 'environments') {
    return locatedItems(file, name, node, walk, {
      shape: ENVIRONMENT_SHAPE,
      depth: 3,
      expected: 'a mapping from names to environments',
    });
  }
  // Collect the anchors under an unknown key, because aliases elsewhere may refer to them.
  if (isNode(node)) {
    visit(node, {
      Value(_key, value) {
        if (value.anchor !== undefined) walk.anchors.set(value.anchor, value);
      },
    });
  }
  return [];
}

interface LocatedSection {
  readonly shape: Shape;
  /** Number of levels of nested mappings in an item whose members get positions; 1 is the item's own mapping. */
  readonly depth: number;
  readonly expected: string;
}

/** Converts the members of a section to one item each, with the positions of their settings. */
function locatedItems(
  file: ManifestFile,
  section: string,
  node: unknown,
  walk: Walk,
  { shape, depth, expected }: LocatedSection,
): readonly Item[] {
  if (!isMap(node)) return wrongSection(node, section, expected, walk);
  return membersOf(node.items, walk).map(([name, value]) => ({
    ...itemOf(file, [section, name], walk, () => readValue(value, shape, walk), rangeOf(value)),
    settings: new Map(settingsOf(file, value, depth)),
  }));
}

function settingsOf(
  file: ManifestFile,
  node: unknown,
  depth: number,
  path: readonly string[] = [],
): readonly (readonly [string, Position])[] {
  if (!isMap(node) || depth === 0) return [];
  return node.items.flatMap(({ key, value }) => {
    const at = [...path, keyText(key) ?? ''];
    const here = [settingPath(at), positionAt(file, rangeOf(value).start)] as const;
    return [here, ...settingsOf(file, value, depth - 1, at)];
  });
}

function defaultsOf(file: ManifestFile, node: unknown, walk: Walk): readonly Item[] {
  if (isMap(node)) return [itemOf(file, ['defaults'], walk, () => readValue(node, CONTACT_SHAPE, walk), rangeOf(node))];
  return wrongSection(node, 'defaults', 'a mapping of fields', walk);
}

function limitsOf(file: ManifestFile, node: unknown, walk: Walk): readonly Item[] {
  if (isMap(node)) return [itemOf(file, ['limits'], walk, () => readValue(node, LIMITS_SHAPE, walk), rangeOf(node))];
  return wrongSection(node, 'limits', 'a mapping from names to numbers', walk);
}

function wordOf(
  file: ManifestFile,
  node: unknown,
  walk: Walk,
  { name, expected }: { readonly name: string; readonly expected: string },
): readonly Item[] {
  const isText = isScalar(node) && node.value !== null;
  if (isText) return [itemOf(file, [name], walk, () => readValue(node, WORD_SHAPE, walk), rangeOf(node))];
  return wrongSection(node, name, expected, walk);
}

function listOf(
  file: ManifestFile,
  node: unknown,
  walk: Walk,
  { name, shape }: { readonly name: string; readonly shape: Shape },
): readonly Item[] {
  if (!isSeq(node)) return wrongSection(node, name, `a list of ${name}`, walk);
  return node.items.map((item, index) =>
    itemOf(file, [name, index], walk, () => readValue(item, shape, walk), rangeOf(item)),
  );
}

function wrongSection(node: unknown, name: string, expected: string, walk: Walk): readonly Item[] {
  const isNull = isScalar(node) && node.value === null;
  walk.report(firstOf(node), mistake(isNull ? 'null-not-allowed' : 'wrong-type', { what: 'section', name, expected }));
  return [];
}

function itemOf(file: ManifestFile, path: Path, walk: Walk, readItem: () => Json | undefined, range: Range): Item {
  const before = walk.reported();
  const read = readItem();
  const value = read === undefined || walk.exhausted ? {} : read;
  return { file, path, value, ...positionAt(file, range.start), partiallyParsed: walk.reported() > before };
}

function reportUnknown(pairs: readonly Pair[], walk: Walk): void {
  for (const { key } of pairs) {
    const name = keyText(key);
    if (name === undefined || (SECTIONS as readonly string[]).includes(name)) continue;
    const given = { what: 'section', name: personal('name', name), ...suggestion(name, SECTIONS) } as const;
    walk.report(rangeOf(key), mistake('unknown-field', given));
  }
}

/** Returns the range to underline for a node: a scalar in full, a collection's first character. */
function firstOf(node: unknown): Range {
  const range = rangeOf(node);
  return isMap(node) || isSeq(node) || isEmpty(node) ? { start: range.start, end: range.start + 1 } : range;
}
