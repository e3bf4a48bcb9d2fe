// The file in which an account's live contacts are kept from one reading to the next. Opened, it is whole, this account's, and
// not too old; written, it takes its place as a whole or not at all. It holds personal data, and is readable by its owner only.

import { createHash } from 'node:crypto';
import { lstat, readdir, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ensurePrivateDirectory } from '../store/directory.ts';
import { openOwn } from '../store/open-own.ts';
import { toStoreError } from '../store/store-error.ts';
import { openDraft } from '../store/write-private.ts';
import { endLine, headLine, type IdentifiedContact, type Kept, readContacts, readEdges } from './live-cache-file.ts';

export interface LiveCachePlace {
  /** In a directory of its own kind, whose parent exists. */
  readonly file: string;
  readonly key: string;
  readonly now: () => number;
}

export interface LiveCache extends Kept {
  readonly contacts: number;
  /** @throws DamagedError */
  read(): ReturnType<typeof readContacts>;
  close(): Promise<void>;
}

/** What was deleted at the vendor shows only where everything is read. */
const MAX_AGE_MS = 7 * 24 * 60 * 60 * 1000;
/** Piece that is written at a time, in characters. */
const CHUNK = 256 * 1024;

/** Or why there is none that could be used. */
export async function openLiveCache({ file, key, now }: LiveCachePlace): Promise<LiveCache | string> {
  const opened = await openOwn(file);
  if (opened === 'absent') return 'nothing was kept of an earlier reading';
  if (opened === 'foreign') return 'what was kept could have been written by somebody else';
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
  commit(kept: Kept): Promise<string | undefined>;
  discard(): Promise<void>;
}

export async function writeLiveCache({ file, key, now }: LiveCachePlace): Promise<LiveCacheWriter> {
  const hash = createHash('sha256');
  let pending = headLine(key);
  let contacts = 0;
  let failure: unknown;
  const draft = await openDraftIn(file).catch((error: unknown) => {
    failure = error;
    return undefined;
  });
  let writing = Promise.resolve();
  function flush(): void {
    const piece = pending;
    pending = '';
    hash.update(piece);
    writing = writing
      .then(() => (failure === undefined ? draft?.file.appendFile(piece) : undefined))
      .catch((error: unknown) => {
        failure = error;
      });
  }
  return {
    add(line) {
      contacts += 1;
      pending += line;
      if (pending.length >= CHUNK) flush();
      return writing;
    },
    async commit(kept) {
      flush();
      await writing;
      try {
        if (failure !== undefined) throw failure;
        await draft?.file.appendFile(endLine(kept, contacts, hash));
        await draft?.commit();
        await pruneKept(dirname(file), now());
        return undefined;
      } catch (error) {
        await draft?.discard();
        return toStoreError(error, 'write', file).message;
      }
    },
    async discard() {
      await writing;
      await draft?.discard();
    },
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
async function pruneKept(directory: string, now: number): Promise<void> {
  for (const name of await readdir(directory).catch(() => [])) {
    const path = join(directory, name);
    const modified = (await lstat(path).catch(() => undefined))?.mtimeMs ?? now;
    if (now - modified > MAX_AGE_MS) await unlink(path).catch(() => {});
  }
}
