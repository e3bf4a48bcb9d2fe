// Limits the size of the cache: deletes entries that are too old, and keeps only the newest few.

import { lstat, readdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';

/** Prefix of the file names of cache entries. Except for old temporary files, no other files are deleted. */
export const ENTRY_PREFIX = 'manifests-';

const MAX_ENTRIES = 4;
const MAX_BYTES = 256 * 1024 * 1024;
const MAX_AGE_MS = 30 * 24 * 60 * 60 * 1000;
/** Matches temporary files of interrupted runs. */
const REMNANT = /^\.rollcall-\w+\.tmp$/;
const MAX_REMNANT_AGE_MS = 60 * 60 * 1000;

interface Found {
  readonly path: string;
  readonly bytes: number;
  readonly ageMs: number;
  readonly isRemnant: boolean;
}

/**
 * Deletes entries that exceed the maximum age, number or total size, and temporary files of interrupted runs.
 *
 * @param now milliseconds since 1970
 */
export async function pruneCache(directory: string, now: number): Promise<void> {
  const entries = (await entriesOf(directory, now)).toSorted((a, b) => a.ageMs - b.ageMs);
  let retained = 0;
  let retainedBytes = 0;
  for (const entry of entries) {
    const isTooOld = entry.ageMs > (entry.isRemnant ? MAX_REMNANT_AGE_MS : MAX_AGE_MS);
    if (!isTooOld && retained < MAX_ENTRIES && retainedBytes + entry.bytes <= MAX_BYTES) {
      retained += 1;
      retainedBytes += entry.bytes;
    } else await unlink(entry.path).catch(() => {});
  }
}

async function entriesOf(directory: string, now: number): Promise<readonly Found[]> {
  const names = await readdir(directory).catch(() => []);
  const found = names.map(async (name) => {
    const isRemnant = REMNANT.test(name);
    if (!isRemnant && !name.startsWith(ENTRY_PREFIX)) return [];
    const path = join(directory, name);
    const status = await lstat(path).catch(() => undefined);
    return status === undefined ? [] : [{ path, bytes: status.size, ageMs: now - status.mtimeMs, isRemnant }];
  });
  return (await Promise.all(found)).flat();
}
