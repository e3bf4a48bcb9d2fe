// Leaves out entries that are invalid, where the manifests or the command line say so. Enters: a function that resolves the
// entries, and mistakes in rows. Leaves: the contacts without the invalid entries, and who is left out and why. One bad row does
// not stop a million.

import { IDENTIFIER_KINDS } from '../../contact/fields.ts';
import { normaliseIdentifier } from '../../contact/normalise.ts';
import type { Diagnostic } from '../diagnostic.ts';
import type { Problem } from '../problem.ts';
import type { ResolvedContacts } from '../resolve/contacts.ts';
import type { Item } from '../syntax/item.ts';
import type { RowMistake } from './entries.ts';
import type { SkippedEntry } from './source.ts';

/** The contacts without the invalid entries, and the entries that are left out. */
export interface LeftOut {
  readonly contacts: ResolvedContacts;
  readonly skipped: readonly SkippedEntry[];
  /** The mistakes of the entries that are left out, as warnings. */
  readonly problems: readonly Problem[];
  readonly diagnostics: readonly Diagnostic[];
  /** Mistakes in entries that may not be left out, so that they stop everything. */
  readonly stopping: readonly RowMistake[];
}

/** What decides which entries are left out. */
export interface LeaveOutOptions {
  /** Mistakes in rows, which are known before the entries are resolved. */
  readonly mistakes: readonly RowMistake[];
  /** Returns whether an entry is left out if it is invalid. */
  readonly isSkippable: (item: Item) => boolean;
  /** Returns the name of the source that an entry comes from; undefined for an entry of a manifest. */
  readonly nameOf: (item: Item) => string | undefined;
  readonly accountsOf: (item: Item) => readonly string[] | undefined;
}

interface Skipped {
  readonly item: Item;
  readonly problems: Problem[];
  readonly diagnostics: Diagnostic[];
}

/**
 * Resolves the entries repeatedly, each time without those that were found to be invalid, until no invalid one is left that may
 * be left out.
 *
 * @param resolve resolves all entries except those for which `isLeftOut` returns true
 */
export function leaveOut(
  resolve: (isLeftOut: (item: Item) => boolean) => ResolvedContacts,
  options: LeaveOutOptions,
): LeftOut {
  const { isSkippable, mistakes } = options;
  const skipped = new Map<string, Skipped>();
  const stopping: RowMistake[] = [];
  for (const { item, found } of mistakes) {
    if (isSkippable(item)) add(item, found, skipped);
    else stopping.push({ item, found });
  }
  for (;;) {
    const contacts = resolve((item) => skipped.has(idOf(item)));
    const before = skipped.size;
    for (const found of contacts.problems) {
      if (found.severity !== undefined && found.severity !== 'error') continue;
      const blamed = [found.place, ...(found.other === undefined ? [] : [found.other])].map(({ item }) => item);
      for (const item of blamed) if (isSkippable(item)) add(item, found, skipped);
    }
    if (skipped.size === before) return { contacts, ...resultOf([...skipped.values()], options), stopping };
  }
}

/** Numbers of files, from which idOf makes an id of an item: within one file, every item has a position of its own. */
const fileIds = new WeakMap<Item['file'], number>();
let files = 0;

function idOf({ file, line, column }: Item): string {
  let id = fileIds.get(file);
  if (id === undefined) {
    files += 1;
    id = files;
    fileIds.set(file, id);
  }
  return `${id}:${line}:${column}`;
}

function add(item: Item, found: Problem | Diagnostic, skipped: Map<string, Skipped>): void {
  const id = idOf(item);
  const known = skipped.get(id) ?? { item, problems: [], diagnostics: [] };
  skipped.set(id, known);
  if ('place' in found) known.problems.push(found);
  else known.diagnostics.push(found);
}

function resultOf(all: readonly Skipped[], options: LeaveOutOptions) {
  return {
    skipped: all.map((one) => entryOf(one, options)),
    problems: all.flatMap(({ item, problems }) =>
      problems.filter(({ place }) => idOf(place.item) === idOf(item)).map((found) => ({ ...found, ...WARNING })),
    ),
    diagnostics: all.flatMap(({ diagnostics }) => diagnostics.map((found) => ({ ...found, ...WARNING }))),
  };
}

const WARNING = { severity: 'warning' } as const;

function entryOf({ item, problems, diagnostics }: Skipped, { nameOf, accountsOf }: LeaveOutOptions): SkippedEntry {
  const from = nameOf(item);
  const accounts = accountsOf(item);
  const wrong = new Set(
    problems.filter(({ place }) => idOf(place.item) === idOf(item)).map(({ place }) => place.path[0]),
  );
  const isClash = problems.length > 0 && problems.every(({ other }) => other !== undefined);
  const value = typeof item.value === 'object' && item.value !== null ? (item.value as Record<string, unknown>) : {};
  const kinds = IDENTIFIER_KINDS.filter((kind) => value[kind] !== undefined || wrong.has(kind));
  const identifiers = kinds.flatMap((kind) => {
    const text = value[kind];
    // In a conflict with another entry, the identifier itself is valid, and tells who is meant.
    const isValid = typeof text === 'string' && text !== '' && (isClash || !wrong.has(kind));
    const isReadable = kind !== 'phone' || (isValid && text.startsWith('+'));
    return isValid && isReadable ? [[kind, normaliseIdentifier(kind, text)] as const] : [];
  });
  return {
    source: { file: item.file.name, line: item.line, column: item.column },
    ...(from === undefined ? {} : { from }),
    codes: [...new Set([...problems, ...diagnostics].map(({ code }) => code))].sort(),
    ...(accounts === undefined ? {} : { accounts }),
    identifiers,
    ...(identifiers.length === 0 || identifiers.length < kinds.length ? { isAnybody: true } : {}),
  };
}
