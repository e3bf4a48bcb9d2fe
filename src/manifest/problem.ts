// What the rules report: a mistake and its place in a file's values. Turned into diagnostics, with lines and columns, only
// at the end, so that positions cost nothing where all is well.

import type { Diagnostic } from './diagnostic.ts';
import { diagnosticAt, type ManifestFile, type Mistake, positionAt, type Range } from './read/source.ts';
import type { Item, Path } from './syntax/item.ts';
import type { Locator, Place, Target } from './syntax/locate.ts';

export interface Problem extends Mistake {
  readonly place: Place;
  /** Another place, whose whereabouts end the message. */
  readonly other?: Place;
}

export function problem(place: Place, code: string, message: string, hint?: string): Problem {
  return { place, code, message, hint };
}

export function placeOf(item: Item, path: Path, target: Target = 'value'): Place {
  return { item, path, target };
}

/** In order of file and position, each once: what several accounts find wrong with one value is one mistake. */
export async function toDiagnostics(
  problems: readonly Problem[],
  found: readonly Diagnostic[],
): Promise<readonly Diagnostic[]> {
  if (problems.length + found.length === 0) return [];
  // It loads the yaml library, which a run without mistakes does not need.
  const { locatorOf } = await import('./syntax/locate.ts');
  const locators = new Map<ManifestFile, Locator>();
  const diagnostics = new Map<string, Diagnostic>();
  function add(diagnostic: Diagnostic): void {
    const { file, line, column, code, message } = diagnostic;
    diagnostics.set([file, line, column, code, message].join('\0'), diagnostic);
  }
  function rangeOf(place: Place): Range {
    const { file } = place.item;
    const locate = locators.get(file) ?? locatorOf(file);
    locators.set(file, locate);
    return locate(place);
  }
  found.forEach(add);
  for (const { place, other, ...mistake } of problems) {
    const message = other === undefined ? mistake.message : `${mistake.message} ${whereabouts(other, rangeOf(other))}`;
    add(diagnosticAt(place.item.file, rangeOf(place), { ...mistake, message }));
  }
  return [...diagnostics.values()].sort(byPosition);
}

function whereabouts({ item }: Place, range: Range): string {
  const { line, column } = positionAt(item.file, range.start);
  return `${item.file.name}:${line}:${column}`;
}

function byPosition(a: Diagnostic, b: Diagnostic): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.line - b.line || a.column - b.column || (a.code < b.code ? -1 : 1);
}
