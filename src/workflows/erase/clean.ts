// Removes files under .rollcall that hold an address: saved plans, journals, caches and listings. What a record needs, and the state
// of a sandbox, stay.

import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { identifierKey } from '../../contact/contact.ts';
import { normaliseEmail } from '../../contact/normalise.ts';
import { hashOf } from '../../live/spellings/file.ts';
import { toStoreError } from '../../store/store-error.ts';

/** Folders whose files can be made again, or serve a rollback or a resumption only. */
const FOLDERS = ['plans', 'journal', 'cache', 'live', 'listings', 'spellings'] as const;

/** What was found under .rollcall. */
export interface Cleaned {
  /** Removed files, relative to .rollcall. */
  readonly removed: readonly string[];
  /** Encrypted files, which cannot be searched. */
  readonly encrypted: readonly string[];
}

/**
 * Removes the files that hold one of the addresses, in upper or lower case.
 *
 * @param store the directory .rollcall
 * @throws HintedError `store` if a file cannot be read or removed
 */
export async function cleanStore(store: string, addresses: readonly string[]): Promise<Cleaned> {
  const removed: string[] = [];
  const encrypted: string[] = [];
  const wanted = addresses.flatMap((address) => [address, JSON.stringify(address).slice(1, -1)]).map(lower);
  for (const folder of FOLDERS) {
    const names = await readdir(join(store, folder)).catch(() => []);
    for (const name of names.sort()) {
      const path = join(store, folder, name);
      if (name.endsWith('.age')) {
        encrypted.push(`${folder}/${name}`);
        continue;
      }
      const text = lower(
        (
          await readFile(path).catch((error: unknown) => {
            throw toStoreError(error, 'read', path);
          })
        ).toString('utf8'),
      );
      const isHeld = folder === 'spellings' ? holdsHash(text, addresses) : wanted.some((one) => text.includes(one));
      if (!isHeld) continue;
      await rm(path).catch((error: unknown) => {
        throw toStoreError(error, 'remove', path);
      });
      removed.push(`${folder}/${name}`);
    }
  }
  return { removed, encrypted };
}

/**
 * True if stored spellings contain the hash of an address. They name nobody, but whoever knows an address could look for its
 * hash.
 */
function holdsHash(stored: string, addresses: readonly string[]): boolean {
  try {
    const { salt, hashes } = JSON.parse(stored);
    const values = addresses.flatMap((address) => [
      identifierKey({ kind: 'email', value: normaliseEmail(address) }),
      identifierKey({ kind: 'phone', value: address }),
    ]);
    return values.some((value) => hashes.includes(hashOf(value, salt)));
  } catch {
    return true;
  }
}

function lower(text: string): string {
  return text.toLowerCase();
}
