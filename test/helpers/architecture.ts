// The rules of the house as functions of a source tree: rooms, arrows, owners of libraries. Takes paths and texts, so that a test
// can also ask them about a tree in which something is in the wrong place.

import { dirname, posix } from 'node:path';
import { PROVIDER_NAMES } from '../../src/providers/table.ts';

/** Files of `src`, by their path below it, with slashes. */
export type Tree = ReadonlyMap<string, string>;

/** A room imports only rooms that stand before it. */
const ROOMS = [
  'contact',
  'store',
  'http',
  'providers',
  'manifest',
  'base',
  'live',
  'plan',
  'apply',
  'render',
  'workflows',
  'action',
  'cli',
] as const;

/** Stands apart: it imports no room, and only the program and the public API import it. */
const SANDBOX = 'sandbox';
const ROOT_FILES = ['bin.ts', 'index.ts', 'version.ts'];
const MAX_FILES = 18;

const OWNERS: Readonly<Record<string, (file: string) => boolean>> = {
  undici: (file) => roomOf(file) === 'http',
  'deep-diff': (file) => file === 'plan/compare.ts',
  yaml: (file) => roomOf(file) === 'manifest',
  'csv-parse': (file) => file === 'manifest/sources/rows/delimited.ts',
  hyparquet: (file) => file.startsWith('manifest/sources/parquet/'),
  'hyparquet-compressors': (file) => file === 'manifest/sources/parquet/pages.ts',
  pg: (file) => ['store/database/connection.ts', 'workflows/sources/sql/postgres.ts'].includes(file),
  '@duckdb': (file) => file === 'workflows/sources/sql/duckdb.ts',
  'fastest-levenshtein': (file) => roomOf(file) === 'manifest',
  'libphonenumber-js': (file) => roomOf(file) === 'contact',
  tr46: (file) => file === 'contact/idna.ts',
  'age-encryption': (file) => file === 'store/age.ts',
  'yocto-spinner': (file) => file === 'cli/terminal/progress.ts',
  commander: (file) => roomOf(file) === 'cli',
  // Nothing else may start a program.
  'node:child_process': (file) => file === 'base/git.ts',
  child_process: () => false,
};

export interface Import {
  readonly from: string;
  /** Another file of the tree, or the name of a library. */
  readonly to: string;
}

function roomOf(file: string): string {
  return file.includes('/') ? file.slice(0, file.indexOf('/')) : file;
}

/** Every import of another file of the tree. */
export function innerImports(tree: Tree): readonly Import[] {
  return importsOf(tree)
    .filter(({ to }) => to.startsWith('.'))
    .map(({ from, to }) => ({ from, to: posix.normalize(posix.join(dirname(from), to)) }));
}

