import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { errorCode } from './store-error.ts';

/**
 * Opens a file for reading that nobody but this user could have written: a checkout may bring files along, but not private
 * ones. `foreign`: it is there and must not be believed.
 */
export async function openOwn(path: string): Promise<FileHandle | 'absent' | 'foreign'> {
  let file: FileHandle;
  try {
    file = await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
  } catch (error) {
    return errorCode(error) === 'ENOENT' ? 'absent' : 'foreign';
  }
  const status = await file.stat();
  const isPrivate = process.platform === 'win32' || ((status.mode & 0o077) === 0 && status.uid === process.getuid?.());
  if (status.isFile() && isPrivate) return file;
  await file.close();
  return 'foreign';
}
