// Stores how many contacts the last complete listing of an account returned, so that a suspiciously small listing is noticed.
// Enters and leaves: a count and a date, never a contact. Failures to read or write the file are ignored.

import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { sha256 } from '../contact/canonical.ts';
import { ensurePrivateDirectory } from './directory.ts';
import { writePrivate } from './write-private.ts';

/** The size of a complete listing of an account, and when it was made. */
export interface Listing {
  readonly contacts: number;
  /** RFC 3339 instant. */
  readonly listedAt: string;
}

/** Identifies a listing by account, environment and origin, because the sandbox's contacts are not the vendor's. */
interface ListingKey {
  readonly account: string;
  /** Name of the environment; absent for none. */
  readonly environment?: string | undefined;
  readonly origin: string;
}

/** Loads and saves the size of the last complete listing. Neither method rejects. */
export interface ListingHistory {
  last(key: ListingKey): Promise<Listing | undefined>;
  save(key: ListingKey, listing: Listing): Promise<void>;
}

/**
 * Returns the history of listings.
 *
 * @param store the path of `.rollcall`
 * @param sandbox identifies the sandbox, if one is used: all sandboxes have the same origins
 */
export function listingHistory(store: string, sandbox?: string): ListingHistory {
  const pathOf = ({ account, environment, origin }: ListingKey): string =>
    join(store, 'listings', `${account}-${sha256({ account, environment, origin, sandbox }).slice(0, 24)}.json`);
  return {
    async last(key) {
      try {
        const stored: unknown = JSON.parse(await readFile(pathOf(key), 'utf8'));
        return isListing(stored) ? stored : undefined;
      } catch {
        return undefined;
      }
    },
    async save(key, { contacts, listedAt }) {
      const path = pathOf(key);
      try {
        await ensurePrivateDirectory(dirname(path));
        await writePrivate(path, `${JSON.stringify({ contacts, listedAt })}\n`, { durable: false });
      } catch {
        // Ignore the error: planning must work in a read-only checkout too.
      }
    },
  };
}

function isListing(value: unknown): value is Listing {
  if (typeof value !== 'object' || value === null || !('contacts' in value) || !('listedAt' in value)) return false;
  const { contacts, listedAt } = value;
  return Number.isSafeInteger(contacts) && typeof listedAt === 'string' && !Number.isNaN(Date.parse(listedAt));
}
