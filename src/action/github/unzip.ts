// Extracts a file from a ZIP archive, as actions/upload-artifact makes it: stored or deflated, in one piece, below 4 GiB. Format:
// PKWARE APPNOTE 6.3.10, sections 4.3.7 (local header), 4.3.12 (central directory) and 4.3.16 (its end). Pure.

import { crc32, inflateRawSync } from 'node:zlib';

const [LOCAL, ENTRY, END] = [0x04034b50, 0x02014b50, 0x06054b50];
/** Length of the end record in bytes: without a comment, and with the longest possible one. */
const [SHORTEST_END, LONGEST_END] = [22, 22 + 0xffff];
const [STORED, DEFLATED] = [0, 8];

/** A file of the archive, as the central directory describes it. Sizes and offsets in bytes. */
interface Entry {
  readonly name: string;
  readonly method: number;
  readonly crc: number;
  readonly packedSize: number;
  readonly size: number;
  /** Offset of the local header. */
  readonly offset: number;
}

/**
 * Extracts the file with this name.
 *
 * @returns undefined if the archive does not contain it, is damaged, or uses a method that is not supported
 */
export function extractFile(archive: Buffer, name: string): Buffer | undefined {
  try {
    const entry = entriesOf(archive).find((one) => one.name === name);
    return entry === undefined ? undefined : contentOf(archive, entry);
  } catch {
    // An offset outside the archive, or invalid compressed data.
    return undefined;
  }
}

/**
 * Reads the entries of the central directory.
 *
 * @throws RangeError if the archive is cut short
 */
function entriesOf(archive: Buffer): readonly Entry[] {
  const end = findEnd(archive);
  if (end === undefined) return [];
  const entries: Entry[] = [];
  let at = archive.readUInt32LE(end + 16);
  for (let left = archive.readUInt16LE(end + 10); left > 0; left -= 1) {
    if (archive.readUInt32LE(at) !== ENTRY) return entries;
    const nameLength = archive.readUInt16LE(at + 28);
    entries.push({
      name: archive.toString('utf8', at + 46, at + 46 + nameLength),
      method: archive.readUInt16LE(at + 10),
      crc: archive.readUInt32LE(at + 16),
      packedSize: archive.readUInt32LE(at + 20),
      size: archive.readUInt32LE(at + 24),
      offset: archive.readUInt32LE(at + 42),
    });
    at += 46 + nameLength + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
  return entries;
}

function findEnd(archive: Buffer): number | undefined {
  const first = Math.max(0, archive.length - LONGEST_END);
  for (let at = archive.length - SHORTEST_END; at >= first; at -= 1) {
    if (archive.readUInt32LE(at) === END) return at;
  }
  return undefined;
}

/**
 * Unpacks one file; undefined if its data do not match its entry or are packed with an unknown method.
 *
 * @throws RangeError if the archive is cut short; zlib's error if the compressed data are invalid or larger than the entry says
 */
function contentOf(archive: Buffer, { method, crc, packedSize, size, offset }: Entry): Buffer | undefined {
  if (archive.readUInt32LE(offset) !== LOCAL) return undefined;
  const start = offset + 30 + archive.readUInt16LE(offset + 26) + archive.readUInt16LE(offset + 28);
  const packed = archive.subarray(start, start + packedSize);
  const content = unpack(method, packed, size);
  return content?.length === size && crc32(content) === crc ? content : undefined;
}

function unpack(method: number, packed: Buffer, size: number): Buffer | undefined {
  if (method === STORED) return packed;
  return method === DEFLATED ? inflateRawSync(packed, { maxOutputLength: Math.max(1, size) }) : undefined;
}
