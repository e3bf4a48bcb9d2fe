// Represents the text of a manifest file. Converts offsets to lines and columns, and creates diagnostics, whose source lines have
// credentials masked.

import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { sha256 } from '../../contact/canonical.ts';
import { isUtf16 } from '../../store/utf8.ts';
import { type Diagnostic, ofWholeFile } from '../diagnostic.ts';
import { type Mistake, mistake } from '../mistake.ts';

/** File format of a manifest. */
export type ManifestFormat = 'yaml' | 'json' | 'ndjson';

/** Layout of the rows of a data file, by which the value of a field can be found in its text. */
export interface RowLayout {
  /** Character that separates cells; absent: each row is a JSON object. */
  readonly delimiter?: string;
  /**
   * Map from the path of a field, joined by NUL, to its column: the position in a table, counted from 0, and the title or the
   * name of an object's member.
   */
  readonly columns: ReadonlyMap<string, { readonly index: number; readonly column: string }>;
}

/** A manifest file in memory. */
export interface ManifestFile {
  /** Path as the user would type it. */
  readonly name: string;
  readonly format: ManifestFormat;
  /** Without a byte order mark. */
  readonly text: string;
  /** Offsets of line starts. Lines end with LF or CRLF, as in git; a CR alone does not end a line. */
  readonly lineStarts: readonly number[];
  /** sha256 of the bytes. */
  readonly hash: string;
  /** The id that a git repository with SHA-1 ids gives to a blob of these bytes; absent: unknown. */
  readonly blobId?: string;
  /** Present for a data file: its items are rows. */
  readonly rows?: RowLayout;
  /** Number of bytes; absent if the text is not that of a file. */
  readonly size?: number;
  /** Lets go of the text, which is read again when it is needed; absent if it can be read only once. */
  readonly release?: () => void;
  /** Reads the file again in pieces of whole lines, without holding its text; absent if it can be read only once. */
  readonly pieces?: () => Iterable<Uint8Array>;
}

/** Reads a file again, whose bytes were read before. @throws HintedError `changed-meanwhile` if they are no longer the same */
export interface ReadAgain {
  whole(): Uint8Array;
  pieces(): Iterable<Uint8Array>;
}

/** A range of offsets in a manifest's text. */
export interface Range {
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
}

/** Callback that receives a mistake and its range. */
export type Report = (range: Range, mistake: Mistake) => void;

/**
 * Creates a file from its bytes, or a diagnostic if they are not UTF-8 text.
 *
 * @param again reads the bytes with this hash again; absent if they can be read only once
 */
export function sourceOf(
  name: string,
  format: ManifestFormat,
  bytes: Uint8Array,
  again?: (hash: string) => ReadAgain,
): ManifestFile | Diagnostic {
  const hash = createHash('sha256').update(bytes).digest('hex');
  if (!isText(bytes)) return notText(name, format, bytes);
  return fileOf({ name, format, hash, size: bytes.length, blobId: blobIdOf(bytes) }, bytes, again?.(hash));
}

function blobIdOf(bytes: Uint8Array): string {
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}

/**
 * Creates a file that decodes its text and finds its line starts lazily: a cache hit needs neither.
 *
 * @param bytes absent: they are read again when they are needed
 */
export function fileOf(
  about: Pick<ManifestFile, 'name' | 'format' | 'hash' | 'size' | 'blobId'>,
  bytes: Uint8Array | undefined,
  again?: ReadAgain,
): ManifestFile {
  let content: Uint8Array | string | undefined = bytes;
  let lineStarts: readonly number[] | undefined;
  return {
    ...about,
    get text() {
      content ??= again?.whole() ?? '';
      if (typeof content !== 'string') content = new TextDecoder('utf-8').decode(content);
      return content;
    },
    get lineStarts() {
      lineStarts ??= lineStartsOf(this.text);
      return lineStarts;
    },
    ...(again === undefined ? {} : { release, pieces: () => again.pieces() }),
  };

  function release(): void {
    content = undefined;
    lineStarts = undefined;
  }
}

/** Returns the digest of a configuration: sha256 over the contents of its files, independent of their names and order. */
export function manifestsDigest(files: readonly Pick<ManifestFile, 'hash'>[]): string {
  return sha256(files.map(({ hash }) => hash).sort());
}

/** Converts an offset to a 1-based line and column. */
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

/** Returns the text of a 1-based line, without its line break. */
export function lineAt(file: ManifestFile, line: number): string {
  const start = file.lineStarts[line - 1] ?? 0;
  const end = file.lineStarts[line] ?? file.text.length;
  return file.text.slice(start, end).replace(/\r?\n$/, '');
}

/** Creates a diagnostic for a range. Its snippet is the source line with credentials masked. */
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

/** Matches a key that holds a credential, and its value unless that is only a `${VARIABLE}` reference. */
const CREDENTIAL =
  /((?:api[-_]?key|api[-_]?id|secret|token|password)["']?\s*:\s*)(?!(["']?)\$\{[A-Za-z_]\w*\}\2(?=\s*(?:[,}#]|$)))(\S.*)$/i;

/** Maximum length of a snippet. Longer lines (generated JSON) are unreadable and would be copied into every diagnostic. */
const MAX_SNIPPET = 20_000;

/** Matches the user and password in a URL. */
const USER_INFO = /(:\/\/)([^\s/@]+)(?=@)/g;

/** Matches a credential key whose value is on the next line: nothing follows it except a block indicator or a comment. */
const OPENS_CREDENTIAL = /(?:api[-_]?key|api[-_]?id|secret|token|password)["']?\s*:\s*(?:[|>][-+\d]*)?\s*(?:#.*)?$/i;
const REFERENCE = /^\s*(["']?)\$\{[A-Za-z_]\w*\}\1\s*$/;

function snippetAt(file: ManifestFile, line: number): string {
  const text = lineAt(file, line);
  const exposed = line > 1 && OPENS_CREDENTIAL.test(lineAt(file, line - 1)) && !REFERENCE.test(text);
  return exposed ? text.replace(/\S/g, '*') : maskSecrets(text);
}

/** Masks credentials that were written into a manifest by mistake, so that they do not reach a log. */
function maskSecrets(line: string): string {
  return line
    .replace(CREDENTIAL, (_, before: string, _quote, secret: string) => before + '*'.repeat(secret.length))
    .replace(USER_INFO, (_, before: string, secret: string) => before + '*'.repeat(secret.length));
}

/** True if the bytes are UTF-8 text. */
export function isText(bytes: Uint8Array): boolean {
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
  return { ...ofWholeFile(name, mistake('not-text', isUtf16(bytes) ? { encoding: 'UTF-16' } : {})), line, column };
}

function lineStartsOf(text: string): readonly number[] {
  const starts = [0];
  for (let next = text.indexOf('\n'); next !== -1; next = text.indexOf('\n', next + 1)) starts.push(next + 1);
  return starts;
}
