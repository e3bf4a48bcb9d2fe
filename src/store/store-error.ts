import { HintedError, hasCode } from '../contact/hinted-error.ts';

/** Why a file could not be read or written. */
export type StoreReason =
  | 'denied' // no permission
  | 'read-only' // the file system takes no writes
  | 'full' // no space or quota left, or the file may not grow
  | 'missing' // the path, or a directory on the way to it, is not there
  | 'not-a-file' // a directory or a link where a file is wanted
  | 'not-a-directory'
  | 'failed';

/** A file of ours could not be read or written. */
export function storeError(reason: StoreReason, message: string, hint: string, cause?: unknown): HintedError {
  return new HintedError('store', message, { reason, hint, cause });
}

type Known = readonly [reason: StoreReason, what: string, hint: string];

const DENIED: Known = ['denied', 'permission denied', 'give this user write permission there, or choose another place'];
const FULL: Known = ['full', 'no space left on the device', 'free some space and run the command again'];
const TOO_LARGE: Known = [
  'full',
  'files may not grow that large here',
  'raise the limit on file sizes (ulimit -f) and run the command again',
];
const MISSING: Known = ['missing', 'no such file or directory', 'create the directory first, or correct the path'];

const KNOWN = new Map<string, Known>([
  ['EACCES', DENIED],
  ['EPERM', DENIED],
  ['EROFS', ['read-only', 'the file system is read-only', 'choose a place that can be written to']],
  ['ENOSPC', FULL],
  ['EDQUOT', FULL],
  ['EFBIG', TOO_LARGE],
  ['ENOENT', MISSING],
  ['ENOTDIR', MISSING],
  ['EISDIR', ['not-a-file', 'it is a directory', 'name a file']],
]);

/** @param doing what was tried, to be read before the path: `write` */
export function toStoreError(error: unknown, doing: string, path: string): HintedError {
  if (hasCode(error, 'store')) return error;
  const system = errorCode(error) ?? 'unknown error';
  const [reason, what, hint] = KNOWN.get(system) ?? ['failed', system, 'check the disk and the path'];
  return storeError(reason, `cannot ${doing} ${path}: ${what}`, hint, error);
}

/** The system's code of a failed call: `ENOENT`; undefined for everything else that is thrown. */
export function errorCode(error: unknown): string | undefined {
  if (error instanceof HintedError) return undefined;
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
