// Holds the live contacts of one import in a private temporary file, so that an account of any size can be sorted and grouped
// without keeping its contacts in memory. Writing and reading are synchronous: a promise for each contact would take longer than
// its write.

import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { LiveContact } from '../../contact/contact.ts';
import { toStoreError } from '../../store/store-error.ts';

/** Where a contact lies in the spool: its distance from the beginning, and its length, in bytes. */
export interface SpoolPlace {
  readonly offset: number;
  readonly length: number;
}

/** A temporary store of live contacts. */
export interface Spool {
  /** @throws HintedError `store` if the contact cannot be written */
  add(live: LiveContact): SpoolPlace;
  /** @throws HintedError `store` if the contact cannot be read */
  read(place: SpoolPlace): LiveContact;
  /** Removes the file; never throws. */
  remove(): void;
}

const CHUNK = 256 * 1024;

/**
 * Opens a spool.
 *
 * @param store the private `.rollcall` directory
 * @throws HintedError `store` if the file cannot be created
 */
export function openSpool(store: string): Spool {
  const directory = storing('create', store, () => mkdtempSync(join(store, 'import-')));
  const path = join(directory, 'live.ndjson');
  const file = storing('create', path, () => openSync(path, 'wx+', 0o600));
  let pending: Buffer[] = [];
  let pendingBytes = 0;
  let size = 0;
  const flush = (): void => {
    const bytes = Buffer.concat(pending);
    storing('write', path, () => {
      for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done);
    });
    pending = [];
    pendingBytes = 0;
  };
  const remove = (): void => {
    process.off('exit', remove);
    try {
      closeSync(file);
    } catch {
      // It is closed already.
    }
    rmSync(directory, { recursive: true, force: true });
  };
  // A second Ctrl+C exits at once, and no copy of the contacts may stay behind then.
  process.once('exit', remove);
  return {
    add(live) {
      const bytes = Buffer.from(JSON.stringify(live));
      const place = { offset: size, length: bytes.length };
      size += bytes.length;
      pending.push(bytes);
      pendingBytes += bytes.length;
      if (pendingBytes >= CHUNK) flush();
      return place;
    },
    read({ offset, length }) {
      if (pendingBytes > 0) flush();
      const bytes = Buffer.alloc(length);
      storing('read', path, () => {
        for (let done = 0; done < length; ) {
          const got = readSync(file, bytes, done, length - done, offset + done);
          if (got === 0) throw new RangeError('the spool is shorter than it was written');
          done += got;
        }
      });
      return JSON.parse(bytes.toString('utf8')) as LiveContact;
    },
    remove,
  };
}

function storing<T>(doing: 'create' | 'write' | 'read', path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof RangeError) throw error;
    throw toStoreError(error, doing, path);
  }
}
