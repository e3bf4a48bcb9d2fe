// Stores which emails and phones of an account have another text at the vendor than their normal form, because a look-up may not
// find them. A complete listing shows them. Enters and leaves: salted hashes and instants, never an address. Only the user can
// read the file. Failures to read or write it are ignored; the account is then listed instead.

import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { sha256 } from '../../contact/canonical.ts';
import type { IdentifierKey } from '../../contact/contact.ts';
import { ensurePrivateDirectory } from '../../store/directory.ts';
import { openPrivate } from '../../store/open-private.ts';
import { writePrivate } from '../../store/write-private.ts';

/** Where the spellings of an account are stored, and the key that the file must have. */
export interface SpellingsLocation {
  readonly file: string;
  /** Hash of everything that the spellings depend on: the account, where it is, and the version of this program. */
  readonly key: string;
  /** Returns the current time in milliseconds since the epoch. */
  readonly now: () => number;
}

/** The stored spellings of an account. */
export interface Spellings {
  /** When the whole account was listed. RFC 3339 instant. */
  readonly listedAt: string;
  /** Changes at or after this instant may be missing from `hashes`. RFC 3339 instant. */
  readonly since: string;
  /** Number of contacts in the account. */
  readonly contacts: number;
  readonly salt: string;
  /** Hashes (`hashOf`) of the identifiers whose text at the vendor differs from their normal form. */
  readonly hashes: ReadonlySet<string>;
}

const FORMAT_VERSION = 1;
/**
 * Maximum age of the listing: seven days in milliseconds, as for the live cache. It bounds for how long a change
 * is missed that the vendor does not list.
 */
const MAX_AGE_MS = 7 * 24 * 60 * 60 * 1000;

/** Returns a new salt. */
export function newSalt(): string {
  return randomBytes(16).toString('hex');
}

/** Returns the salted hash of an identifier: 32 hexadecimal digits. */
export function hashOf(identifier: IdentifierKey, salt: string): string {
  return sha256([salt, identifier]).slice(0, 32);
}

/** Reads the stored spellings; undefined if there are none that can be used. */
export async function readSpellings({ file, key, now }: SpellingsLocation): Promise<Spellings | undefined> {
  const opened = await openPrivate(file);
  if (typeof opened === 'string') return undefined;
  await opened.close();
  try {
    const stored = JSON.parse(await readFile(file, 'utf8'));
    if (stored.formatVersion !== FORMAT_VERSION || stored.key !== key) return undefined;
    const age = now() - Date.parse(stored.listedAt);
    const isUsable = age >= 0 && age <= MAX_AGE_MS && !Number.isNaN(Date.parse(stored.since));
    return isUsable ? { ...stored, hashes: new Set(stored.hashes) } : undefined;
  } catch {
    return undefined;
  }
}

/** Stores the spellings; never rejects. */
export async function writeSpellings({ file, key }: SpellingsLocation, spellings: Spellings): Promise<void> {
  try {
    await ensurePrivateDirectory(dirname(file));
    const stored = { formatVersion: FORMAT_VERSION, key, ...spellings, hashes: [...spellings.hashes] };
    await writePrivate(file, JSON.stringify(stored), { durable: false });
  } catch {
    // Ignore the error: planning must work in a read-only checkout too.
  }
}
