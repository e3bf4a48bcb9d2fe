// Caches the result of loading valid manifests between runs. Enters: the current files. Leaves: their accounts and environments
// as written and their contacts, or undefined if they have to be loaded again. The cache key covers the content of all files, and
// everything in this program that affects the result. Never caches manifests with errors, never fails a run, and never uses an
// entry that is damaged or that another user could have written. The cache can be deleted at any time.

import { statSync } from 'node:fs';
import { utimes } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sha256 } from '../../contact/canonical.ts';
import { SCALAR_FIELDS } from '../../contact/fields.ts';
import { hasCode } from '../../contact/hinted-error.ts';
import { DIALECTS } from '../../providers/table.ts';
import { ensurePrivateDirectory } from '../../store/directory.ts';
import { openPrivate } from '../../store/open-private.ts';
import { writePrivate } from '../../store/write-private.ts';
import type { ManifestFile } from '../read/source.ts';
import { type CacheEntry, entryText, type OpenedEntry, openEntry } from './entry.ts';
import { ENTRY_PREFIX, pruneCache } from './prune.ts';

/** Location of the cache, and the files to look up or store. */
export interface CacheOptions {
  readonly directory: string;
  readonly files: readonly ManifestFile[];
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Maximum number of contacts in an entry. A larger entry takes too much disk space, and reading it saves no time. */
const MAX_CONTACTS = 150_000;

/** Opens the cached result for exactly these files; undefined if there is no usable entry. */
export async function openCache(options: CacheOptions): Promise<OpenedEntry | undefined> {
  const key = keyOf(options.files);
  const bytes = await readPrivate(pathOf(options, key));
  const entry = bytes === undefined ? undefined : openEntry(bytes, options.files);
  // Ignore an entry from the future: if the clock was set back, dates that were valid may now be in the future.
  if (entry?.key !== key || entry.written > options.now) return undefined;
  await markUsed(pathOf(options, key), options.now);
  return entry;
}

/**
 * Marks an entry as used, because pruning keeps the entries that were used last. So the entry of the manifests that were applied
 * last stays while plans still read it.
 */
async function markUsed(path: string, now: number): Promise<void> {
  await utimes(path, now / 1000, now / 1000).catch(() => {});
}

/** Stores the result for these files, then prunes the cache. Does nothing if the store cannot be written. */
export async function writeCache(options: CacheOptions, content: CacheEntry): Promise<void> {
  if (content.resolved.length > MAX_CONTACTS) return;
  const key = keyOf(options.files);
  try {
    await ensurePrivateDirectory(options.directory);
    // Not durable, because the checksum detects an entry that a power failure has damaged.
    await writePrivate(pathOf(options, key), entryText({ key, written: options.now, ...content }, options.files), {
      durable: false,
    });
    await pruneCache(options.directory, options.now);
  } catch (error) {
    // Ignore the failure: it only makes the next run slower.
    if (!hasCode(error, 'store')) throw error;
  }
}

function pathOf({ directory }: CacheOptions, key: string): string {
  return join(directory, `${ENTRY_PREFIX}${key.slice(0, 32)}.ndjson`);
}

function keyOf(files: readonly ManifestFile[]): string {
  return sha256([programDigest(), files.map(({ name, format, hash }) => [name, format, hash])]);
}

/** Version of the entry format; increment it when the format changes. */
const ENTRY_FORMAT = 10;

/** Digest of everything besides the manifests that determines the result of loading them. */
function programDigest(): string {
  const require = createRequire(import.meta.url);
  // The libraries that are not part of the bundle.
  const versions = ['#package', 'tr46/package.json', 'yaml/package.json'].map(
    (name) => (require(name) as { readonly version: string }).version,
  );
  // Distinguishes builds of the same version: a developer's build by its modification time, a bundle by the hash in its name.
  const file = fileURLToPath(import.meta.url);
  const built = [statSync(file).mtimeMs, basename(file)];
  return sha256([ENTRY_FORMAT, versions, process.version, built, DIALECTS, SCALAR_FIELDS]);
}

async function readPrivate(path: string): Promise<Buffer | undefined> {
  const file = await openPrivate(path);
  if (typeof file === 'string') return undefined;
  try {
    return await file.readFile();
  } catch {
    return undefined;
  } finally {
    await file.close();
  }
}
