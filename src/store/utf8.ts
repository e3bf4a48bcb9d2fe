// Decodes text files, which must be UTF-8, and drops a byte order mark. UTF-16 gets an error message of its own: Windows
// PowerShell writes it by default, and such a file would otherwise look as if it were cut short or had another format. Pure.

import { type ErrorCode, HintedError } from '../contact/hinted-error.ts';
import { type Sentence, sentence } from '../contact/sentence.ts';

/** What an error says about a file that is not UTF-8. */
export interface TextFile {
  /** The file, as the subject of a sentence. */
  readonly name: Sentence;
  readonly code: ErrorCode;
  /** What to do (default: to save the file as UTF-8). */
  readonly hint?: Sentence;
}

/**
 * Decodes the content of a text file.
 *
 * @throws HintedError with `code` if the bytes are not UTF-8
 */
export function decodeUtf8(bytes: Uint8Array, { name, code, hint = SAVE_AS_UTF8 }: TextFile): string {
  if (isUtf16(bytes)) {
    throw new HintedError(code, sentence`${name} is UTF-16 text, as Windows PowerShell writes it`, { hint });
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new HintedError(code, sentence`${name} is not UTF-8 text`, { hint });
  }
}

/** The hint for a file that a person writes. */
const SAVE_AS_UTF8 = sentence`save it as UTF-8: in PowerShell, \`Get-Content FILE | Set-Content -Encoding utf8 NEW\``;

/** True for text in UTF-16, which begins with a byte order mark or with an ASCII character in two bytes. */
export function isUtf16(bytes: Uint8Array): boolean {
  const [first, second] = bytes;
  if (first === undefined || second === undefined) return false;
  const hasMark = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  return hasMark || (isAscii(first) && second === 0) || (first === 0 && isAscii(second));
}

/** True for a byte that is an ASCII character with which text may begin. */
function isAscii(byte: number): boolean {
  return (byte >= 0x20 && byte < 0x7f) || byte === 0x0a || byte === 0x0d || byte === 0x09;
}
