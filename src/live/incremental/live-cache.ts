// The live cache of one account: the file that stores its live contacts between readings. Enters: contacts of a
// reading. Leaves: the contacts of an earlier one, if the file is complete, belongs to this account and is not too old.
// Written atomically; never readable by others, because it holds personal data.

import { createHash } from 'node:crypto';
import { lstat, readdir, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { ensurePrivateDirectory } from '../../store/directory.ts';
import { openPrivate } from '../../store/open-private.ts';
import { toStoreError } from '../../store/store-error.ts';
import { openDraft } from '../../store/write-private.ts';
import type { WhyNotCached } from '../note.ts';
import {
  type CachedReading,
  endLine,
  headLine,
  type IdentifiedContact,
  readContacts,
  readEdges,
} from './live-cache-file.ts';

/** Where an account's live cache is, and what it must belong to. */
export interface LiveCacheLocation {
  /** Path in a directory that holds only live caches and whose parent exists. */
  readonly file: string;
  /** Hash of everything that the contacts depend on, see `headLine`. */
  readonly key: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** An open live cache; the caller must close it. */
export interface LiveCache extends CachedReading {
  /** Number of contacts in the file. */
  readonly contacts: number;
  /** @throws DamagedError */
  read(): ReturnType<typeof readContacts>;
  close(): Promise<void>;
}

/** Everything is listed again after this time, because deletions at the vendor show only in a full listing. */
const MAX_AGE_MS = 7 * 24 * 60 * 60 * 1000;
/** Draft files older than this were left behind by a killed run. */
const MAX_DRAFT_AGE_MS = 60 * 60 * 1000;
/** Size of the pieces that are written, in characters. */
const CHUNK = 256 * 1024;

/** Opens the cache; returns why not if there is none or it cannot be used. */
export async function openLiveCache({ file, key, now }: LiveCacheLocation): Promise<LiveCache | WhyNotCached> {
  const opened = await openPrivate(file);
  if (opened === 'absent') return 'nothing-cached';
  if (opened === 'untrusted') return 'foreign-cache';
  const edges = await readEdges(opened).catch(() => undefined);
  const refusal = edges === undefined ? 'damaged-cache' : unusableReason(edges, key, now());
  if (edges === undefined || refusal !== undefined) {
    await opened.close();
    return refusal ?? 'damaged-cache';
  }
  const { end } = edges;
  return { ...end, read: () => readContacts(opened, end), close: () => opened.close() };
}

function unusableReason(
  { head, end }: NonNullable<Awaited<ReturnType<typeof readEdges>>>,
  key: string,
  now: number,
): WhyNotCached | undefined {
  if (head !== headLine(key)) return 'other-cache';
  const age = now - Date.parse(end.fullAt);
  if (age < 0) return 'cache-from-future';
  return age > MAX_AGE_MS ? 'cache-too-old' : undefined;
}

/** Writes a new cache. No method rejects, because a plan does not need a cache. */
export interface LiveCacheWriter {
  /**
   * @param line from `contactToLine`
   * @returns a promise that resolves when little enough is waiting in memory; await it to limit the use of memory
   */
  add(line: string): Promise<void>;
  /** @returns why the cache could not be written, in the system's words; undefined if it was */
  commit(reading: CachedReading): Promise<string | undefined>;
  discard(): Promise<void>;
}

/** Starts a new cache; the existing one stays in place until the new one is committed. */
export async function writeLiveCache({ file, key, now }: LiveCacheLocation): Promise<LiveCacheWriter> {
  const hash = createHash('sha256');
  const writer = await openSequentialWriter(file);
  let pending = headLine(key);
  let contacts = 0;
  function flush(): void {
    hash.update(pending);
    writer.write(pending);
    pending = '';
  }
  return {
    add(line) {
      contacts += 1;
      pending += line;
      if (pending.length >= CHUNK) flush();
      return writer.written();
    },
    async commit(reading) {
      flush();
      writer.write(endLine(reading, contacts, hash));
      const failure = await writer.commit();
      if (failure !== undefined) return toStoreError(failure, 'write', file).message;
      await pruneSiblings(file, now());
      return undefined;
    },
    discard: () => writer.discard(),
  };
}

/** Writes pieces to a draft file one after the other; stops at the first error. No method rejects. */
interface SequentialWriter {
  write(piece: string): void;
  /** Resolves when all pieces so far are written, or one has failed. */
  written(): Promise<void>;
  /** @returns the first error; undefined if the file is in place */
  commit(): Promise<unknown>;
  discard(): Promise<void>;
}

async function openSequentialWriter(file: string): Promise<SequentialWriter> {
  let failure: unknown;
  const fail = (error: unknown): void => {
    failure ??= error;
  };
  const draft = await openDraftIn(file).catch(fail);
  let writing = Promise.resolve();
  async function discard(): Promise<void> {
    await writing;
    await draft?.discard();
  }
  return {
    write(piece) {
      writing = writing.then(() => (failure === undefined ? draft?.file.appendFile(piece) : undefined)).catch(fail);
    },
    written: () => writing,
    async commit() {
      await writing;
      if (failure === undefined) await draft?.commit().catch(fail);
      if (failure !== undefined) await discard();
      return failure;
    },
    discard,
  };
}

async function openDraftIn(file: string): ReturnType<typeof openDraft> {
  await ensurePrivateDirectory(dirname(file));
  // Not durable: the checksum reveals a file that a power cut has destroyed.
  return openDraft(file, { durable: false });
}

/** Serialises a contact to its line in the cache. */
export function contactToLine(contact: IdentifiedContact): string {
  return `${JSON.stringify(contact)}\n`;
}

/** Deletes caches that are too old to be used and drafts left by killed runs: personal data must not stay without need. */
async function pruneSiblings(file: string, now: number): Promise<void> {
  const directory = dirname(file);
  const names = await readdir(directory).catch(() => []);
  for (const name of names.filter((other) => other !== basename(file))) {
    const path = join(directory, name);
    const modified = (await lstat(path).catch(() => undefined))?.mtimeMs ?? now;
    const maxAge = name.endsWith('.tmp') ? MAX_DRAFT_AGE_MS : MAX_AGE_MS;
    if (now - modified > maxAge) await unlink(path).catch(() => {});
  }
}
