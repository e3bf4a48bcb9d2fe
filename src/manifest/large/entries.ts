// Resolves the entries of large manifests, and the rows of their sources, part by part.

import type { EntryOptions, LoadedEntries } from '../sources/entries-of-all.ts';
import { filesOf, type LoadedSources, summaryOf } from '../sources/load.ts';
import type { Item } from '../syntax/item.ts';
import type { LargeFile } from './reader.ts';
import { resolveLarge } from './resolve.ts';

/**
 * Resolves all entries, the rows of a file's sources after its own contacts.
 *
 * @param files emptied, so that nothing of a file stays in memory once it is resolved
 * @param loaded the sources of these manifests
 * @returns undefined if the entries have to be resolved together: parts share contacts, or there are mistakes
 */
export async function loadLarge(
  files: LargeFile[],
  loaded: LoadedSources,
  options: EntryOptions,
): Promise<LoadedEntries | undefined> {
  if (loaded.mistakes.length + loaded.diagnostics.length + loaded.incomplete.size > 0) return undefined;
  const all = files.splice(0).map((file) => withRows(file, loaded));
  const contacts = await resolveLarge(all, options, options.incomplete);
  // Invalid entries may have to be left out, and then all entries are resolved again without them.
  const mayLeaveOut =
    options.skipInvalid || loaded.sources.some(({ declaration }) => declaration.written.invalid === 'skip');
  if (
    contacts === undefined ||
    (mayLeaveOut && contacts.problems.some(({ severity = 'error' }) => severity === 'error'))
  )
    return undefined;
  const { sources } = loaded;
  return {
    contacts: { ...contacts, problems: [...loaded.problems, ...contacts.problems] },
    rows: {
      sources: sources.map((source) => summaryOf(source, 0)),
      data: filesOf(sources),
      skipped: [],
      diagnostics: [],
    },
  };
}

function withRows(file: LargeFile, { rowsOf }: LoadedSources): LargeFile {
  const rows = rowsOf.get(file.settings.file);
  return rows === undefined ? file : { ...file, items: inTurn(file.items, rows) };
}

function inTurn(items: LargeFile['items'], rows: Iterable<Item>): LargeFile['items'] {
  return async function* (diagnostics) {
    yield* items(diagnostics);
    yield* rows;
  };
}
