// Parses a manifest. Enters: its text. Leaves: its accounts, contacts and other sections as items, and its syntax mistakes. Never
// checks the meaning of a field. locate.ts finds positions inside an item later, if a diagnostic needs them. The yaml library is
// imported only for files that the fast parser does not support, because loading it takes time.

import { mistake } from '../mistake.ts';
import { diagnosticAt, type ManifestFile } from '../read/source.ts';
import { parseFast } from './fast-yaml/index.ts';
import type { ParsedFile } from './item.ts';
import { parseLines } from './json/ndjson.ts';

/** Maximum text length for the yaml library, whose syntax tree takes about sixty times as much memory as the text. */
export const MAX_YAML_LENGTH = 16 * 1024 * 1024;

/** Parses a file with the fast parser, or with the yaml library if the fast parser does not support its syntax. */
export async function parseManifest(file: ManifestFile): Promise<ParsedFile> {
  if (file.format === 'ndjson') return parseLines(file);
  const fast = parseFast(file);
  if (fast.ok) return { file, ...fast.value, diagnostics: [], readable: true };
  if (file.text.length > MAX_YAML_LENGTH) return tooLarge(file, fast.offset);
  const { parseYaml } = await import('./yaml/parse-yaml.ts');
  return parseYaml(file);
}

/**
 * Reports a large file at the offset where the fast parser stopped: at a mistake, or at valid syntax that it does not support.
 */
function tooLarge(file: ManifestFile, offset: number): ParsedFile {
  const megabytes = Math.ceil(file.text.length / 1024 / 1024);
  const found = mistake('file-too-large', { what: 'unusual', megabytes });
  const diagnostic = diagnosticAt(file, { start: offset, end: offset + 1 }, found);
  return { file, accounts: [], contacts: [], diagnostics: [diagnostic], readable: false };
}
