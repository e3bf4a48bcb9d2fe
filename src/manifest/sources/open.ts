// Turns the bytes of a data file into UTF-8 text, or says why they are not text. The rows of a Parquet file and of a query become
// lines of JSON. Pure.

import { Buffer, isUtf8 } from 'node:buffer';
import { isUtf16 } from '../../store/utf8.ts';
import { type Mistake, mistake } from '../mistake.ts';
import type { DataFile } from '../read/data-file.ts';
import { fileOf, type ManifestFile } from '../read/source.ts';
import type { SourceDeclaration } from './declaration.ts';
import { usedColumns } from './titles.ts';

/** A data file whose rows can be read. */
export interface OpenedData {
  /** The decoded text as a file, for diagnostics and for reading objects. */
  readonly file: ManifestFile;
  /** The decoded text in UTF-8, for reading a table. */
  readonly bytes: Uint8Array;
  /** Titles of all columns, if they do not stand in the text. */
  readonly titles?: readonly string[];
  /** Names of columns that the source reads and whose values have no exact text. */
  readonly untold?: readonly string[];
}

/** Why the file cannot be read. */
export interface NoText {
  readonly mistake: Mistake;
}

const FORMATS = { delimited: 'ndjson', lines: 'ndjson', list: 'json', parquet: 'ndjson', query: 'ndjson' } as const;

/** Decodes a data file as its source declares it. The library for Parquet is imported only if it is needed. */
export async function openData(data: DataFile, declaration: SourceDeclaration): Promise<OpenedData | NoText> {
  if (isZip(data.bytes)) return { mistake: mistake('source-file', { why: 'zip' }) };
  if (declaration.format === 'query') return openRows(data);
  if (declaration.format !== 'parquet') return openText(data, declaration);
  const { openParquet } = await import('./parquet/open.ts');
  const wanted = usedColumns(declaration).map(([column]) => column);
  const rows = openParquet(data.bytes, new Set(wanted));
  if ('why' in rows) return { mistake: mistake('source-parquet', rows) };
  const { titles, untold, lines } = rows;
  return { file: fileOf(data.name, 'ndjson', lines, data.hash), bytes: lines, titles, untold };
}

/** Opens the rows of a query: a line with the titles, followed by one JSON object a line. */
function openRows({ name, bytes, hash }: DataFile): OpenedData {
  const end = bytes.indexOf(0x0a);
  const lines = bytes.subarray(end + 1);
  const titles = JSON.parse(new TextDecoder().decode(bytes.subarray(0, end))) as readonly string[];
  return { file: fileOf(name, 'ndjson', lines, hash), bytes: lines, titles };
}

function openText(
  { name, bytes, hash }: DataFile,
  { format, written }: Pick<SourceDeclaration, 'format' | 'written'>,
): OpenedData | NoText {
  const { encoding = 'utf-8' } = written;
  const decoded = encoding === 'utf-8' ? bytes : decode(bytes, encoding);
  if (decoded === undefined || !isUtf8(decoded)) {
    return { mistake: mistake('source-file', { why: 'encoding', encoding: isUtf16(bytes) ? 'utf-16' : encoding }) };
  }
  if (decoded.includes(0)) {
    return {
      mistake: mistake('source-file', isUtf16(bytes) ? { why: 'encoding', encoding: 'utf-16' } : { why: 'binary' }),
    };
  }
  return { file: fileOf(name, FORMATS[format], decoded, hash), bytes: decoded };
}

/** Returns whether a file is a zip archive. The workbooks of spreadsheets are zip archives, too. */
function isZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && (bytes[2] ?? 0) < 8 && (bytes[3] ?? 0) < 9;
}

function decode(bytes: Uint8Array, encoding: string): Uint8Array | undefined {
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
    return Buffer.from(encoding === 'windows-1252' ? withWindowsLetters(text) : text, 'utf8');
  } catch {
    return undefined;
  }
}

/** The characters of windows-1252 for the bytes 0x80 to 0x9f. Five of these bytes have no meaning and stay control characters. */
const WINDOWS_LETTERS = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

/**
 * Corrects a text that Node decoded as windows-1252: Node treats this encoding as ISO 8859-1 (nodejs/node#56542), so that the
 * bytes from 0x80 to 0x9f become control characters.
 */
function withWindowsLetters(text: string): string {
  return text.replace(/[\x80-\x9f]/g, (char) => WINDOWS_LETTERS[char.charCodeAt(0) - 0x80] ?? char);
}
