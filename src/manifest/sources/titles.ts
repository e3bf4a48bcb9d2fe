// Checks the titles of a table's columns against what a source reads. Pure.

import { personal } from '../../contact/argument.ts';
import { type Problem, placeOf, problem } from '../problem.ts';
import { separatorOf } from '../read/delimited.ts';
import { personalSuggestion } from '../schema/suggest.ts';
import type { Path } from '../syntax/item.ts';
import type { SourceDeclaration } from './declaration.ts';

/** A column that a source reads, and where the manifest names it. */
type UsedColumn = readonly [column: string, path: Path];

/** Returns the columns that a source reads. */
export function usedColumns({ columns, key, where, written }: SourceDeclaration): readonly UsedColumn[] {
  return [
    ...columns.map(({ column, field }) => {
      const isShort = typeof written.fields[field] === 'string';
      return [column, isShort ? ['fields', field] : ['fields', field, 'column']] as const;
    }),
    ...key.map((column, index) => [column, typeof written.key === 'string' ? ['key'] : ['key', index]] as const),
    ...where.map(([column]) => [column, ['where', column]] as const),
  ];
}

/** Reports columns that the table lacks, and titles that the table has twice. */
export function checkTitles(declaration: SourceDeclaration, titles: readonly string[]): readonly Problem[] {
  const { item } = declaration;
  const used = usedColumns(declaration);
  const counts = new Map<string, number>();
  for (const title of titles) counts.set(title, (counts.get(title) ?? 0) + 1);
  const isUsed = new Set(used.map(([column]) => column));
  const twice = [...counts].filter(([title, count]) => count > 1 && title.trim() !== '' && !isUsed.has(title));
  return [
    ...used.flatMap(([column, path]) => checkTitle(column, titles, counts.get(column) ?? 0, placeOf(item, path))),
    ...twice.map(([title]) =>
      problem(placeOf(item, ['from']), 'duplicate-title', { name: personal('name', title) }, { severity: 'warning' }),
    ),
  ];
}

function checkTitle(
  column: string,
  titles: readonly string[],
  count: number,
  place: Problem['place'],
): readonly Problem[] {
  const name = personal('name', column);
  if (count === 1) return [];
  if (count > 1) return [problem(place, 'source-column', { why: 'twice', name })];
  const [only = ''] = titles;
  const separator = separatorOf(only);
  if (titles.length === 1 && only.includes(separator)) {
    return [problem(place, 'source-column', { why: 'separator', name, separator })];
  }
  const { suggestion } = personalSuggestion(column, titles);
  const meant = suggestion === undefined ? {} : { suggestion: personal('name', suggestion.value) };
  return [problem(place, 'source-column', { why: 'unknown', name, ...meant, known: titles.length })];
}

/** Reports columns that the source reads and whose values have no exact text. */
export function checkUntold(declaration: SourceDeclaration, untold: readonly string[] = []): readonly Problem[] {
  return usedColumns(declaration).flatMap(([column, path]) =>
    untold.includes(column)
      ? [problem(placeOf(declaration.item, path), 'source-column', { why: 'untold', name: personal('name', column) })]
      : [],
  );
}

/** Reports members that none of the objects has. */
export function checkMembers(declaration: SourceDeclaration, seen: ReadonlySet<string>): readonly Problem[] {
  return usedColumns(declaration).flatMap(([column, path]) => {
    if (seen.has(column)) return [];
    const given = { why: 'unknown', name: personal('name', column), known: 0 } as const;
    return [problem(placeOf(declaration.item, path), 'source-column', given)];
  });
}

/** Returns the titles of the columns that a source does not read. */
export function ignoredColumns(declaration: SourceDeclaration, titles: readonly string[]): readonly string[] {
  const used = new Set(usedColumns(declaration).map(([column]) => column));
  return titles.filter((title) => !used.has(title));
}

/** Returns the position of each title. For a title that occurs twice, this is the first position. */
export function positionsOf(titles: readonly string[]): ReadonlyMap<string, number> {
  return new Map(titles.map((title, index) => [title, index] as const).reverse());
}
