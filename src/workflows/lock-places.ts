// Where the lock of a destination lies. The lock of a vendor's account lies in a directory of this user, so that all checkouts on
// this machine see it; the lock of a sandbox lies beside the state that it protects.

import { realpath } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { sha256 } from '../contact/canonical.ts';
import type { Destination } from '../providers/contract.ts';
import { isInSandbox } from '../providers/destination.ts';
import type { LockPlace } from '../store/lock.ts';
import { ensureUserLocks } from '../store/lock-directory.ts';

/** What decides where locks lie. */
export interface LockPlaceOptions {
  /** Environment variables; they name the directory in which this user's locks lie. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** State file or loopback address of the sandbox that is applied to; absent: the state file in `.rollcall`, or no sandbox. */
  readonly sandbox?: string | undefined;
}

/** The places of locks, in the order of the destinations. */
export interface LockPlaces {
  readonly places: readonly LockPlace[];
  /**
   * Why the locks lie in `.rollcall` instead of this user's directory, as a sentence without a full stop; undefined if they do
   * not.
   */
  readonly reason: string | undefined;
}

/**
 * Finds the places of the locks. Creates this user's directory for locks if one of them is to lie in it.
 *
 * @param store the path of `.rollcall`
 */
export async function lockPlaces(
  store: string,
  destinations: readonly Destination[],
  { environment, sandbox }: LockPlaceOptions,
): Promise<LockPlaces> {
  const state = await sandboxState(store, sandbox);
  const isShared = (destination: Destination): boolean => !isInSandbox(destination) || state.store === undefined;
  const locks = destinations.some(isShared) ? await ensureUserLocks(environment) : undefined;
  const shared = locks?.ok === true ? locks.path : join(store, 'locks');
  const places = destinations.map((destination): LockPlace => {
    const { key } = destination;
    if (!isInSandbox(destination)) return { directory: shared, key };
    if (state.store !== undefined) return { directory: join(state.store, 'locks'), key };
    return { directory: shared, key: `${key}-${sha256(state.name).slice(0, 24)}` };
  });
  return { places, reason: locks?.ok === false ? locks.reason : undefined };
}

/** A sandbox's state: in a `.rollcall` directory, or elsewhere under a name that is the same in every checkout. */
type SandboxState =
  | { readonly store: string; readonly name?: undefined }
  | { readonly store?: undefined; readonly name: string };

/** Identifies the state of a sandbox. An address is a loopback address, so its port identifies the sandbox on this machine. */
async function sandboxState(store: string, place: string | undefined): Promise<SandboxState> {
  if (place === undefined) return { store };
  if (place.startsWith('http://')) return { name: `port ${new URL(place).port}` };
  const file = await realpath(place).catch(async () => {
    const directory = dirname(resolve(place));
    return join(await realpath(directory).catch(() => directory), basename(place));
  });
  return basename(dirname(file)) === '.rollcall' ? { store: dirname(file) } : { name: file };
}
