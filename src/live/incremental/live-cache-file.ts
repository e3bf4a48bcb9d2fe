// What is kept of an account's live contacts from one reading to the next, as lines of JSON: what the file is, a contact a line,
// and at last since when changes are to be asked for, with the checksum of all that. Whatever is not exactly this is damaged,
// and believed in nothing.

import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import type { LiveContact } from '../../contact/contact.ts';
import { isLiveContact, isObject, parseJson } from '../json-line.ts';

/** Incremented for every change that a reader of the file must know of. */
const FORMAT_VERSION = 1;

/** Longer than the first line, and than the last, can be. */
const EDGE = 1024;
const NEWLINE = 0x0a;

/** Instants are in ISO form. */
export interface CachedReading {
  /** Changes from here on are not in the file. */
  readonly since: string;
  /** When everything was last read. */
  readonly fullAt: string;
}

interface End extends CachedReading {
  readonly contacts: number;
  readonly sha256: string;
}

/** A vendor's contact of which it is known who it is. */
export interface IdentifiedContact extends LiveContact {
  readonly id: string;
}

export class DamagedError extends Error {
  override readonly name = 'DamagedError';
}

/** @param key everything that the contacts depend on: account, address, credential, dialect, version of this program */
export function headLine(key: string): string {
  return `${JSON.stringify({ liveVersion: FORMAT_VERSION, key })}\n`;
}

/** @param hash of everything before */
export function endLine(
  { since, fullAt }: CachedReading,
  contacts: number,
  hash: ReturnType<typeof createHash>,
): string {
  const end = { since, fullAt, contacts };
  return `${JSON.stringify({ ...end, sha256: hash.update(JSON.stringify(end)).digest('hex') })}\n`;
}

/** What the first and the last line say, without a look at what is between them. */
export async function readEdges(file: FileHandle): Promise<{ readonly head: string; readonly end: End } | undefined> {
  const { size } = await file.stat();
  const [first, last] = [await readAt(file, 0), await readAt(file, Math.max(0, size - EDGE))];
  const lines = last.trimEnd().split('\n');
  const end = parseJson(lines.at(-1) ?? '');
  return isEnd(end) ? { head: `${first.split('\n', 1)[0]}\n`, end } : undefined;
}

async function readAt(file: FileHandle, position: number): Promise<string> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(EDGE), 0, EDGE, position);
  return buffer.toString('utf8', 0, bytesRead);
}

/**
 * Every contact with its line, in the order of the file.
 *
 * @throws DamagedError where they are not what was written: what came before it is not to be believed either
 */
export async function* readContacts(
  file: FileHandle,
  end: End,
): AsyncGenerator<{ readonly line: string; readonly contact: IdentifiedContact }, void, undefined> {
  const hash = createHash('sha256');
  // One line behind, as the last is no contact.
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

/** With their line ends. Split by bytes, as a contact may hold whatever else ends a line somewhere. */
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
