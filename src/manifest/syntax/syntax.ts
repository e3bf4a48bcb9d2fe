import type { ManifestFile, Report } from '../read/source.ts';
import { readJsonSyntax } from './json/json-syntax.ts';
import { readYamlSyntax, type Syntax } from './yaml/yaml-syntax.ts';

/**
 * Parses a YAML or JSON text into a syntax tree.
 *
 * @param report called for every syntax mistake
 */
export function readSyntax({ format, text }: Pick<ManifestFile, 'format' | 'text'>, report: Report): Syntax {
  return format === 'yaml' ? readYamlSyntax(text, report) : readJsonSyntax(text, report);
}
