// What valid manifests came to, kept from one run to the next. Enters: the files as they are now. Leaves: their accounts as
// written and their contacts, or nothing, and then they are read afresh. Keyed by the content of all files, and by everything
// of this program that the result depends on. Never keeps anything of manifests with mistakes, never fails a run, and never
// trusts an entry that is damaged, or that others than its owner could have written. Safe to delete.

import { statSync } from 'node:fs';
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
import { type CacheEntry, entryText, readEntry } from './entry.ts';
import { ENTRY_PREFIX, pruneCache } from './prune.ts';

export interface CacheOptions {
  readonly directory: string;
  readonly files: readonly ManifestFile[];
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Above this number, an entry costs as much as it saves and takes too much disk space. */
const MAX_CONTACTS = 150_000;

export async function readCache(options: CacheOptions): Promise<CacheEntry | undefined> {
  const key = keyOf(options.files);
  const bytes = await readOwn(pathOf(options, key));
  const entry = bytes === undefined ? undefined : readEntry(bytes, options.files);
  // A clock that went back could bring dates into the future again.
  return entry?.key === key && entry.written <= options.now ? entry : undefined;
}

export async function writeCache(options: CacheOptions, content: CacheEntry): Promise<void> {
  if (content.resolved.length > MAX_CONTACTS) return;
  const key = keyOf(options.files);
  try {
    await ensurePrivateDirectory(options.directory);
    // What a power cut destroys, the checksum finds.
    await writePrivate(pathOf(options, key), entryText({ key, written: options.now, ...content }, options.files), {
      durable: false,
    });
    await pruneCache(options.directory, options.now);
  } catch (error) {
    // The next run is slower, which is all.
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
const ENTRY_FORMAT = 2;

/** Digest of everything besides the manifests that determines the result of loading them. */
function programDigest(): string {
  const require = createRequire(import.meta.url);
  const versions = ['#package', 'libphonenumber-js/package.json', 'yaml/package.json'].map(
    (name) => (require(name) as { readonly version: string }).version,
  );
  // Tells two builds of one version apart, which only developers have. A packed file has no date; its name is made from its content.
  const file = fileURLToPath(import.meta.url);
  const built = [statSync(file).mtimeMs, basename(file)];
  return sha256([ENTRY_FORMAT, versions, process.version, built, DIALECTS, SCALAR_FIELDS]);
}

async function readOwn(path: string): Promise<Buffer | undefined> {
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
