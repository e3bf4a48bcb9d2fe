// Removes files under .rollcall that hold an address: saved plans, journals, caches and listings. What a record needs, and the state
// of a sandbox, stay.

import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { identifierKey } from '../../contact/contact.ts';
import { hashOf } from '../../live/spellings/file.ts';
import { toStoreError } from '../../store/store-error.ts';
import { createNaming } from './naming.ts';
import type { PersonIdentifiers } from './person.ts';

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
 * Removes the files that hold one of the person's identifiers, in any spelling.
 *
 * @param store the directory .rollcall
 * @throws HintedError `store` if a file cannot be read or removed
 */
export async function cleanStore(store: string, person: PersonIdentifiers): Promise<Cleaned> {
  const removed: string[] = [];
  const encrypted: string[] = [];
  const namesPerson = createNaming(person);
  for (const folder of FOLDERS) {
    const names = await readdir(join(store, folder)).catch(() => []);
    for (const name of names.sort()) {
      const path = join(store, folder, name);
      if (name.endsWith('.age')) {
        encrypted.push(`${folder}/${name}`);
        continue;
      }
      const bytes = await readFile(path).catch((error: unknown) => {
        throw toStoreError(error, 'read', path);
      });
      const text = bytes.toString('utf8');
      const isHeld = folder === 'spellings' ? holdsHash(text, person) : text.split('\n').some(namesPerson);
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
function holdsHash(stored: string, { email, phone }: PersonIdentifiers): boolean {
  try {
    const { salt, hashes } = JSON.parse(stored);
    const values = [
      ...[...email].map((value) => identifierKey({ kind: 'email', value })),
      ...[...phone].map((value) => identifierKey({ kind: 'phone', value })),
    ];
    return values.some((value) => hashes.includes(hashOf(value, salt)));
  } catch {
    return true;
  }
}
