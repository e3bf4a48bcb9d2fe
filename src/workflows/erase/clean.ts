// Removes files under .rollcall that hold an address: saved plans, journals, caches and listings. What a record needs, and the state
// of a sandbox, stay.

import { readdir, readFile, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { identifierKey } from '../../contact/contact.ts';
import { hashOf } from '../../live/spellings/file.ts';
import { toStoreError } from '../../store/store-error.ts';
import { unfinishedJournals } from '../resume.ts';
import { createNaming } from './naming.ts';
import type { PersonIdentifiers } from './person.ts';

/** Folders whose files can be made again, or serve a rollback or a resumption only. */
const FOLDERS = ['plans', 'journal', 'cache', 'live', 'listings', 'spellings'] as const;

/** What was found under .rollcall. */
export interface Cleaned {
  /** Removed files, or files that would be removed; relative to .rollcall. */
  readonly removed: readonly string[];
  /** Encrypted files, which cannot be searched. */
  readonly encrypted: readonly string[];
  /** Journals of interrupted applies that cannot be resumed any more, because the journal or its plan was removed. */
  readonly unresumable: readonly string[];
}

/**
 * Removes the files that hold one of the person's identifiers, in any spelling.
 *
 * @param store the directory .rollcall
 * @param isDryRun true to find the files only, and to remove none
 * @throws HintedError `store` if a file cannot be read or removed
 */
export async function cleanStore(
  store: string,
  person: PersonIdentifiers,
  isDryRun: boolean = false,
): Promise<Cleaned> {
  const interrupted = await neededByJournal(store);
  const removed: string[] = [];
  const encrypted: string[] = [];
  const namesPerson = createNaming(person, 'within');
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
      if (!isDryRun) await remove(path);
      removed.push(`${folder}/${name}`);
    }
  }
  const unresumable = [...interrupted].filter(([, files]) => files.some((file) => removed.includes(file)));
  return { removed, encrypted, unresumable: unresumable.map(([journal]) => journal).sort() };
}

async function remove(path: string): Promise<void> {
  await rm(path).catch((error: unknown) => {
    throw toStoreError(error, 'remove', path);
  });
}

/** Returns the files that each interrupted apply needs to be resumed, by its journal. Names are relative to .rollcall. */
async function neededByJournal(store: string): Promise<ReadonlyMap<string, readonly string[]>> {
  const needed = new Map<string, readonly string[]>();
  for await (const { path, state } of unfinishedJournals(join(store, 'journal'))) {
    const journal = `journal/${basename(path)}`;
    const plans = [state.planId, ...(state.reviewed ?? [])];
    needed.set(journal, [journal, ...plans.map((planId) => `plans/${planId}.json`)]);
  }
  return needed;
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
