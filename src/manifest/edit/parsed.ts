// Reads a text as the loader does, and compares what two texts declare.

import { canonicalJson } from '../../contact/canonical.ts';
import { type ManifestFile, sourceOf } from '../read/source.ts';
import type { Item, ParsedFile } from '../syntax/item.ts';
import { MAX_YAML_LENGTH, parseManifest } from '../syntax/parse.ts';
import { CannotEdit, type EditableText } from './edit.ts';

/** Creates a manifest file from a text. @throws CannotEdit `mistake` if it contains NUL characters or lone surrogates */
export function fileOf({ format, text }: EditableText): ManifestFile {
  const file = sourceOf('', format, Buffer.from(text));
  // A text that is not Unicode cannot be in a file.
  if (!('text' in file) || file.text !== text) throw new CannotEdit('mistake', 0);
  return file;
}

/** Parses a file. @throws CannotEdit `mistake` or `too-large` */
export async function parseFile(file: ManifestFile): Promise<ParsedFile> {
  if (file.format !== 'ndjson' && file.text.length > MAX_YAML_LENGTH) throw new CannotEdit('too-large', 0);
  const parsed = await parseManifest(file);
  const found = parsed.diagnostics.find(({ severity }) => severity === 'error');
  if (found === undefined) return parsed;
  throw new CannotEdit('mistake', file.lineStarts[found.line - 1] ?? 0);
}

/** The values of a file, with their paths. */
export type Values = { readonly [Section in 'accounts' | 'contacts']: readonly ValueAt[] } & {
  readonly [Section in 'defaults' | 'limits' | 'optOuts' | 'stage']?: ValueAt;
} & { readonly [Section in 'environments' | 'sources' | 'suppressions' | 'erasures']?: readonly ValueAt[] };
type ValueAt = Pick<Item, 'path' | 'value'>;

/** Returns all values of a file in canonical JSON. The order of keys makes no difference. */
export function valuesOf({
  accounts,
  environments = [],
  defaults,
  limits,
  optOuts,
  stage,
  contacts,
  ...listed
}: Values): string {
  const single = [defaults, limits, stage, optOuts].map((item) => (item === undefined ? [] : [item]));
  const { sources = [], suppressions = [], erasures = [] } = listed;
  const items = [accounts, environments, ...single, contacts, sources, suppressions, erasures];
  return canonicalJson(items.map((section) => section.map(({ path, value }) => [...path, value])));
}
