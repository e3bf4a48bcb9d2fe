// The live cache of one account: a file that stores its live contacts from one reading to the next. Enters: the contacts of a
// reading. Leaves: the contacts of an earlier reading, if the file is complete, belongs to this account and is not too old. The
// file is written atomically. Other users can never read it, because it holds personal data.

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

/** Where the live cache of an account is, and the key that it must have. */
export interface LiveCacheLocation {
  /** Path of the cache file. Its directory must contain only live caches, because old files in it are deleted. */
  readonly file: string;
  /** Hash of what makes cached contacts useless if it changes. A file that was written with another key is not used. */
  readonly key: string;
  /** Returns the current time in milliseconds since the epoch. */
  readonly now: () => number;
}

/** An open live cache; the caller must close it. */
export interface LiveCache extends CachedReading {
  /** Number of contacts in the file. */
  readonly contacts: number;
  /** Yields every contact with its line; see `readContacts` for errors. */
  read(): ReturnType<typeof readContacts>;
  close(): Promise<void>;
}

/**
 * Maximum age of the last full listing: seven days in milliseconds. After that the account is listed again, because only a full
 * listing shows deletions at the vendor.
 */
const MAX_AGE_MS = 7 * 24 * 60 * 60 * 1000;
/** Maximum age of a draft file: one hour in milliseconds. An older draft was left behind by a run that was killed. */
const MAX_DRAFT_AGE_MS = 60 * 60 * 1000;
/** Number of characters to collect before writing them to the file. */
const CHUNK = 256 * 1024;

/** Opens the cache. If there is none, or if it cannot be used, returns the reason. */
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

/** Writes a new cache. Its methods never reject, because a plan does not need a cache. */
export interface LiveCacheWriter {
  /**
   * Adds a contact.
   *
   * @param line the contact as a line, from `contactToLine`
   * @returns a promise that resolves when all full chunks are in the file; await it to limit the use of memory
   */
  add(line: string): Promise<void>;
  /**
   * Completes the new cache and puts it in place of the existing one.
   *
   * @returns the error message if the cache could not be written; otherwise undefined
   */
  commit(reading: CachedReading): Promise<string | undefined>;
  /** Deletes the draft of the new cache; the existing cache stays in place. */
  discard(): Promise<void>;
}

/** Starts writing a new cache. The existing one stays in place until the new one is committed. */
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

/** Appends pieces of text to a draft file, one after the other. Stops at the first error. Its methods never reject. */
interface SequentialWriter {
  write(piece: string): void;
  /** Resolves when all pieces given so far are written, or when one of them has failed. */
  written(): Promise<void>;
  /** Replaces the cache file by the draft. Returns the first error, or undefined if there was none. */
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
  // An fsync is not needed, because the checksum detects a file that a power cut has damaged.
  return openDraft(file, { durable: false });
}

/** Serialises a contact to its line in the cache. */
export function contactToLine(contact: IdentifiedContact): string {
  return `${JSON.stringify(contact)}\n`;
}

/**
 * Deletes other caches in the directory that are too old to be used, and drafts of killed runs, so that personal data is not
 * stored longer than needed.
 */
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
