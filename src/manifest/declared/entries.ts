// Reads all entries of valid manifests: those of the files, and the rows of their sources. A row is an entry as well, but its text
// is a row of a data file, which rollcall does not edit.

import { loadedData, type ReadData } from '../read/data-file.ts';
import type { ManifestFile } from '../read/source.ts';
import type { Entry } from '../resolve/identifiers.ts';
import { type FileEntries, routeEntries } from '../resolve/route.ts';
import { validateItem } from '../schema/validate.ts';
import { loadSources } from '../sources/load.ts';
import type { SkippedEntry } from '../sources/source.ts';
import type { Item, ParsedFile } from '../syntax/item.ts';
import { parseManifest } from '../syntax/parse.ts';

/** Manifests without mistakes, and the data files of their sources. */
export interface WrittenManifests {
  readonly files: readonly ManifestFile[];
  /** Names of all accounts that the files define. */
  readonly accounts: readonly string[];
  /** Reads the data files; absent: there are none. */
  readonly read?: ReadData | undefined;
  /** Entries that were left out because they are invalid; absent: none. */
  readonly skipped?: readonly Pick<SkippedEntry, 'source'>[] | undefined;
}

/** Returns whether an entry is a row of a data file. */
export function isRow({ file }: Item): boolean {
  return file.rows !== undefined;
}

/** Returns the entries of all files in their order, the rows of a file's sources after its own. */
export async function entriesOf({ files, accounts, ...rest }: WrittenManifests): Promise<readonly Entry[]> {
  const { read = loadedData([]), skipped = [] } = rest;
  const parsed: ParsedFile[] = [];
  for (const file of files) parsed.push(await parseManifest(file));
  const accountNames = new Set(accounts);
  const { rowsOf, mistakes } = await loadSources(parsed, {
    ...{ read, accountNames, incomplete: false, frozen: false },
    isEarlier: true,
  });
  const leftOut = new Set([
    ...skipped.map(({ source }) => positionOf(source.file, source)),
    ...mistakes.map(({ item }) => positionOf(item.file.name, item)),
  ]);
  const written = parsed.map(({ file, defaults, contacts, stage }): FileEntries => {
    const items = [...contacts, ...(rowsOf.get(file) ?? [])];
    return {
      defaults: defaults === undefined ? undefined : validateItem(defaults).item,
      contacts: items.flatMap((item) =>
        leftOut.has(positionOf(item.file.name, item)) ? [] : (validateItem(item).item ?? []),
      ),
      proposed: stage !== undefined,
    };
  });
  return routeEntries(written, accountNames, false).entries;
}

function positionOf(file: string, { line, column }: { readonly line: number; readonly column: number }): string {
  return `${file}:${line}:${column}`;
}
