// Turns the bytes of a data file into UTF-8 text, or says why they are not text. Pure.

import { Buffer, isUtf8 } from 'node:buffer';
import { isUtf16 } from '../../store/utf8.ts';
import type { DataFile } from '../read/data-file.ts';
import { fileOf, type ManifestFile } from '../read/source.ts';
import type { SourceDeclaration } from './declaration.ts';
import type { SourceMistakes } from './mistakes.ts';

/** A data file whose rows can be read. */
export interface OpenedData {
  /** The decoded text as a file, for diagnostics and for reading objects. */
  readonly file: ManifestFile;
  /** The decoded text in UTF-8, for reading a table. */
  readonly bytes: Uint8Array;
}

/** Why the file is not text. */
export interface NoText {
  readonly mistake: SourceMistakes['source-file'];
}

const FORMATS = { delimited: 'ndjson', lines: 'ndjson', list: 'json' } as const;

/** Decodes a data file from the encoding that its source declares. */
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
