// Tells from a file's name whether it is a manifest, looks like data that somebody may expect to be read, or is neither. Never
// looks at the content: what is read must be predictable from a listing of the directory. Pure.

import type { ManifestFormat } from './source.ts';

const FORMATS: Readonly<Record<string, ManifestFormat>> = {
  yaml: 'yaml',
  yml: 'yaml',
  json: 'json',
  ndjson: 'ndjson',
  jsonl: 'ndjson',
};

/** Determines a manifest's format from its extension; undefined if the file is not a manifest. A JSON schema is none. */
export function formatOf(path: string): ManifestFormat | undefined {
  const extension = /\.([a-z]+)$/i.exec(path)?.[1]?.toLowerCase() ?? '';
  return Object.hasOwn(FORMATS, extension) && !SCHEMA.test(path) ? FORMATS[extension] : undefined;
}

const SCHEMA = /\.schema\.json$/i;

/** Extensions of files that may hold contacts but are not read. */
const DATA = new Set([
  ...['csv', 'tsv', 'tab', 'psv', 'txt', 'text', 'xls', 'xlsx', 'xlsm', 'xlsb', 'ods', 'numbers'],
  ...['json5', 'jsonc', 'hjson', 'geojson', 'toml', 'xml', 'plist', 'vcf', 'vcard', 'ldif'],
  ...['parquet', 'arrow', 'feather', 'avro', 'orc', 'sqlite', 'sqlite3', 'db'],
]);

/** Last extensions of programs and documents. */
const NOT_DATA = new Set([
  ...['md', 'mdx', 'markdown', 'rst', 'adoc', 'html', 'htm', 'pdf', 'png', 'jpg', 'jpeg', 'gif', 'svg', 'css'],
  ...['sh', 'bash', 'zsh', 'fish', 'bat', 'cmd', 'ps1', 'js', 'cjs', 'mjs', 'ts', 'cts', 'mts', 'jsx', 'tsx'],
  ...['py', 'rb', 'pl', 'php', 'go', 'rs', 'java', 'kt', 'lua', 'awk', 'jq', 'sql', 'mk', 'lock'],
]);

/** Names of documents, which may have any extension, and of files that tools expect. */
const DOCUMENT =
  /^(?:readme|licen[cs]e|copying|notice|authors|contributors|contributing|changelog|changes|history|security|codeowners|todo|requirements|makefile|dockerfile|thumbs)(?:[-_.].*)?$/i;

/** Names of directories whose files are conventionally not data. */
const PROGRAMS = new Set([
  ...['node_modules', '__pycache__', 'venv', 'bin', 'scripts', 'script', 'tools', 'doc', 'docs', 'schema', 'schemas'],
  ...['test', 'tests', 'types'],
]);

/**
 * Tells whether a file looks like data although it is not a manifest: one of its extensions is that of a data format or of a
 * manifest (`people.csv`, `people.csv.gz`, `people.yaml.disabled`, `people.yml~`).
 *
 * @param path relative to the directory of the manifests, separated by slashes
 * @returns false for manifests, hidden files, documents, schemas, programs, and everything in directories for such
 */
export function looksLikeData(path: string): boolean {
  const directories = path.split('/');
  const name = directories.pop() ?? '';
  if (formatOf(name) !== undefined || /^(?:\.|~\$)/.test(name) || DOCUMENT.test(name) || SCHEMA.test(name))
    return false;
  if (directories.some((directory) => directory.startsWith('.') || PROGRAMS.has(directory.toLowerCase()))) return false;
  const extensions = name
    .toLowerCase()
    .split('.')
    .slice(1)
    .map((extension) => extension.replace(/[^a-z0-9]+$/, ''));
  if (NOT_DATA.has(extensions.at(-1) ?? '')) return false;
  return extensions.some((extension) => DATA.has(extension) || Object.hasOwn(FORMATS, extension));
}
