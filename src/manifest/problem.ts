// Problems are mistakes with their path in a file's values, as the rules report them. They are converted to diagnostics, with
// lines and columns, only at the end, so that no positions are computed for valid manifests.

import { personal } from '../contact/argument.ts';
import type { SourcePosition } from '../contact/contact.ts';
import type { Diagnostic } from './diagnostic.ts';
import { type Mistake, type MistakeArguments, type MistakeCode, mistake } from './mistake.ts';
import { diagnosticAt, type ManifestFile, positionAt, type Range } from './read/source.ts';
import type { Item, Path } from './syntax/item.ts';
import type { Locator, Place, Target } from './syntax/locate.ts';

/** A mistake at a place in a manifest. */
export type Problem = Mistake & {
  readonly place: Place;
  /** Place of a conflicting declaration, which becomes the argument `other`. */
  readonly other?: Place;
};

/** Creates a problem at a place. */
export function problem<Code extends MistakeCode>(
  place: Place,
  code: Code,
  args: MistakeArguments[Code],
  more: Pick<Problem, 'other' | 'severity'> = {},
): Problem {
  return { ...mistake(code, args), place, ...more };
}

/** Appends items to a list. `push(...items)` would exceed the stack with a hundred thousand of them. */
export function append<T>(list: T[], items: readonly T[]): void {
  for (const item of items) list.push(item);
}

/** Creates a place from a path within an item; `target` selects the key or the value at the path. */
export function placeOf(item: Item, path: Path, target: Target = 'value'): Place {
  return { item, path, target };
}

/** A line of a manifest, and the file as it was read. */
export interface LineOf extends SourcePosition {
  readonly source: ManifestFile;
}

/**
 * Tells which of two lines is newer in the history of the manifests.
 *
 * @returns undefined if that is not known
 */
export type NewerLine = (a: LineOf, b: LineOf) => Promise<'a' | 'b' | undefined>;

/**
 * Adds positions and merges the problems with diagnostics already found. Of two conflicting places, reports the one whose line is
 * newer, or both if that is not known.
 *
 * @returns diagnostics sorted by file and position, without duplicates (several accounts may report the same mistake)
 */
export async function toDiagnostics(
  problems: readonly Problem[],
  found: readonly Diagnostic[],
  newerLine: NewerLine = notKnown,
): Promise<readonly Diagnostic[]> {
  if (problems.length + found.length === 0) return [];
  // Imported only now because it loads the yaml library, which a run without mistakes does not need.
  const { locatorOf } = await import('./syntax/locate.ts');
  const locators = new Map<ManifestFile, Locator>();
  const diagnostics = new Map<string, Diagnostic>();
  function add(diagnostic: Diagnostic): void {
    const { file, line, column, code, args } = diagnostic;
    diagnostics.set([file, line, column, code, JSON.stringify(args)].join('\0'), diagnostic);
  }
  function rangeOf(place: Place): Range {
    const { file } = place.item;
    const locate = locators.get(file) ?? locatorOf(file);
    locators.set(file, locate);
    return locate(place);
  }
  found.forEach(add);
  for (const { place, other, ...found } of problems) {
    const a = { place, range: rangeOf(place) };
    const b = other === undefined ? undefined : { place: other, range: rangeOf(other) };
    if (b === undefined) add(diagnosticAt(place.item.file, a.range, found));
    else for (const diagnostic of await conflictOf(a, b, found, newerLine)) add(diagnostic);
  }
  return [...diagnostics.values()].sort(byPosition);
}

async function notKnown(): Promise<undefined> {
  return undefined;
}

interface Located {
  readonly place: Place;
  readonly range: Range;
}

async function conflictOf(
  a: Located,
  b: Located,
  found: Mistake,
  newerLine: NewerLine,
): Promise<readonly Diagnostic[]> {
  const newer = await newerLine(sourcePositionOf(a), sourcePositionOf(b));
  const blamed =
    newer === undefined
      ? ([
          [a, b],
          [b, a],
        ] as const)
      : newer === 'a'
        ? ([[a, b]] as const)
        : ([[b, a]] as const);
  return blamed.map(([here, there]) => ({
    ...diagnosticAt(here.place.item.file, here.range, found),
    args: { ...found.args, other: personal('file', formatPosition(there)) },
  }));
}

function sourcePositionOf({ place, range }: Located): LineOf {
  const { file: source } = place.item;
  return { file: source.name, ...positionAt(source, range.start), source };
}

function formatPosition(located: Located): string {
  const { file, line, column } = sourcePositionOf(located);
  return `${file}:${line}:${column}`;
}

function byPosition(a: Diagnostic, b: Diagnostic): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.line - b.line || a.column - b.column || (a.code < b.code ? -1 : 1);
}
