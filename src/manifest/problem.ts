// What the rules report: a mistake and its place in a file's values. Turned into diagnostics, with lines and columns, only
// at the end, so that positions cost nothing where all is well.

import { personal } from '../contact/argument.ts';
import type { Diagnostic } from './diagnostic.ts';
import { type Mistake, type MistakeArguments, type MistakeCode, mistake } from './mistake.ts';
import { diagnosticAt, type ManifestFile, positionAt, type Range } from './read/source.ts';
import type { Item, Path } from './syntax/item.ts';
import type { Locator, Place, Target } from './syntax/locate.ts';

export type Problem = Mistake & {
  readonly place: Place;
  /** Another place, which becomes the argument `other`. */
  readonly other?: Place;
};

export function problem<Code extends MistakeCode>(
  place: Place,
  code: Code,
  args: MistakeArguments[Code],
  more: Pick<Problem, 'other' | 'severity'> = {},
): Problem {
  return { ...mistake(code, args), place, ...more };
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
    const { args } = found;
    const all = other === undefined ? args : { ...args, other: personal('file', whereabouts(other, rangeOf(other))) };
    add({ ...diagnosticAt(place.item.file, rangeOf(place), found), args: all });
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
