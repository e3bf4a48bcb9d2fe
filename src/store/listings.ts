// How many contacts an account's last complete listing returned, so that a listing that comes back suspiciously small is
// noticed. Enters and leaves: a count and a date, no contact. What cannot be read or written is left aside, never an error.

import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { sha256 } from '../contact/canonical.ts';
import { ensurePrivateDirectory } from './directory.ts';
import { writePrivate } from './write-private.ts';

export interface Listing {
  readonly contacts: number;
  /** RFC 3339 instant. */
  readonly listedAt: string;
}

/** An account, and where it was read: the sandbox's contacts are not the vendor's. */
interface ListedAt {
  readonly account: string;
  readonly origin: string;
}

/** Neither function rejects. */
export interface ListingHistory {
  last(place: ListedAt): Promise<Listing | undefined>;
  save(place: ListedAt, listing: Listing): Promise<void>;
}

/**
 * What earlier listings found, for makePlan to notice that one shrank.
 *
 * @param store the path of `.rollcall`
 * @param sandbox which one, where it is one: all of them have the same origins
 */
export function listingHistory(store: string, sandbox?: string): ListingHistory {
  const pathOf = ({ account, origin }: ListedAt): string =>
    join(store, 'listings', `${account}-${sha256({ account, origin, sandbox }).slice(0, 24)}.json`);
  return {
    async last(place) {
      try {
        const stored: unknown = JSON.parse(await readFile(pathOf(place), 'utf8'));
        return isListing(stored) ? stored : undefined;
      } catch {
        return undefined;
      }
    },
    async save(place, { contacts, listedAt }) {
      const path = pathOf(place);
      try {
        await ensurePrivateDirectory(dirname(path));
        await writePrivate(path, `${JSON.stringify({ contacts, listedAt })}\n`, { durable: false });
      } catch {
        // A read-only checkout can still be planned from.
      }
    },
  };
}

function isListing(value: unknown): value is Listing {
  if (typeof value !== 'object' || value === null || !('contacts' in value) || !('listedAt' in value)) return false;
  const { contacts, listedAt } = value;
  return Number.isSafeInteger(contacts) && typeof listedAt === 'string' && !Number.isNaN(Date.parse(listedAt));
}
