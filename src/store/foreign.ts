// Finds what is under `.rollcall` but was not written by this user: whoever can put a file there decides what the next run sends.
// Enters: the path of `.rollcall`. Leaves: the first foreign entry, with the reason. Changes nothing, follows no link, and reads no
// file except the voucher (vouch.ts).

import type { Stats } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Environment, stateHome } from './state-home.ts';
import { errorCode, toStoreError } from './store-error.ts';
import { isVouchedFor } from './vouch.ts';

/** Why an entry is not this user's own. */
export type ForeignReason =
  | 'link'
  | 'special' // a pipe, a socket or a device
  | 'other-owner'
  | 'others-can-write'
  | 'unvouched'; // modes mean nothing here, and this user has not vouched for the directory

/** An entry under `.rollcall`, or `.rollcall` itself. */
export interface ForeignEntry {
  readonly path: string;
  readonly why: ForeignReason;
}

/** What decides whether an entry is this user's own: the user and the machine. */
export interface Surroundings {
  readonly environment: Environment;
  readonly platform: NodeJS.Platform;
  /** Numeric id of the user; undefined on Windows. */
  readonly user: number | undefined;
  /** Bits that must not be set in a file's mode, such as those that let other users write (0o022). */
  readonly forbidden: number;
}

/** The user that this process runs as, and its machine. */
export function surroundings(): Surroundings {
  return { environment: process.env, platform: process.platform, user: process.geteuid?.(), forbidden: 0o022 };
}

/** The directory in which rollcall keeps this user's state; undefined if the environment names no home. */
export function ownState({ environment, platform }: Surroundings): string | undefined {
  const found = stateHome(environment, platform);
  return found && join(found.state, 'rollcall');
}

/**
 * Finds the first entry, in the order of paths, that is not this user's own.
 *
 * @param store the path of `.rollcall`, which need not exist
 * @returns undefined if every entry is this user's own
 * @throws HintedError `store` if a directory cannot be read
 */
export async function findForeign(store: string, around = surroundings()): Promise<ForeignEntry | undefined> {
  const found = await firstForeign(store, around);
  if (found === undefined || !isAboutModes(found)) return found;
  const state = ownState(around);
  const isVouched = state !== undefined && (await isVouchedFor(store, state));
  return isVouched ? undefined : found;
}

function isAboutModes({ why }: ForeignEntry): boolean {
  return why === 'others-can-write' || why === 'unvouched';
}

/**
 * Tells why one entry is not this user's own. Looks only at the entry itself, not at the content of a directory.
 *
 * @returns undefined if it is this user's own, or does not exist
 * @throws HintedError `store` if its status cannot be read
 */
export async function whyForeign(path: string, around = surroundings()): Promise<ForeignReason | undefined> {
  const status = await statusOf(path);
  return status && (foreignKind(status) ?? foreignOwner(status, around));
}

function statusOf(path: string): Promise<Stats | undefined> {
  return lstat(path).catch((error: unknown) => {
    // Another process may just have removed it.
    if (errorCode(error) !== 'ENOENT') throw toStoreError(error, 'open', path);
    return undefined;
  });
}

async function firstForeign(path: string, around: Surroundings): Promise<ForeignEntry | undefined> {
  const why = await whyForeign(path, around);
  let first = why && { path, why };
  if (first !== undefined && !isAboutModes(first)) return first;
  if ((await statusOf(path))?.isDirectory() !== true) return first;
  for (const name of await namesIn(path)) {
    const found = await firstForeign(join(path, name), around);
    // A voucher excuses only modes. So look at all entries: a later one may be foreign for a reason that no voucher excuses.
    if (found !== undefined && !isAboutModes(found)) return found;
    first ??= found;
  }
  return first;
}

function foreignKind(status: Stats): ForeignReason | undefined {
  if (status.isSymbolicLink()) return 'link';
  return status.isFile() || status.isDirectory() ? undefined : 'special';
}

function foreignOwner({ uid, mode }: Stats, { platform, user, forbidden }: Surroundings): ForeignReason | undefined {
  if (platform === 'win32') return 'unvouched';
  if (uid !== user) return 'other-owner';
  return (mode & forbidden) === 0 ? undefined : 'others-can-write';
}

async function namesIn(path: string): Promise<readonly string[]> {
  const names = await readdir(path).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return [];
    throw toStoreError(error, 'read', path);
  });
  return names.sort();
}
