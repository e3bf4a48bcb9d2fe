// Writes to stdout and stderr. A write to stdout is either complete or throws; failed writes to stderr are ignored.

import { fstatSync, writeSync } from 'node:fs';
import { errorCode, toStoreError } from '../../store/store-error.ts';

let isUsed = false;

/** Whether anything was written to stdout: with --json, nothing may follow the one document. */
export function isStdoutUsed(): boolean {
  return isUsed;
}

/**
 * Writes text to stdout. If the reader has closed the pipe, the text is discarded without an error.
 *
 * @throws HintedError `store` if the text cannot be written (disk full)
 */
export async function writeOut(text: string): Promise<void> {
  isUsed = true;
  try {
    if (isRegularFile()) writeWhole(Buffer.from(text));
    else await writeToStream(text);
  } catch (error) {
    if (!isBrokenPipe(error)) throw toStoreError(error, 'write to', 'stdout');
  }
}

/** Writes text to stderr. Never fails, so that a message cannot stop the work. */
export function writeErr(text: string): void {
  const { stderr } = process;
  if (!stderr.listeners('error').includes(ignore)) stderr.on('error', ignore);
  try {
    stderr.write(text);
  } catch {
    // Writes to files and terminals are synchronous, so they throw instead of emitting `error`.
  }
}

function isBrokenPipe(error: unknown): boolean {
  const code = errorCode(error);
  return code === 'EPIPE' || code === 'ERR_STREAM_DESTROYED';
}

const STDOUT = 1;
let isFile: boolean | undefined;

function isRegularFile(): boolean {
  isFile ??= fstatSync(STDOUT).isFile();
  return isFile;
}

/** Writes until all bytes are written. Node's own stream treats a short write as complete and would lose the end on a full disk. */
function writeWhole(bytes: Buffer): void {
  for (let rest = bytes; rest.length > 0; ) rest = rest.subarray(writeSync(STDOUT, rest));
}

function writeToStream(text: string): Promise<void> {
  const { stdout } = process;
  // A failed write also emits `error`, which would crash the program without a listener.
  if (!stdout.listeners('error').includes(ignore)) stdout.on('error', ignore);
  return new Promise((resolve, reject) => stdout.write(text, (error) => (error ? reject(error) : resolve())));
}

function ignore(): void {}
