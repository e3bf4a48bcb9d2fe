// Removes files under .rollcall that hold an address: saved plans, journals, caches and listings. What a record needs, and the state
// of a sandbox, stay.

import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { toStoreError } from '../../store/store-error.ts';

/** Folders whose files can be made again, or serve a rollback or a resumption only. */
const FOLDERS = ['plans', 'journal', 'cache', 'live', 'listings'] as const;

/** What was found under .rollcall. */
export interface Cleaned {
  /** Removed files, relative to .rollcall. */
  readonly removed: readonly string[];
  /** Encrypted files, in which nothing can be searched for. */
  readonly encrypted: readonly string[];
}

/**
 * Removes the files that hold one of the addresses, in any case of letters.
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
      if (!wanted.some((address) => text.includes(address))) continue;
      await rm(path).catch((error: unknown) => {
        throw toStoreError(error, 'remove', path);
      });
      removed.push(`${folder}/${name}`);
    }
  }
  return { removed, encrypted };
}

function lower(text: string): string {
  return text.toLowerCase();
}
