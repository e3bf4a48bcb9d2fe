import { readJsonSyntax } from './json-syntax.ts';
import type { ManifestFile, Report } from './source.ts';
import { readYamlSyntax, type Syntax } from './yaml-syntax.ts';

/** @param file YAML or JSON, each by its own rules */
export function readSyntax({ format, text }: Pick<ManifestFile, 'format' | 'text'>, report: Report): Syntax {
  return format === 'yaml' ? readYamlSyntax(text, report) : readJsonSyntax(text, report);
}
