// The journal as an append-only text file. Enters: lines. Leaves: for each line, a promise that resolves once the line and every line
// before it are durable. One fsync serves all lines that were appended during the previous one. Never parses the lines.

import { createReadStream } from 'node:fs';
import { constants, type FileHandle, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { personal } from '../contact/argument.ts';
import { sentence } from '../contact/sentence.ts';
import { groupCommit, type JournalFile, type LineSink } from './shared/group-commit.ts';
import { errorCode, storeError, toStoreError } from './store-error.ts';
import { syncDirectory } from './write-private.ts';

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
    return groupCommit(path, fileSink(path, file));
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

/** The lines' way into the file. */
function fileSink(path: string, file: FileHandle): LineSink {
  return {
    async write(lines) {
      await file.appendFile(lines.map((line) => `${line}\n`).join(''));
      const [{ nlink }] = await Promise.all([file.stat(), file.datasync()]);
      // Writing to a deleted file succeeds, but its content is lost when it is closed.
      if (nlink > 0) return;
      const hint = sentence`do not change .rollcall while an apply is running; apply again`;
      throw storeError('missing', sentence`cannot write ${personal('file', path)}: it was deleted`, hint);
    },
    close: () => file.close(),
    toError: (error) => toStoreError(error, 'write', path),
  };
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
