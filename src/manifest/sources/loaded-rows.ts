// What is left of the sources once their rows are entries: what a plan shows of them, and the files that they were read from.

import type { Diagnostic } from '../diagnostic.ts';
import type { DataFile, ReadData } from '../read/data-file.ts';
import type { LoadedSource, SkippedEntry } from './source.ts';

/** The sources of the manifests. */
export interface LoadedRows {
  readonly sources: readonly LoadedSource[];
  /** The files of data, each once. */
  readonly data: readonly DataFile[];
  /** Entries that are left out because they are invalid. */
  readonly skipped: readonly SkippedEntry[];
  readonly diagnostics: readonly Diagnostic[];
}

/** The files of data as a cache entry names them. */
interface CachedData {
  readonly from: string;
  readonly hash: string;
}

/** What a cache entry keeps of the sources. */
export interface CachedRows {
  readonly sources: readonly LoadedSource[];
  readonly data: readonly CachedData[];
}

/** Returns what a cache entry keeps. */
export function withoutRows({ sources, data }: LoadedRows): CachedRows {
  return { sources, data: data.map(({ from, hash }) => ({ from, hash })) };
}

/**
 * Reads the files of data again.
 *
 * @returns undefined if one of them is not what it was, or does not name the digest that it has to
 */
export async function sameRows(cached: CachedRows, read: ReadData, frozen: boolean): Promise<LoadedRows | undefined> {
  if (frozen && !cached.sources.every(({ isPinned }) => isPinned)) return undefined;
  const data: DataFile[] = [];
  for (const { from, hash } of cached.data) {
    const file = await read(from);
    if ('refused' in file || file.hash !== hash) return undefined;
    data.push(file);
  }
  return { sources: cached.sources, data, skipped: [], diagnostics: [] };
}
