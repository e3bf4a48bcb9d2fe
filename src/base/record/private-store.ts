// Records that only this machine has, because they name manifests that are in no commit: `.rollcall/record/<name>.json`. A record
// is read only if nobody else can have written it, and never through a link. Its version is the sha256 of the file's bytes.

import { createHash } from 'node:crypto';
import { lstat, readdir, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { directoryExists, ensurePrivateDirectory, ensureStore } from '../../store/directory.ts';
import { acquireLock } from '../../store/lock.ts';
import { openPrivate } from '../../store/open-private.ts';
import { errorCode, toStoreError } from '../../store/store-error.ts';
import { syncDirectory, writePrivate } from '../../store/write-private.ts';
import { assertRecordName, assertReplaceable, isRecordName, lostRace, toUnwritable } from './refused-write.ts';
import type { RecordStore, StoredRecord, UnreadableRecord } from './store.ts';
import { parseRecord, serialiseRecord } from './text/record-text.ts';

const EXTENSION = '.json';
/**
 * Longest time to wait for the lock of a record, in milliseconds. A write takes a few milliseconds, so a process that has the
 * lock for longer hangs.
 */
const LOCK_WAIT_MS = 5_000;
const LOCK_POLL_MS = 10;

/**
 * Opens the store of this machine's private records. `list` writes nothing, and throws HintedError `store` if a file or directory
 * cannot be read.
 *
 * @param store the path of `.rollcall`
 */
export function privateRecords(store: string): RecordStore {
  const directory = recordDirectory(store);
  const pathOf = (name: string): string => join(directory, name + EXTENSION);
  return {
    async list() {
      const found = await Promise.all((await namesIn(directory)).map((name) => readStored(name, pathOf(name))));
      return found.filter((record) => record !== undefined);
    },
    write: (name, record, previous) =>
      exclusively(store, name, async () => {
        await ensureRecordDirectory(store);
        assertReplaceable(name, await readStored(name, pathOf(name)), previous);
        const text = serialiseRecord(record);
        await writePrivate(pathOf(name), text);
        return versionOf(text);
      }),
    drop: (name, version) =>
      exclusively(store, name, async () => {
        const exists = await directoryExists(directory);
        const found = exists ? await readStored(name, pathOf(name)) : undefined;
        if (found?.version !== version) throw lostRace(name);
        await remove(directory, pathOf(name));
      }),
  };
}

/** Returns the path of the directory of private records. */
export function recordDirectory(store: string): string {
  return join(store, 'record');
}

/**
 * Creates the directory of private records durably, and also `.rollcall` if it does not exist.
 *
 * @throws HintedError `store`
 */
export async function ensureRecordDirectory(store: string): Promise<string> {
  const directory = recordDirectory(store);
  if (!(await directoryExists(store))) await ensureStore(dirname(store));
  await ensurePrivateDirectory(directory);
  await syncDirectory(store);
  return directory;
}

/** Names of the records in the directory, sorted; files of any other name are ignored. */
async function namesIn(directory: string): Promise<readonly string[]> {
  if (!(await directoryExists(directory))) return [];
  const entries = await readdir(directory).catch((error: unknown) => {
    throw toStoreError(error, 'read', directory);
  });
  return entries
    .filter((entry) => entry.endsWith(EXTENSION))
    .map((entry) => entry.slice(0, -EXTENSION.length))
    .filter(isRecordName)
    .sort();
}

/**
 * Reads one record.
 *
 * @returns undefined if the file does not exist
 */
async function readStored(name: string, path: string): Promise<StoredRecord | UnreadableRecord | undefined> {
  const file = await openPrivate(path);
  if (file === 'absent') return undefined;
  if (file === 'untrusted') return foreignEntry(name, path);
  try {
    const bytes = await file.readFile();
    const record = parseRecord(bytes.toString('utf8'));
    return { name, version: versionOf(bytes), ...(record === undefined ? {} : { record }) };
  } catch (error) {
    throw toStoreError(error, 'read', path);
  } finally {
    await file.close();
  }
}

/**
 * Describes a file that somebody else may have written, without reading it. The version is computed from its metadata; it only
 * tells later whether the file is still the same.
 */
async function foreignEntry(name: string, path: string): Promise<UnreadableRecord | undefined> {
  try {
    const { dev, ino, mode, size, mtimeNs } = await lstat(path, { bigint: true });
    return { name, version: versionOf([dev, ino, mode, size, mtimeNs].join(' ')) };
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw toStoreError(error, 'read', path);
  }
}

function versionOf(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

async function remove(directory: string, path: string): Promise<void> {
  try {
    await unlink(path);
    await syncDirectory(directory);
  } catch (error) {
    throw toStoreError(error, 'remove', path);
  }
}

/** Runs `work` while no other process writes the record. Waits for a process that does. */
async function exclusively<T>(store: string, name: string, work: () => Promise<T>): Promise<T> {
  assertRecordName(name);
  try {
    for (const start = Date.now(); ; await setTimeout(LOCK_POLL_MS)) {
      const startedAt = new Date().toISOString();
      const lock = await acquireLock(
        { directory: join(store, 'locks'), key: `record-${name}` },
        { command: 'rollcall', startedAt },
      );
      if (lock.ok) return await work().finally(() => lock.release());
      if (Date.now() - start > LOCK_WAIT_MS) throw lostRace(name);
    }
  } catch (error) {
    throw toUnwritable(error, name);
  }
}
