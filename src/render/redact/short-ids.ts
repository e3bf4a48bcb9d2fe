// Ids and digests in redacted output. They are computed from personal data, and some of that data (a name, an address) could be found
// by trying, so the true ones are never shown. Pure: the salt is passed in.

import { createHmac } from 'node:crypto';
import { mark } from './values.ts';

/** Returns what stands for an id in redacted output, such as `‹plan 3f2a9c1b›`. */
export type ShortIds = (what: string, id: string) => string;

/** Hexadecimal digits that are shown: enough to tell the ids of one output apart. */
const LENGTH = 8;

/**
 * Creates short ids. The same id has the same short id under the same salt, so that the parts of one output can be compared. Nothing
 * can be learned from it without the salt, nor from two outputs.
 *
 * @param salt random bytes, for one output only
 */
export function saltedIds(salt: Uint8Array): ShortIds {
  return (what, id) =>
    mark(`${what} ${createHmac('sha256', salt).update(`${what} ${id}`).digest('hex').slice(0, LENGTH)}`);
}

/** Shows the same mask for all ids of a kind. */
export const hiddenIds: ShortIds = (what) => mark(what);
