// Resolves all entries: those of the manifests, and the rows of their sources. An invalid entry stops everything or is left out,
// as its source and the command line say.

import type { Diagnostic } from '../diagnostic.ts';
import { append, type Problem } from '../problem.ts';
import type { ManifestFile } from '../read/source.ts';
import { type ContactContext, type ResolvedContacts, resolveContacts } from '../resolve/contacts.ts';
import { type DefaultsFile, trackDefaults } from '../resolve/default-use.ts';
import { checkDefaults, checkStage } from '../resolve/entry.ts';
import { routeEntries } from '../resolve/route.ts';
import { validateItem } from '../schema/validate.ts';
import type { Item, ParsedFile } from '../syntax/item.ts';
import type { WrittenContact } from '../syntax/written.ts';
import { leaveOut } from './leave-out.ts';
import { type LoadedSources, loadSources, type SourceOptions, summaryOf } from './load.ts';
import type { LoadedRows } from './loaded-rows.ts';

/** What the resolution of entries depends on, apart from the manifests. */
export interface EntryOptions extends ContactContext, SourceOptions {
  /** True if invalid entries are left out, whatever their source's setting `invalid` says. */
  readonly skipInvalid: boolean;
}

/** The contacts that all entries form, and the sources that some of the entries come from. */
export interface LoadedEntries {
  readonly contacts: ResolvedContacts;
  readonly rows: LoadedRows;
}

/** Loads the sources, and resolves all entries. */
export async function loadEntries(parsed: readonly ParsedFile[], options: EntryOptions): Promise<LoadedEntries> {
  const loaded = await loadSources(parsed, options);
  const all = parsed.map((file) => withRows(file, loaded));
  const byFile = new Map(loaded.sources.map((source) => [source.file, source.declaration] as const));
  const { contacts, skipped, problems, diagnostics, stopping } = leaveOut(
    (isLeftOut) => resolveFiles(all, isLeftOut, loaded.incomplete, options),
    {
      mistakes: loaded.mistakes,
      isSkippable: ({ file }) => options.skipInvalid || byFile.get(file)?.written.invalid === 'skip',
      nameOf: ({ file }) => byFile.get(file)?.name,
      accountsOf: ({ value }) => (value as WrittenContact | null)?.accounts,
    },
  );
  const found = stopping.map((mistake) => mistake.found);
  return {
    contacts: {
      resolved: contacts.resolved,
      problems: [...loaded.problems, ...problems, ...found.filter((one) => 'place' in one), ...contacts.problems],
    },
    rows: {
      sources: loaded.sources.map((source) =>
        summaryOf(source, skipped.filter(({ from }) => from === source.declaration.name).length),
      ),
      data: [
        ...new Map(
          loaded.sources.flatMap(({ data, query }) => [query ?? [], data].flat()).map((file) => [file.from, file]),
        ).values(),
      ],
      skipped,
      diagnostics: [
        ...loaded.diagnostics,
        ...diagnostics,
        ...(found.filter((one) => !('place' in one)) as readonly Diagnostic[]),
      ],
    },
  };
}

function withRows(file: ParsedFile, { rowsOf }: LoadedSources): ParsedFile {
  const rows = rowsOf.get(file.file);
  return rows === undefined ? file : { ...file, contacts: [...file.contacts, ...rows] };
}

function resolveFiles(
  parsed: readonly ParsedFile[],
  isLeftOut: (item: Item) => boolean,
  unread: ReadonlySet<ManifestFile>,
  context: EntryOptions,
): ResolvedContacts {
  const problems: Problem[] = [];
  const valid = parsed.map((file) => validateFile(file, isLeftOut, unread, context.now, problems));
  const routed = routeEntries(valid, context.accountNames, context.incomplete);
  const use = trackDefaults(valid);
  const contacts = resolveContacts(routed.entries, context, use);
  return {
    resolved: contacts.resolved,
    problems: [...problems, ...routed.problems, ...contacts.problems, ...use.unused()],
  };
}

/**
 * Validates one manifest without the entries that are left out.
 *
 * @param unread manifests with a source that could not be read as a whole
 * @param problems receives the mistakes in the file's defaults and contacts
 */
function validateFile(
  file: ParsedFile,
  isLeftOut: (item: Item) => boolean,
  unread: ReadonlySet<ManifestFile>,
  now: number,
  problems: Problem[],
): DefaultsFile {
  const defaults = file.defaults === undefined ? undefined : validateItem(file.defaults);
  const entries = file.contacts.filter((item) => !isLeftOut(item));
  const contacts = entries.map(validateItem);
  append(problems, defaults?.problems ?? []);
  for (const contact of contacts) append(problems, contact.problems);
  if (defaults?.item !== undefined) append(problems, checkDefaults(defaults.item, now));
  if (file.stage !== undefined) append(problems, checkStage(file.stage));
  const isWhole = file.diagnostics.length === 0 && !unread.has(file.file) && entries.length === file.contacts.length;
  return {
    defaults: defaults?.item,
    contacts: contacts.flatMap(({ item }) => item ?? []),
    proposed: file.stage !== undefined,
    complete: isWhole && contacts.every(({ item }) => item !== undefined),
  };
}