function importsOf(tree: Tree): readonly Import[] {
  const pattern =
    /(?:^|\s)(?:import|export)\s[^'"`;]*?from\s+'([^']+)'|import\(\s*'([^']+)'\s*\)|^import\s+'([^']+)'/gm;
  return [...tree].flatMap(([from, source]) =>
    [...source.matchAll(pattern)].map((match) => ({ from, to: match[1] ?? match[2] ?? match[3] ?? '' })),
  );
}

/** Files outside every room, and folders that hold two subjects. */
export function misplaced(tree: Tree): readonly string[] {
  const files = [...tree.keys()];
  const known: readonly string[] = [...ROOMS, SANDBOX, ...ROOT_FILES];
  const folders = groupBy(files, (file) => dirname(file));
  return [
    ...files.filter((file) => !known.includes(roomOf(file))),
    ...[...folders].flatMap(([folder, inside]) => (inside.length > MAX_FILES ? [`${folder}: ${inside.length}`] : [])),
  ];
}

/** Imports against the arrows. */
export function wrongImports(tree: Tree): readonly Import[] {
  return innerImports(tree).filter(({ from, to }) => !isAllowed(roomOf(from), to));
}

function isAllowed(from: string, target: string): boolean {
  const to = roomOf(target);
  if (from === to || to === 'version.ts') return true;
  if (from === 'bin.ts') return to === 'cli';
  if (from === 'index.ts') return to !== 'cli' && to !== 'action' && to !== 'bin.ts';
  if (to === SANDBOX) return from === 'cli';
  const [own, other] = [ROOMS.indexOf(from as never), ROOMS.indexOf(to as never)];
  return own !== -1 && other !== -1 && other < own;
}

/** Libraries that somebody else imports than their owner. */
export function borrowedLibraries(tree: Tree): readonly Import[] {
  return importsOf(tree).filter(({ from, to }) => {
    const isFree = to.startsWith('node:') && OWNERS[to] === undefined;
    if (to.startsWith('.') || to.startsWith('#') || isFree) return false;
    const name = to.startsWith('node:') ? to : (to.split('/')[0] ?? to);
    return OWNERS[name]?.(from) !== true;
  });
}

/** The engine knows vendors by their contract, by the shape of capabilities and by the table alone. */
export function vendorCodeInEngine(tree: Tree): readonly Import[] {
  const allowed = /^providers\/(contract|capabilities|table)\.ts$/;
  const engine = ['manifest', 'base', 'live', 'plan', 'apply'];
  return innerImports(tree).filter(
    ({ from, to }) => engine.includes(roomOf(from)) && roomOf(to) === 'providers' && !allowed.test(to),
  );
}

/** Files that name a vendor and are neither that vendor's nor the table of all. The sandbox has a table of its own. */
export function vendorNames(tree: Tree): readonly string[] {
  return [...tree].flatMap(([file, source]) => {
    if (file === 'providers/table.ts' || roomOf(file) === SANDBOX) return [];
    const others = PROVIDER_NAMES.filter((name) => !file.startsWith(`providers/${name}/`));
    return new RegExp(others.join('|'), 'i').test(source) ? [file] : [];
  });
}

/** Files of the middle that touch the world: clock, environment, files, network, console. */
export function impure(tree: Tree): readonly string[] {
  const world =
    /node:(fs|net|http|child_process|timers|process)|Date\.now\(|performance\.|process\.|console\.|Math\.random/;
  // The page's own script runs in a browser, not here.
  const inBrowser = 'render/html/script.ts';
  // Decisions of the action are files of their own; these carry them out.
  const actionEdge = /^action\/(main|runner|steps\/.*|github\/.*)\.ts$/;
  return [...tree].flatMap(([file, source]) =>
    ['contact', 'plan', 'render', 'providers', 'action'].includes(roomOf(file)) &&
    file !== inBrowser &&
    !actionEdge.test(file) &&
    world.test(source)
      ? [file]
      : [],
  );
}

/** Files outside the command line that print or exit. */
export function loud(tree: Tree): readonly string[] {
  return [...tree].flatMap(([file, source]) =>
    !['cli', 'bin.ts', 'action'].includes(roomOf(file)) && /process\.(stdout|stderr|exit)|console\./.test(source)
      ? [file]
      : [],
  );
}

/** The room of the sandbox imports no other, so it has an error of its own. */
const HINTED_ERRORS = ['contact/hinted-error.ts', 'sandbox/sandbox-error.ts'];

/** Files with an error class that carries a hint: there is one, told apart by its code. */
export function secondHintedErrors(tree: Tree): readonly string[] {
  const pattern =
    /^(?:export )?class \w+ extends (?:Hinted)?Error \{(?:(?!^\}).)*?\bhint\b|^(?:export )?class \w+ extends HintedError\b/ms;
  return [...tree].flatMap(([file, source]) => (pattern.test(source) && !HINTED_ERRORS.includes(file) ? [file] : []));
}

/** The files of the first import cycle found, depth first. */
export function findCycle(tree: Tree): readonly string[] | undefined {
  const next = groupBy(innerImports(tree), ({ from }) => from);
  const finished = new Set<string>();
  const visit = (file: string, trail: readonly string[]): readonly string[] | undefined => {
    if (trail.includes(file)) return [...trail.slice(trail.indexOf(file)), file];
    if (finished.has(file)) return undefined;
    for (const { to } of next.get(file) ?? []) {
      const cycle = visit(to, [...trail, file]);
      if (cycle !== undefined) return cycle;
    }
    finished.add(file);
    return undefined;
  };
  for (const file of next.keys()) {
    const cycle = visit(file, []);
    if (cycle !== undefined) return cycle;
  }
  return undefined;
}

function groupBy<T>(values: readonly T[], keyOf: (value: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const value of values) groups.set(keyOf(value), [...(groups.get(keyOf(value)) ?? []), value]);
  return groups;
}
