// Reads large files of lines in pieces, so that their text is never in memory as a whole. Enters: a path. Leaves: pieces of whole
// lines. A file that is read again must be the one that was read before: what was checked is what is planned.

import { createHash } from 'node:crypto';
import { closeSync, constants, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { personal } from '../../contact/argument.ts';
import { HintedError } from '../../contact/hinted-error.ts';
import { sentence } from '../../contact/sentence.ts';
import { fileOf, isText, type ManifestFile, type ManifestFormat, type ReadAgain } from './source.ts';

/** Files of lines with at least so many bytes are read in pieces. */
export const STREAMED_FROM = 1024 * 1024;

/** Size of a piece in bytes; a piece that has to hold a longer line is longer. */
const PIECE = 1024 * 1024;

const NEWLINE = 0x0a;

/** Reads a file of lines, and holds nothing of it but its hash; undefined if it is not UTF-8 text. */
export function readInPieces(path: string, name: string, format: ManifestFormat): ManifestFile | undefined {
  const hash = createHash('sha256');
  const expected = statSync(path).size;
  const blob = createHash('sha1').update(`blob ${expected}\0`);
  let size = 0;
  for (const piece of piecesOf(path)) {
    if (!isText(piece)) return undefined;
    hash.update(piece);
    blob.update(piece);
    size += piece.length;
  }
  // The id of a blob begins with its size, which is not known before the end if the file grows meanwhile.
  const known = size === expected ? { blobId: blob.digest('hex') } : {};
  const about = { name, format, hash: hash.digest('hex'), size, ...known };
  return fileOf(about, undefined, readAgain(path, name, about.hash));
}

/**
 * Returns what reads a file again.
 *
 * @param hash sha256 of the bytes that it had
 */
export function readAgain(path: string, name: string, hash: string): ReadAgain {
  return {
    whole() {
      const bytes = readFileSync(path);
      if (createHash('sha256').update(bytes).digest('hex') !== hash) throw changed(name);
      return bytes;
    },
    *pieces() {
      const now = createHash('sha256');
      for (const piece of piecesOf(path)) {
        now.update(piece);
        yield piece;
      }
      if (now.digest('hex') !== hash) throw changed(name);
    },
  };
}

function changed(name: string): HintedError {
  return new HintedError('changed-meanwhile', sentence`${personal('file', name)} was changed while it was read`, {
    hint: sentence`do it again`,
  });
}

/** Yields the bytes of a file in pieces that end with a line; the last one may lack that. Each is valid until the next is asked for. */
function* piecesOf(path: string): Generator<Uint8Array> {
  const file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    let buffer = Buffer.allocUnsafeSlow(2 * PIECE);
    let filled = 0;
    for (;;) {
      if (buffer.length - filled < PIECE) buffer = Buffer.concat([buffer.subarray(0, filled)], 2 * buffer.length);
      const count = readSync(file, buffer, filled, PIECE, null);
      filled += count;
      const end = count === 0 ? filled : buffer.lastIndexOf(NEWLINE, filled - 1) + 1;
      if (end > 0) yield buffer.subarray(0, end);
      if (count === 0) return;
      buffer.copyWithin(0, end, filled);
      filled -= end;
    }
  } finally {
    closeSync(file);
  }
}
