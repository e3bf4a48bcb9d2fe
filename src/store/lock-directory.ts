// The directory of this user's locks, which all checkouts on this machine share. Enters: environment variables. Leaves: a directory
// that only this user can read and write, or the reason why there is none. Never follows a link below the user's state directory.

import { access, constants, lstat, mkdir, stat } from 'node:fs/promises';
import { posix, win32 } from 'node:path';
import { personal } from '../contact/argument.ts';
import { sentence } from '../contact/sentence.ts';
import { ensurePrivateDirectory } from './directory.ts';
import { type Environment, type StateHome, stateHome } from './state-home.ts';
import { storeError, toStoreError } from './store-error.ts';

/** The directory, or one sentence without a full stop that says why it cannot be used. */
export type UserLocks = { readonly ok: true; readonly path: string } | { readonly ok: false; readonly reason: string };

/** The path of this user's locks; undefined if the environment names no home. Nothing is created. */
export function userLocksPath(environment: Environment, platform = process.platform): string | undefined {
  const found = stateHome(environment, platform);
  return found === undefined ? undefined : directoriesIn(found, platform).at(-1);
}

function directoriesIn({ state }: StateHome, platform: NodeJS.Platform): readonly [string, string] {
  const { join } = platform === 'win32' ? win32 : posix;
  return [join(state, 'rollcall'), join(state, 'rollcall', 'locks')];
}

/** Creates the directory of this user's locks, with mode 0700, unless it exists. Never rejects. */
export async function ensureUserLocks(environment: Environment, platform = process.platform): Promise<UserLocks> {
  const found = stateHome(environment, platform);
  if (found === undefined) {
    const variable = platform === 'win32' ? 'LOCALAPPDATA' : 'HOME';
    return { ok: false, reason: `${variable} names no directory` };
  }
  const directories = directoriesIn(found, platform);
  try {
    await createState(found);
    for (const directory of directories) {
      await ensurePrivateDirectory(directory);
      await assertOwn(directory);
    }
    return { ok: true, path: directories[1] };
  } catch (error) {
    return { ok: false, reason: toStoreError(error, 'open', directories[1]).message };
  }
}

/**
 * Creates the directory in which programs keep the state of this user.
 *
 * @throws the system's error if the home is missing, or the directory cannot be created
 */
async function createState({ home, state }: StateHome): Promise<void> {
  await stat(home);
  await mkdir(state, { recursive: true, mode: 0o700 });
}

/**
 * Checks that only this user can access a directory.
 *
 * @throws HintedError `store` if other users have any access to it, or own it; the system's error if this user cannot write to it
 */
async function assertOwn(directory: string): Promise<void> {
  await access(directory, constants.W_OK | constants.X_OK);
  if (process.platform === 'win32') return;
  const { mode, uid } = await lstat(directory);
  const user = process.getuid?.();
  if ((mode & 0o077) === 0 && (uid === user || user === 0)) return;
  throw storeError(
    'denied',
    sentence`cannot use ${personal('file', directory)}: other users can write to it`,
    sentence`move it away`,
  );
}
