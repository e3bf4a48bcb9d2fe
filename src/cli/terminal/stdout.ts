// Writes to stdout to the last byte, and to stderr as long as anybody reads it.

import { fstatSync, writeSync } from 'node:fs';
import { errorCode, toStoreError } from '../../store/store-error.ts';

/**
 * Settles once the text is written, or nobody reads it any more: a reader that goes away ends the output and nothing else.
 *
 * @throws HintedError `store` where there is no room for it
 */
export async function writeOut(text: string): Promise<void> {
  try {
    if (isRegularFile()) writeWhole(Buffer.from(text));
    else await writeToStream(text);
  } catch (error) {
    if (!isBrokenPipe(error)) throw toStoreError(error, 'write to', 'stdout');
  }
}

/** Never fails: what is said on the way must not end what is being done. */
export function writeErr(text: string): void {
  const { stderr } = process;
  if (!stderr.listeners('error').includes(ignore)) stderr.on('error', ignore);
  try {
    stderr.write(text);
  } catch {
    // A file or a terminal is written at once, and fails at once.
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

/** Node's own stream takes a short write for a whole one: on a disk that fills up, the end would be missing in silence. */
function writeWhole(bytes: Buffer): void {
  for (let rest = bytes; rest.length > 0; ) rest = rest.subarray(writeSync(STDOUT, rest));
}

function writeToStream(text: string): Promise<void> {
  const { stdout } = process;
  // The failure is also an event, which would end the program with a stack if nobody listened.
  if (!stdout.listeners('error').includes(ignore)) stdout.on('error', ignore);
  return new Promise((resolve, reject) => stdout.write(text, (error) => (error ? reject(error) : resolve())));
}

function ignore(): void {}
