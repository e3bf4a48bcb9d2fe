// A manifest's text and the way from offsets in it to lines and columns.

import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { type Diagnostic, ofWholeFile } from '../diagnostic.ts';
import { type Mistake, mistake } from '../mistake.ts';

export type ManifestFormat = 'yaml' | 'json' | 'ndjson';

export interface ManifestFile {
  /** As the user would type it. */
  readonly name: string;
  readonly format: ManifestFormat;
  /** Without a byte order mark. */
  readonly text: string;
  /** Offsets at which lines begin: behind each LF. As for git, a CR before it belongs to the line's end, and one alone ends no line. */
  readonly lineStarts: readonly number[];
  /** sha256 of the bytes. */
  readonly hash: string;
}

export interface Range {
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
}

export type Report = (range: Range, mistake: Mistake) => void;

/** The file, or a diagnostic that says why its bytes are not text. */
export function sourceOf(name: string, format: ManifestFormat, bytes: Uint8Array): ManifestFile | Diagnostic {
  const hash = createHash('sha256').update(bytes).digest('hex');
  return isText(bytes) ? fileOf(name, format, bytes, hash) : notText(name, format, bytes);
}

/** Its text is asked for only where it is not known already what it says; where lines begin, where something is to be shown. */
function fileOf(name: string, format: ManifestFormat, bytes: Uint8Array, hash: string): ManifestFile {
  let content: Uint8Array | string = bytes;
  let lineStarts: readonly number[] | undefined;
  return {
    name,
    format,
    hash,
    get text() {
      if (typeof content !== 'string') content = new TextDecoder('utf-8').decode(content);
      return content;
    },
    get lineStarts() {
      lineStarts ??= lineStartsOf(this.text);
      return lineStarts;
    },
  };
}

export function positionAt(file: ManifestFile, offset: number): { readonly line: number; readonly column: number } {
  let low = 0;
  let high = file.lineStarts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((file.lineStarts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: offset - (file.lineStarts[low] ?? 0) + 1 };
}

/** The text of a 1-based line, without its line break. */
export function lineAt(file: ManifestFile, line: number): string {
  const start = file.lineStarts[line - 1] ?? 0;
  const end = file.lineStarts[line] ?? file.text.length;
  return file.text.slice(start, end).replace(/\r?\n$/, '');
}

export function diagnosticAt(
  file: ManifestFile,
  range: Range,
  { code, args, severity = 'error' }: Mistake,
): Diagnostic {
  const { line, column } = positionAt(file, range.start);
  const { length } = lineAt(file, line);
  const width = Math.min(range.end - range.start, length + 1 - column);
  return {
    code,
    args,
    severity,
    file: file.name,
    line,
    column,
    ...(width > 0 ? { endColumn: column + width } : {}),
    ...(length > MAX_SNIPPET ? {} : { snippet: snippetAt(file, line) }),
  };
}

/** What stands after a key that holds a credential, unless it is a reference and nothing else. */
const CREDENTIAL =
  /((?:api[-_]?key|api[-_]?id|secret|token|password)["']?\s*:\s*)(?!(["']?)\$\{[A-Za-z_]\w*\}\2(?=\s*(?:[,}#]|$)))(\S.*)$/i;

/** A longer line (generated JSON) says nothing to people, and would be copied into every diagnostic. */
const MAX_SNIPPET = 20_000;

/** User and password in a web address. */
const USER_INFO = /(:\/\/)([^\s/@]+)(?=@)/g;

/** A key that holds a credential, with nothing after it but perhaps the sign of a block: the value is on the next line. */
const OPENS_CREDENTIAL = /(?:api[-_]?key|api[-_]?id|secret|token|password)["']?\s*:\s*(?:[|>][-+\d]*)?\s*(?:#.*)?$/i;
const REFERENCE = /^\s*(["']?)\$\{[A-Za-z_]\w*\}\1\s*$/;

function snippetAt(file: ManifestFile, line: number): string {
  const text = lineAt(file, line);
  const exposed = line > 1 && OPENS_CREDENTIAL.test(lineAt(file, line - 1)) && !REFERENCE.test(text);
  return exposed ? text.replace(/\S/g, '*') : maskSecrets(text);
}

/** A credential typed into a manifest by mistake must not travel on into a log. */
function maskSecrets(line: string): string {
  return line
    .replace(CREDENTIAL, (_, before: string, _quote, secret: string) => before + '*'.repeat(secret.length))
    .replace(USER_INFO, (_, before: string, secret: string) => before + '*'.repeat(secret.length));
}

function isText(bytes: Uint8Array): boolean {
  return isUtf8(bytes) && !bytes.includes(0);
}

function notText(name: string, format: ManifestFormat, bytes: Uint8Array): Diagnostic {
  const text = new TextDecoder('utf-8').decode(bytes);
  const offset = Math.max(
    0,
    Math.min(...['\0', '\uFFFD'].map((bad) => text.indexOf(bad)).filter((index) => index >= 0), text.length),
  );
  const lineStarts = lineStartsOf(text);
  const { line, column } = positionAt({ name, format, text, lineStarts, hash: '' }, offset);
  return { ...ofWholeFile(name, mistake('not-text', {})), line, column };
}

function lineStartsOf(text: string): readonly number[] {
  const starts = [0];
  for (let next = text.indexOf('\n'); next !== -1; next = text.indexOf('\n', next + 1)) starts.push(next + 1);
  return starts;
}
