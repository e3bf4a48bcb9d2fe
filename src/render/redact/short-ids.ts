// Ids and digests in redacted output. They are computed from personal data, and some of that data (a name, an address) could be found
// by trying, so the true ones are never shown. Pure: the salt is passed in.

import { createHmac } from 'node:crypto';
import { mark } from './values.ts';

/**
 * A function that returns the text that replaces an id in redacted output, such as `‹plan 3f2a9c1b›`; `what` is the kind of the
 * id.
 */
export type ShortIds = (what: string, id: string) => string;

/** Hexadecimal digits that are shown: enough to tell the ids of one output apart. */
const LENGTH = 8;

/**
 * Creates a function that replaces ids by short ids. With the same salt, an id always gets the same short id, so that parts of
 * one output can be compared. A short id reveals nothing without the salt, and short ids of two outputs cannot be matched.
 *
 * @param salt random bytes, for one output only
 */
export function saltedIds(salt: Uint8Array): ShortIds {
  return (what, id) =>
    mark(`${what} ${createHmac('sha256', salt).update(`${what} ${id}`).digest('hex').slice(0, LENGTH)}`);
}

/** Replaces every id of a kind by the same mask, such as `‹plan›`. */
export const hiddenIds: ShortIds = (what) => mark(what);
