// What remains of the sources once their rows have become entries: a summary of each for the plan, and the files that were read.

import type { Diagnostic } from '../diagnostic.ts';
import type { DataFile, ReadData } from '../read/data-file.ts';
import type { LoadedSource, SkippedEntry } from './source.ts';

/** Summaries of the sources, the data files, and the entries that were left out. */
export interface LoadedRows {
  readonly sources: readonly LoadedSource[];
  /** The data files, each once. */
  readonly data: readonly DataFile[];
  /** Entries that are left out because they are invalid. */
  readonly skipped: readonly SkippedEntry[];
  readonly diagnostics: readonly Diagnostic[];
}

/** A data file as a cache entry names it. */
interface CachedData {
  readonly from: string;
  readonly hash: string;
}

/** What a cache entry stores about sources. */
export interface CachedRows {
  readonly sources: readonly LoadedSource[];
  readonly data: readonly CachedData[];
}

/** Returns what a cache entry stores about sources. */
export function withoutRows({ sources, data }: LoadedRows): CachedRows {
  return { sources, data: data.map(({ from, hash }) => ({ from, hash })) };
}

/**
 * Reads the data files of a cache entry again.
 *
 * @returns undefined if a file has changed or cannot be read, or if `frozen` is true and a source names no digest
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
