// Turns the bytes of a file of data into text in UTF-8, or says why they are none. Pure.

import { Buffer, isUtf8 } from 'node:buffer';
import { isUtf16 } from '../../store/utf8.ts';
import type { DataFile } from '../read/data-file.ts';
import { fileOf, type ManifestFile } from '../read/source.ts';
import type { SourceDeclaration } from './declaration.ts';
import type { SourceMistakes } from './mistakes.ts';

/** A file whose rows can be read. */
export interface OpenedData {
  /** Its text, for diagnostics. */
  readonly file: ManifestFile;
  /** Its text in UTF-8. */
  readonly bytes: Uint8Array;
}

/** Why the file is not text. */
export interface NoText {
  readonly mistake: SourceMistakes['source-file'];
}

const FORMATS = { delimited: 'ndjson', lines: 'ndjson', list: 'json' } as const;

/** Decodes a file of data as its source says. */
export function openData(
  { name, bytes, hash }: DataFile,
  { format, written }: Pick<SourceDeclaration, 'format' | 'written'>,
): OpenedData | NoText {
  if (isZip(bytes)) return { mistake: { why: 'zip' } };
  const { encoding = 'utf-8' } = written;
  const decoded = encoding === 'utf-8' ? bytes : decode(bytes, encoding);
  if (decoded === undefined || !isUtf8(decoded)) {
    return { mistake: { why: 'encoding', encoding: isUtf16(bytes) ? 'utf-16' : encoding } };
  }
  if (decoded.includes(0)) {
    return { mistake: isUtf16(bytes) ? { why: 'encoding', encoding: 'utf-16' } : { why: 'binary' } };
  }
  return { file: fileOf({ name, format: FORMATS[format], hash }, decoded), bytes: decoded };
}

/** A zip archive, which a workbook of a spreadsheet is, too. */
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

/** What windows-1252 has from 0x80 to 0x9f; five of these bytes have no meaning, and stay control characters. */
const WINDOWS_LETTERS = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

/** Node takes windows-1252 for ISO 8859-1 (nodejs/node#56542): the bytes from 0x80 to 0x9f would be control characters. */
function withWindowsLetters(text: string): string {
  return text.replace(/[\x80-\x9f]/g, (char) => WINDOWS_LETTERS[char.charCodeAt(0) - 0x80] ?? char);
}
