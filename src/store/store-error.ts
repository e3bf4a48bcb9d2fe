import { personal } from '../contact/argument.ts';
import { HintedError, hasCode } from '../contact/hinted-error.ts';
import { type Sentence, sentence, shown } from '../contact/sentence.ts';

/** Why a file cannot be read or written. */
export type StoreReason =
  | 'denied' // no permission
  | 'read-only' // the file system is read-only
  | 'full' // no space or quota left, or the file-size limit is reached
  | 'missing' // the file or one of its parent directories does not exist
  | 'not-a-file' // a directory or a link instead of a file
  | 'not-a-directory'
  | 'partly' // some of several files were written, and others were not
  | 'failed';

/** Creates the error for a file that cannot be read or written. */
export function storeError(reason: StoreReason, message: Sentence, hint: Sentence, cause?: unknown): HintedError {
  return new HintedError('store', message, { reason, hint, cause });
}

type KnownError = readonly [reason: StoreReason, what: Sentence, hint: Sentence];

const DENIED: KnownError = [
  'denied',
  sentence`permission denied`,
  sentence`give this user write permission there, or choose another path`,
];
const FULL: KnownError = [
  'full',
  sentence`no space left on the device`,
  sentence`free some space and run the command again`,
];
const TOO_LARGE: KnownError = [
  'full',
  sentence`the file would exceed the size limit`,
  sentence`raise the limit on file size (ulimit -f) and run the command again`,
];
const MISSING: KnownError = [
  'missing',
  sentence`no such file or directory`,
  sentence`create the directory first, or correct the path`,
];

const KNOWN = new Map<string, KnownError>([
  ['EACCES', DENIED],
  ['EPERM', DENIED],
  ['EROFS', ['read-only', sentence`the file system is read-only`, sentence`choose a path that can be written to`]],
  ['ENOSPC', FULL],
  ['EDQUOT', FULL],
  ['EFBIG', TOO_LARGE],
  ['ENOENT', MISSING],
  ['ENOTDIR', MISSING],
  ['EISDIR', ['not-a-file', sentence`it is a directory`, sentence`name a file`]],
]);

/**
 * Converts a system error to a HintedError `store`. Returns an error that is one already unchanged.
 *
 * @param doing the verb in the message `cannot write PATH`
 */
export function toStoreError(
  error: unknown,
  doing: 'write' | 'write to' | 'read' | 'create' | 'open' | 'remove',
  path: string,
): HintedError {
  if (hasCode(error, 'store')) return error;
  const system = errorCode(error) ?? 'unknown error';
  const unknown: KnownError = ['failed', sentence`${shown(system)}`, sentence`check the disk and the path`];
  const [reason, what, hint] = KNOWN.get(system) ?? unknown;
  return storeError(reason, sentence`cannot ${doing} ${personal('file', path)}: ${what}`, hint, error);
}

/** Returns the code of a system error, such as `ENOENT`, or undefined for any other value. */
export function errorCode(error: unknown): string | undefined {
  if (error instanceof HintedError) return undefined;
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
