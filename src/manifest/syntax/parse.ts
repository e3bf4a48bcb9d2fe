// A manifest's text goes in; its accounts, defaults and contacts come out as plain values, one item each, with the mistakes of
// syntax. Nothing here knows what a field means. Positions within an item are found later, by locate.ts, when asked for. The
// yaml library is loaded only where it is needed: most runs never see it.

import { mistake } from '../mistake.ts';
import { diagnosticAt, type ManifestFile } from '../read/source.ts';
import { readPlain } from './fast-yaml/index.ts';
import type { ParsedFile } from './item.ts';
import { parseLines } from './json/ndjson.ts';

/** The yaml library's syntax tree takes some sixty times the size of a text in memory. */
const MAX_YAML_LENGTH = 16 * 1024 * 1024;

export async function parseManifest(file: ManifestFile): Promise<ParsedFile> {
  if (file.format === 'ndjson') return parseLines(file);
  const plain = readPlain(file);
  if (plain.ok) return { file, ...plain.value, diagnostics: [], readable: true };
  if (file.text.length > MAX_YAML_LENGTH) return tooLarge(file, plain.offset);
  const { parseYaml } = await import('./yaml/parse-yaml.ts');
  return parseYaml(file);
}

/** A mistake, or a way of writing that would take the yaml library; which of them, only the library could say. */
function tooLarge(file: ManifestFile, offset: number): ParsedFile {
  const megabytes = Math.ceil(file.text.length / 1024 / 1024);
  const found = mistake('file-too-large', { what: 'unusual', megabytes });
  const diagnostic = diagnosticAt(file, { start: offset, end: offset + 1 }, found);
  return { file, accounts: [], contacts: [], diagnostics: [diagnostic], readable: false };
}
