// Masks the result of `rollcall erase`: the digests, the vendors' ids, and personal parts of file names. Pure.

import type { ShortIds } from './short-ids.ts';
import { mark, redactFileName, redactName } from './values.ts';

interface Erased {
  readonly digests: readonly string[];
  readonly ids: Readonly<Record<string, readonly string[]>>;
  readonly stillNamed: readonly string[];
  readonly outdatedErasures: readonly string[];
  readonly cleaned: {
    readonly removed: readonly string[];
    readonly encrypted: readonly string[];
    readonly unresumable: readonly string[];
  };
}

/**
 * Returns the result of an erasure with personal values masked.
 *
 * @param ids makes the short ids that replace digests
 */
export function redactErased<T extends Erased>(erased: T, ids: ShortIds): T {
  const { digests, ids: known, stillNamed, outdatedErasures, cleaned } = erased;
  return {
    ...erased,
    digests: digests.map((digest) => ids('digest', digest)),
    ids: Object.fromEntries(Object.entries(known).map(([account, own]) => [account, own.map(() => mark('id'))])),
    stillNamed: stillNamed.map((place) => redactName(place, 'file')),
    outdatedErasures: outdatedErasures.map((place) => redactName(place, 'file')),
    cleaned: {
      ...cleaned,
      removed: cleaned.removed.map(redactFileName),
      encrypted: cleaned.encrypted.map(redactFileName),
      unresumable: cleaned.unresumable.map(redactFileName),
    },
  };
}
