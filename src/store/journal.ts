// An append-only text file. Enters: lines. Leaves: for each line, a promise that resolves once the line and every line before it
// are durable. One fsync serves all lines that were appended during the previous one. Never parses the lines.

import { createReadStream } from 'node:fs';
import { constants, type FileHandle, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { personal } from '../contact/argument.ts';
import type { HintedError } from '../contact/hinted-error.ts';
import { sentence } from '../contact/sentence.ts';
import { errorCode, storeError, toStoreError } from './store-error.ts';
import { syncDirectory } from './write-private.ts';

/** An open journal. */
export interface JournalFile {
  readonly path: string;
  /**
   * Appends a line; resolves once it is durable.
   *
   * @param line without a line break
   * @throws HintedError `store` if the line is not durable; every later line fails with the same error
   */
  append(line: string): Promise<void>;
  /** Waits until all appended lines are durable, then closes the file. */
  close(): Promise<void>;
}

interface PendingLine {
  readonly line: string;
  readonly resolve: () => void;
  readonly reject: (error: HintedError) => void;
}

/**
 * Opens a journal for appending, and creates it if it does not exist. Removes a last line that has no line break.
 *
 * @throws HintedError `store`
 */
export async function openJournal(path: string): Promise<JournalFile> {
  let file: FileHandle | undefined;
  try {
    const { O_RDWR, O_CREAT, O_APPEND, O_NOFOLLOW } = constants;
    // O_NOFOLLOW is undefined on Windows.
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
  readonly #pending: PendingLine[] = [];
  #flushing: Promise<void> | undefined;
  #failure: HintedError | undefined;

  constructor(path: string, file: FileHandle) {
    this.path = path;
    this.#file = file;
  }

  append(line: string): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#failure !== undefined) return reject(this.#failure);
      this.#pending.push({ line, resolve, reject });
      this.#flushing ??= this.#flush();
    });
  }

  async close(): Promise<void> {
    await this.#flushing;
    await this.#file.close();
  }

  async #flush(): Promise<void> {
    while (this.#pending.length > 0) {
      // Wait one turn of the event loop, so that all lines that are appended in this turn share one fsync.
      await setImmediate();
      const group = this.#pending.splice(0);
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
    const [{ nlink }] = await Promise.all([this.#file.stat(), this.#file.datasync()]);
    // Writing to a deleted file succeeds, but its content is lost when it is closed.
    if (nlink > 0) return;
    const hint = sentence`do not change .rollcall while an apply is running; apply again`;
    throw storeError('missing', sentence`cannot write ${personal('file', this.path)}: it was deleted`, hint);
  }
}

/**
 * Yields the journal's complete lines. Skips a last line without a line break, because it was not written completely.
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
