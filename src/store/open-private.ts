import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { errorCode } from './store-error.ts';

/**
 * Opens a file for reading if only this user can have written it: a regular file of this user that no other user may access. A git
 * checkout normally creates files that others may read, so they are not trusted. On Windows, owner and mode are not checked.
 *
 * @returns `absent` if the file does not exist; `untrusted` if another user may have written it, or it cannot be opened
 */
export async function openPrivate(path: string): Promise<FileHandle | 'absent' | 'untrusted'> {
  let file: FileHandle;
  try {
    const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
    // Without O_NONBLOCK, opening a named pipe would wait for somebody to write to it. Windows knows neither flag.
    file = await open(path, O_RDONLY | (O_NOFOLLOW ?? 0) | (O_NONBLOCK ?? 0));
  } catch (error) {
    return errorCode(error) === 'ENOENT' ? 'absent' : 'untrusted';
  }
  const status = await file.stat();
  const isPrivate = process.platform === 'win32' || ((status.mode & 0o077) === 0 && status.uid === process.getuid?.());
  if (status.isFile() && isPrivate) return file;
  await file.close();
  return 'untrusted';
}
