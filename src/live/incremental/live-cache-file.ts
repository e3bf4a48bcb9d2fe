// The format of the live cache: one JSON object per line.
//
//   first line   format version and key
//   …            one contact per line
//   last line    the instants of `CachedReading`, number of contacts, checksum of everything before
//
// A file that deviates from this format is damaged, and none of its contacts are used.

import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import type { LiveContact } from '../../contact/contact.ts';
import { isLiveContact, isObject, parseJson } from '../json-line.ts';

/** Must be incremented with every incompatible change of the format. */
const FORMAT_VERSION = 3;

/** Number of bytes to read for the first or the last line. Both lines are shorter than this. */
const EDGE_BYTES = 1024;
const NEWLINE = 0x0a;

/** When the cached contacts were read. RFC 3339 instants. */
export interface CachedReading {
  /** The next reading must ask for changes at or after this instant, because they may be missing from the file. */
  readonly since: string;
  /** When the whole account was last listed. */
  readonly fullAt: string;
}

interface End extends CachedReading {
  readonly contacts: number;
  readonly sha256: string;
}

/** A live contact with a vendor id. */
export interface IdentifiedContact extends LiveContact {
  readonly id: string;
}

/** Thrown if a cache file deviates from the format or from its checksum. */
export class DamagedError extends Error {
  override readonly name = 'DamagedError';
}

/**
 * Builds the first line.
 *
 * @param key hash of everything that the contacts depend on: account, base URL, credential, dialect, version of this program
 */
export function headLine(key: string): string {
  return `${JSON.stringify({ liveVersion: FORMAT_VERSION, key })}\n`;
}

/**
 * Builds the last line.
 *
 * @param hash SHA-256 hash that has been updated with all lines before
 */
export function endLine(
  { since, fullAt }: CachedReading,
  contacts: number,
  hash: ReturnType<typeof createHash>,
): string {
  const end = { since, fullAt, contacts };
  return `${JSON.stringify({ ...end, sha256: hash.update(JSON.stringify(end)).digest('hex') })}\n`;
}

/** Reads only the first and the last line. Returns undefined if the last line is not valid. */
export async function readEdges(file: FileHandle): Promise<{ readonly head: string; readonly end: End } | undefined> {
  const { size } = await file.stat();
  const [first, last] = [await readAt(file, 0), await readAt(file, Math.max(0, size - EDGE_BYTES))];
  const lines = last.trimEnd().split('\n');
  const end = parseJson(lines.at(-1) ?? '');
  return isEnd(end) ? { head: `${first.split('\n', 1)[0]}\n`, end } : undefined;
}

async function readAt(file: FileHandle, position: number): Promise<string> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(EDGE_BYTES), 0, EDGE_BYTES, position);
  return buffer.toString('utf8', 0, bytesRead);
}

/**
 * Yields every contact with its line, in the order of the file.
 *
 * @throws DamagedError if the file is damaged. The checksum is compared after the last contact, so the caller must then discard
 * the contacts that were already yielded.
 */
export async function* readContacts(
  file: FileHandle,
  end: End,
): AsyncGenerator<{ readonly line: string; readonly contact: IdentifiedContact }, void, undefined> {
  const hash = createHash('sha256');
  // Process each line when the next one arrives, because the last line is not a contact.
  let previous: string | undefined;
  let contacts = -1;
  for await (const line of linesOf(file)) {
    if (previous !== undefined) {
      hash.update(previous);
      if (contacts >= 0) yield { line: previous, contact: contactOf(previous) };
      contacts += 1;
    }
    previous = line;
  }
  if (contacts !== end.contacts || previous !== endLine(end, contacts, hash)) throw new DamagedError();
}

/** Yields each line with its newline. Splits only at newline bytes, because a contact may contain other line separators. */
async function* linesOf(file: FileHandle): AsyncGenerator<string, void, undefined> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of file.createReadStream({ start: 0, autoClose: false, highWaterMark: 256 * 1024 })) {
    const bytes = rest.length === 0 ? (chunk as Buffer) : Buffer.concat([rest, chunk as Buffer]);
    let start = 0;
    for (let stop = bytes.indexOf(NEWLINE); stop >= 0; stop = bytes.indexOf(NEWLINE, start)) {
      yield bytes.toString('utf8', start, stop + 1);
      start = stop + 1;
    }
    rest = bytes.subarray(start);
  }
  if (rest.length > 0) yield rest.toString('utf8');
}

function contactOf(line: string): IdentifiedContact {
  const value = parseJson(line);
  if (!isLiveContact(value) || !isIdentified(value)) throw new DamagedError();
  return value;
}

/** True if the contact has a vendor id, without which it cannot be cached. */
export function isIdentified(contact: LiveContact): contact is IdentifiedContact {
  return contact.id !== undefined;
}

function isEnd(value: unknown): value is End {
  if (!isObject(value)) return false;
  const { since, fullAt, contacts, sha256 } = value;
  return isInstant(since) && isInstant(fullAt) && Number.isSafeInteger(contacts) && typeof sha256 === 'string';
}

function isInstant(value: unknown): boolean {
  return typeof value === 'string' && !Number.isNaN(Date.parse(value));
}
