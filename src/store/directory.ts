// The store's directory. Enters: a place. Leaves: `.rollcall` there, readable by its owner only and ignored by git, since
// what is kept in it is personal data. Never follows a link: a checkout could bring one along.

import { chmod, lstat, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode, storeError, toStoreError } from './store-error.ts';

const NAME = '.rollcall';

/**
 * @param parent the working directory
 * @returns the path of its `.rollcall`, which exists from then on
 */
export async function ensureStore(parent: string): Promise<string> {
  const store = join(parent, NAME);
  await ensurePrivateDirectory(store);
  await ignoreInGit(join(store, '.gitignore'));
  return store;
}

/** Makes one directory, 0700, unless it is there. Its parent must exist. */
export async function ensurePrivateDirectory(path: string): Promise<void> {
  try {
    await mkdir(path, { mode: 0o700 });
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw toStoreError(error, 'create', path);
    await assertDirectory(path);
  }
}

async function assertDirectory(path: string): Promise<void> {
  const status = await lstat(path).catch((error: unknown) => {
    throw toStoreError(error, 'open', path);
  });
  if (status.isDirectory()) return close(path);
  const what = status.isSymbolicLink() ? 'a link' : 'a file';
  throw storeError('not-a-directory', `cannot use ${path}: it is ${what}, not a directory`, 'move it away');
}

async function close(path: string): Promise<void> {
  // On a directory of another user, or a file system without modes, this fails; then it stays as it was found.
  await chmod(path, 0o700).catch(() => {});
}

async function ignoreInGit(path: string): Promise<void> {
  try {
    await writeFile(path, '*\n', { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw toStoreError(error, 'write', path);
  }
}
