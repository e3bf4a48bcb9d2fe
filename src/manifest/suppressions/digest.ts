// Digests of addresses: the HMAC-SHA256 of a normalised address under a key, so that a list can lie in git and name nobody. The
// key is a credential. Pure.

import { createHmac } from 'node:crypto';

/** Map from the id of a key to the key. */
export type DigestKeys = ReadonlyMap<string, string>;

/** Prefix of the names of the environment variables that hold keys. */
const DIGEST_KEY_PREFIX = 'ROLLCALL_DIGEST_KEY_';

/** Minimum length of a key in characters. With a shorter key, addresses could be found by trying keys. */
const MIN_DIGEST_KEY = 16;

/** Returns the name of the environment variable that holds a key. */
function variableOfKey(id: string): string {
  return `${DIGEST_KEY_PREFIX}${id.toUpperCase().replaceAll('-', '_')}`;
}

/** Returns the id of the key that a digest was made with. */
export function keyIdOf(digest: string): string {
  return digest.slice(0, digest.indexOf(':'));
}

/**
 * Returns the digest of an address.
 *
 * @param value normalised email or phone
 * @param id id of the key
 */
export function digestOf(value: string, id: string, key: string): string {
  return `${id}:${createHmac('sha256', key).update(value).digest('hex')}`;
}

/**
 * Finds the keys that digests need.
 *
 * @param environment environment variables
 * @returns the usable keys, and the names of the variables that are missing or too short
 */
export function keysFor(
  ids: Iterable<string>,
  environment: Readonly<Record<string, string | undefined>>,
): { readonly keys: DigestKeys; readonly missing: readonly string[] } {
  const keys = new Map<string, string>();
  const missing: string[] = [];
  for (const id of new Set(ids)) {
    const key = environment[variableOfKey(id)]?.trim() ?? '';
    if (key.length < MIN_DIGEST_KEY) missing.push(variableOfKey(id));
    else keys.set(id, key);
  }
  return { keys, missing: missing.sort() };
}
