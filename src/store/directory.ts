// The store's directory. Enters: a parent directory. Leaves: a `.rollcall` directory in it, readable by its owner only and ignored
// by git, because it contains personal data. Never follows a symbolic link: a git checkout could contain one.

import { chmod, lstat, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { personal } from '../contact/argument.ts';
import { sentence } from '../contact/sentence.ts';
import { ownState, type Surroundings, surroundings } from './foreign.ts';
import { errorCode, storeError, toStoreError } from './store-error.ts';
import { vouchFor } from './vouch.ts';

/** Name of the store's directory. */
export const STORE_NAME = '.rollcall';

/**
 * Creates `.rollcall` with its .gitignore, unless they exist.
 *
 * @param parent the working directory
 * @returns the path of `.rollcall`
 * @throws HintedError `store`
 */
export async function ensureStore(parent: string, around = surroundings()): Promise<string> {
  const store = join(parent, STORE_NAME);
  if (await ensurePrivateDirectory(store)) await vouchWithoutModes(store, around);
  await ignoreInGit(join(store, '.gitignore'));
  return store;
}

/**
 * Tells whether there is anything at the path of `.rollcall`, a link or a file included.
 *
 * @param parent the working directory
 * @throws HintedError `store` if it cannot be read
 */
export async function storeExists(parent: string): Promise<boolean> {
  const path = join(parent, STORE_NAME);
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw toStoreError(error, 'open', path);
    return false;
  }
}

/**
 * Vouches for a new `.rollcall` (vouch.ts) where file modes do not protect it: on Windows, and on a file system that ignored the
 * mode with which the directory was created.
 */
async function vouchWithoutModes(store: string, around: Surroundings): Promise<void> {
  const state = ownState(around);
  if (state === undefined) return;
  try {
    const { mode } = await lstat(store);
    if (around.platform === 'win32' || (mode & around.forbidden) !== 0) await vouchFor(store, state);
  } catch (error) {
    throw toStoreError(error, 'write', store);
  }
}

/**
 * Creates a directory with mode 0700, or sets that mode on an existing one. Its parent must exist.
 *
 * @returns true if it was created, false if it existed
 * @throws HintedError `store` if it cannot be created, or the path is a file or a link
 */
export async function ensurePrivateDirectory(path: string): Promise<boolean> {
  try {
    await mkdir(path, { mode: 0o700 });
    return true;
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw toStoreError(error, 'create', path);
    if (await directoryExists(path)) await makePrivate(path);
    return false;
  }
}

/**
 * Tells whether a directory exists; creates and changes nothing.
 *
 * @throws HintedError `store` if the path is a file or a link, or it cannot be read
 */
export async function directoryExists(path: string): Promise<boolean> {
  const status = await lstat(path).catch((error: unknown) => {
    if (errorCode(error) !== 'ENOENT') throw toStoreError(error, 'open', path);
  });
  if (status === undefined || status.isDirectory()) return status !== undefined;
  const what = status.isSymbolicLink() ? 'a link' : 'a file';
  throw storeError(
    'not-a-directory',
    sentence`cannot use ${personal('file', path)}: it is ${what}, not a directory`,
    sentence`move it away`,
  );
}

async function makePrivate(path: string): Promise<void> {
  // This fails if another user owns the directory or the file system has no modes; then use the directory with its current mode.
  await chmod(path, 0o700).catch(() => {});
}

async function ignoreInGit(path: string): Promise<void> {
  try {
    await writeFile(path, '*\n', { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw toStoreError(error, 'write', path);
  }
}
