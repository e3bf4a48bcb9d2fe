// A file that only grows, one line per record. Enters: lines. Leaves: for each a promise that resolves once the line, and every
// line before it, is durable; lines that come while the disk is busy share the next fsync. It knows nothing of what the lines say.

import { createReadStream } from 'node:fs';
import { constants, type FileHandle, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { HintedError } from '../contact/hinted-error.ts';
import { errorCode, storeError, toStoreError } from './store-error.ts';
import { syncDirectory } from './write-private.ts';

export interface JournalFile {
  readonly path: string;
  /** @throws HintedError `store` if the line is not durable; then no later line is either */
  append(line: string): Promise<void>;
  close(): Promise<void>;
}

interface Waiting {
  readonly line: string;
  readonly resolve: () => void;
  readonly reject: (error: HintedError) => void;
}

/**
 * Opens a journal to write on, or begins it. A last line that was cut short is cut off, so that the next one stands alone.
 *
 * @throws HintedError `store`
 */
export async function openJournal(path: string): Promise<JournalFile> {
  let file: FileHandle | undefined;
  try {
    const { O_RDWR, O_CREAT, O_APPEND, O_NOFOLLOW } = constants;
    // Windows has no O_NOFOLLOW, and an absent flag is none.
    file = await open(path, O_RDWR | O_CREAT | O_APPEND | (O_NOFOLLOW ?? 0), 0o600);
    await file.chmod(0o600);
    await file.truncate(await lengthOfWholeLines(file));
    await file.sync();
    await syncDirectory(dirname(path));
    return new GroupCommit(path, file);
  } catch (error) {
    await file?.close().catch(() => {});
    throw toStoreError(error, 'write', path);
  }
}

const CHUNK = 64 * 1024;
const NEWLINE = 10;

async function lengthOfWholeLines(file: FileHandle): Promise<number> {
  const { size } = await file.stat();
  const buffer = Buffer.alloc(CHUNK);
  for (let end = size; end > 0; end -= CHUNK) {
    const start = Math.max(0, end - CHUNK);
    await file.read(buffer, 0, end - start, start);
    const last = buffer.subarray(0, end - start).lastIndexOf(NEWLINE);
    if (last !== -1) return start + last + 1;
  }
  return 0;
}

class GroupCommit implements JournalFile {
  readonly path: string;
  readonly #file: FileHandle;
  readonly #waiting: Waiting[] = [];
  #flushing: Promise<void> | undefined;
  #failure: HintedError | undefined;

  constructor(path: string, file: FileHandle) {
    this.path = path;
    this.#file = file;
  }

  append(line: string): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#failure !== undefined) return reject(this.#failure);
      this.#waiting.push({ line, resolve, reject });
      this.#flushing ??= this.#flush();
    });
  }

  async close(): Promise<void> {
    await this.#flushing;
    await this.#file.close();
  }

  async #flush(): Promise<void> {
    // Whoever appends in the same turn shares the fsync.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const group = this.#waiting.splice(0);
      try {
        if (this.#failure !== undefined) throw this.#failure;
        await this.#write(group.map(({ line }) => `${line}\n`).join(''));
        for (const { resolve } of group) resolve();
      } catch (error) {
        this.#failure = toStoreError(error, 'write', this.path);
        for (const { reject } of group) reject(this.#failure);
      }
    }
    this.#flushing = undefined;
  }

  async #write(text: string): Promise<void> {
    await this.#file.appendFile(text);
    await this.#file.datasync();
    // A file that somebody deleted takes every write, and keeps none.
    if ((await this.#file.stat()).nlink > 0) return;
    const hint = 'leave .rollcall alone while an apply runs, then apply again';
    throw storeError('missing', `cannot write ${this.path}: somebody deleted it`, hint);
  }
}

/**
 * Whole lines only: a last line without its end was cut short, and says nothing.
 *
 * @throws HintedError `store`
 */
export async function* readJournal(path: string): AsyncGenerator<string, void, undefined> {
  let rest = '';
  try {
    for await (const chunk of createReadStream(path, { encoding: 'utf8' })) {
      const lines = `${rest}${chunk}`.split('\n');
      rest = lines.pop() ?? '';
      yield* lines;
    }
  } catch (error) {
    throw errorCode(error) === undefined ? error : toStoreError(error, 'read', path);
  }
}
