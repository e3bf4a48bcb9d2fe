import type { ManifestFile, Report } from '../read/source.ts';
import { readJsonSyntax } from './json/json-syntax.ts';
import { readYamlSyntax, type Syntax } from './yaml/yaml-syntax.ts';

/** @param file YAML or JSON, each by its own rules */
export function readSyntax({ format, text }: Pick<ManifestFile, 'format' | 'text'>, report: Report): Syntax {
  return format === 'yaml' ? readYamlSyntax(text, report) : readJsonSyntax(text, report);
}
