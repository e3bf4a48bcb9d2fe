// The store's directory. Enters: a directory. Leaves: a `.rollcall` in it, readable by its owner only and ignored by
// git, because it holds personal data. Never follows a symbolic link: a git checkout could contain one.

import { chmod, lstat, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { personal } from '../contact/argument.ts';
import { sentence } from '../contact/sentence.ts';
import { errorCode, storeError, toStoreError } from './store-error.ts';

const NAME = '.rollcall';

/**
 * Creates `.rollcall` with its .gitignore, unless they exist.
 *
 * @param parent the working directory
 * @returns the path of `.rollcall`
 * @throws HintedError `store`
 */
export async function ensureStore(parent: string): Promise<string> {
  const store = join(parent, NAME);
  await ensurePrivateDirectory(store);
  await ignoreInGit(join(store, '.gitignore'));
  return store;
}

/**
 * Creates a directory with mode 0700, or sets that mode on an existing one. Its parent must exist.
 *
 * @throws HintedError `store` if it cannot be created, or the path is a file or a link
 */
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
  if (status.isDirectory()) return makePrivate(path);
  const what = status.isSymbolicLink() ? 'a link' : 'a file';
  throw storeError(
    'not-a-directory',
    sentence`cannot use ${personal('file', path)}: it is ${what}, not a directory`,
    sentence`move it away`,
  );
}

async function makePrivate(path: string): Promise<void> {
  // Fails on a directory of another user and on file systems without modes; the directory is used as it is then.
  await chmod(path, 0o700).catch(() => {});
}

async function ignoreInGit(path: string): Promise<void> {
  try {
    await writeFile(path, '*\n', { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw toStoreError(error, 'write', path);
  }
}
