/** Why a file cannot be read or written. */
export type StoreErrorCode =
  | 'denied' // no permission
  | 'read-only' // the file system is read-only
  | 'full' // no space or quota left, or the file-size limit is reached
  | 'missing' // the file or one of its parent directories does not exist
  | 'not-a-file' // a directory or a link instead of a file
  | 'not-a-directory'
  | 'failed';

/** A file could not be read or written. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly code: StoreErrorCode;
  readonly path: string;
  readonly hint: string;

  constructor(code: StoreErrorCode, path: string, message: string, hint: string, cause?: unknown) {
    super(message, { cause });
    this.code = code;
    this.path = path;
    this.hint = hint;
  }
}

type KnownError = readonly [code: StoreErrorCode, what: string, hint: string];

const DENIED: KnownError = [
  'denied',
  'permission denied',
  'give this user write permission there, or choose another path',
];
const FULL: KnownError = ['full', 'no space left on the device', 'free some space and run the command again'];
const TOO_LARGE: KnownError = [
  'full',
  'the file would exceed the size limit',
  'raise the limit on file size (ulimit -f) and run the command again',
];
const MISSING: KnownError = ['missing', 'no such file or directory', 'create the directory first, or correct the path'];

const KNOWN = new Map<string, KnownError>([
  ['EACCES', DENIED],
  ['EPERM', DENIED],
  ['EROFS', ['read-only', 'the file system is read-only', 'choose a path that can be written to']],
  ['ENOSPC', FULL],
  ['EDQUOT', FULL],
  ['EFBIG', TOO_LARGE],
  ['ENOENT', MISSING],
  ['ENOTDIR', MISSING],
  ['EISDIR', ['not-a-file', 'it is a directory', 'name a file']],
]);

/**
 * Turns a system error into a StoreError; returns a StoreError unchanged.
 *
 * @param doing the verb for the message `cannot … PATH`: `write`
 */
export function toStoreError(error: unknown, doing: string, path: string): StoreError {
  if (error instanceof StoreError) return error;
  const system = errorCode(error) ?? 'unknown error';
  const [code, what, hint] = KNOWN.get(system) ?? ['failed', system, 'check the disk and the path'];
  return new StoreError(code, path, `cannot ${doing} ${path}: ${what}`, hint, error);
}

/** Returns the code of a system error, such as `ENOENT`; undefined for any other value. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
