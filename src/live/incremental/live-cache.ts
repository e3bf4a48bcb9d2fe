// The file in which an account's live contacts are kept from one reading to the next. Opened, it is whole, this account's, and
// not too old; written, it takes its place as a whole or not at all. It holds personal data, and is readable by its owner only.

import { createHash } from 'node:crypto';
import { lstat, readdir, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { ensurePrivateDirectory } from '../../store/directory.ts';
import { openPrivate } from '../../store/open-private.ts';
import { toStoreError } from '../../store/store-error.ts';
import { openDraft } from '../../store/write-private.ts';
import {
  type CachedReading,
  endLine,
  headLine,
  type IdentifiedContact,
  readContacts,
  readEdges,
} from './live-cache-file.ts';

export interface LiveCachePlace {
  /** In a directory of its own kind, whose parent exists. */
  readonly file: string;
  readonly key: string;
  readonly now: () => number;
}

export interface LiveCache extends CachedReading {
  readonly contacts: number;
  /** @throws DamagedError */
  read(): ReturnType<typeof readContacts>;
  close(): Promise<void>;
}

/** What was deleted at the vendor shows only where everything is read. */
const MAX_AGE_MS = 7 * 24 * 60 * 60 * 1000;
/** A file that is being written is younger. */
const MAX_REMNANT_AGE_MS = 60 * 60 * 1000;
/** Piece that is written at a time, in characters. */
const CHUNK = 256 * 1024;

/** Or why there is none that could be used. */
export async function openLiveCache({ file, key, now }: LiveCachePlace): Promise<LiveCache | string> {
  const opened = await openPrivate(file);
  if (opened === 'absent') return 'nothing was kept of an earlier reading';
  if (opened === 'untrusted') return 'what was kept could have been written by somebody else';
  const edges = await readEdges(opened).catch(() => undefined);
  const refusal = edges === undefined ? 'what was kept is damaged' : unfit(edges, key, now());
  if (edges === undefined || refusal !== undefined) {
    await opened.close();
    return refusal ?? '';
  }
  const { end } = edges;
  return { ...end, read: () => readContacts(opened, end), close: () => opened.close() };
}

function unfit({ head, end }: NonNullable<Awaited<ReturnType<typeof readEdges>>>, key: string, now: number) {
  if (head !== headLine(key)) return 'what was kept is of another address, credential or version';
  const age = now - Date.parse(end.fullAt);
  if (age < 0) return 'what was kept was read later than it is now by this clock';
  return age > MAX_AGE_MS ? 'everything was last read more than 7 days ago' : undefined;
}

/** Nothing here rejects: a plan needs no cache. */
export interface LiveCacheWriter {
  /** @returns when so much as may wait in memory is written */
  add(line: string): Promise<void>;
  /** @returns why nothing could be kept */
  commit(kept: CachedReading): Promise<string | undefined>;
  discard(): Promise<void>;
}

export async function writeLiveCache({ file, key, now }: LiveCachePlace): Promise<LiveCacheWriter> {
  const hash = createHash('sha256');
  const pieces = await openPieces(file);
  let pending = headLine(key);
  let contacts = 0;
  function flush(): void {
    hash.update(pending);
    pieces.write(pending);
    pending = '';
  }
  return {
    add(line) {
      contacts += 1;
      pending += line;
      if (pending.length >= CHUNK) flush();
      return pieces.written();
    },
    async commit(kept) {
      flush();
      pieces.write(endLine(kept, contacts, hash));
      const failure = await pieces.commit();
      if (failure !== undefined) return toStoreError(failure, 'write', file).message;
      await pruneBeside(file, now());
      return undefined;
    },
    discard: () => pieces.discard(),
  };
}

/** Written one after the other, until one fails; nothing of it rejects. */
interface Pieces {
  write(piece: string): void;
  /** Resolves when what was given so far is written, or has failed. */
  written(): Promise<void>;
  /** @returns what failed */
  commit(): Promise<unknown>;
  discard(): Promise<void>;
}

async function openPieces(file: string): Promise<Pieces> {
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
  // A power cut may destroy it, and the checksum tells.
  return openDraft(file, { durable: false });
}

export function lineOf(contact: IdentifiedContact): string {
  return `${JSON.stringify(contact)}\n`;
}

/** Of accounts that are no longer read so, and what a killed run left: personal data is not kept for nothing. */
async function pruneBeside(file: string, now: number): Promise<void> {
  const directory = dirname(file);
  const names = await readdir(directory).catch(() => []);
  for (const name of names.filter((other) => other !== basename(file))) {
    const path = join(directory, name);
    const modified = (await lstat(path).catch(() => undefined))?.mtimeMs ?? now;
    const maxAge = name.endsWith('.tmp') ? MAX_REMNANT_AGE_MS : MAX_AGE_MS;
    if (now - modified > maxAge) await unlink(path).catch(() => {});
  }
}
