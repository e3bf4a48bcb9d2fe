// The arrows of the design: data flows one way, imports point one way, and every library has one owner.

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

const SRC = resolve(import.meta.dirname, '../src');

/** A room imports only rooms that stand before it. `root` is what puts them together. */
const ROOMS = [
  'contact',
  'store',
  'http',
  'providers',
  'manifest',
  'live',
  'plan',
  'apply',
  'render',
  'sandbox',
  'root',
  'cli',
];

const OWNERS: Readonly<Record<string, (file: string) => boolean>> = {
  undici: (file) => room(file) === 'http',
  'deep-diff': (file) => file === 'plan/compare.ts',
  yaml: (file) => room(file) === 'manifest',
  ajv: (file) => room(file) === 'manifest',
  'ajv-formats': (file) => room(file) === 'manifest',
  'fastest-levenshtein': (file) => room(file) === 'manifest',
  'libphonenumber-js': (file) => room(file) === 'contact',
  'age-encryption': (file) => file === 'store/age.ts',
  'yocto-spinner': (file) => file === 'cli/progress.ts',
  commander: (file) => room(file) === 'cli',
};

interface Import {
  readonly from: string;
  readonly to: string;
}

const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
const sources = new Map(files.map((file) => [file, readFileSync(join(SRC, file), 'utf8')]));
const imports = files.flatMap((file) => specifiers(file).map((to) => ({ from: file, to })));
const inner: readonly Import[] = imports
  .filter(({ to }) => to.startsWith('.'))
  .map(({ from, to }) => ({ from, to: relative(SRC, resolve(SRC, dirname(from), to)) }));

function specifiers(file: string): readonly string[] {
  const source = sources.get(file) ?? '';
  return [
    ...source.matchAll(
      /(?:^|\s)(?:import|export)\s[^'"`;]*?from\s+'([^']+)'|import\(\s*'([^']+)'\s*\)|^import\s+'([^']+)'/gm,
    ),
  ].map((match) => match[1] ?? match[2] ?? match[3] ?? '');
}

function room(file: string): string {
  const [first = ''] = file.split('/');
  return first === 'bin.ts' ? 'cli' : file.includes('/') ? first : 'root';
}

describe('rooms', () => {
  test('every folder of src is a room of the list', () => {
    expect([...new Set(files.map(room))].filter((name) => !ROOMS.includes(name))).toEqual([]);
    expect(inner.length).toBeGreaterThan(100);
  });

  test('imports point to rooms that stand before', () => {
    const wrong = inner.filter(({ from, to }) => ROOMS.indexOf(room(to)) > ROOMS.indexOf(room(from)));
    expect(wrong).toEqual([]);
  });

  test('there is no import cycle', () => {
    expect(findCycle(inner)).toBeUndefined();
  });

  test('contact and the sandbox import no other room, and nothing but the program imports the sandbox', () => {
    const crossing = inner.filter(({ from, to }) => room(from) !== room(to));
    expect(crossing.filter(({ from }) => room(from) === 'contact' || room(from) === 'sandbox')).toEqual([]);
    expect(
      crossing.filter(({ to, from }) => room(to) === 'sandbox' && room(from) !== 'root' && room(from) !== 'cli'),
    ).toEqual([]);
  });

  test('manifest, live, plan and apply take from providers only the contract and the capability data', () => {
    const allowed = /^providers\/(provider|capabilities|dialects|rows)\.ts$|^providers\/\w+\/capabilities\.ts$/;
    const wrong = inner.filter(
      ({ from, to }) =>
        ['manifest', 'live', 'plan', 'apply'].includes(room(from)) && room(to) === 'providers' && !allowed.test(to),
    );
    expect(wrong).toEqual([]);
  });

  test('the engine names no vendor', () => {
    const engine = files.filter((file) => ['http', 'live', 'plan', 'apply'].includes(room(file)));
    expect(engine.filter((file) => /omnisend|loops|envoke/i.test(sources.get(file) ?? ''))).toEqual([]);
  });
});

describe('libraries', () => {
  test('each has one owner', () => {
    const wrong = imports.filter(({ from, to }) => {
      if (to.startsWith('.') || to.startsWith('node:') || to.startsWith('#')) return false;
      const name = to.split('/')[0] ?? to;
      return OWNERS[name]?.(from) !== true;
    });
    expect(wrong).toEqual([]);
  });

  test('the middle is pure: no file, network, clock, environment or console', () => {
    const pure = files.filter(
      (file) =>
        ['contact', 'plan', 'render'].includes(room(file)) || (room(file) === 'providers' && file.includes('/')),
    );
    const impure =
      /node:(fs|net|http|child_process|timers|process)|Date\.now\(|performance\.|process\.|console\.|Math\.random/;
    // The page's own script runs in a browser, not here.
    const inBrowser = 'render/html/script.ts';
    expect(pure.filter((file) => file !== inBrowser && impure.test(sources.get(file) ?? ''))).toEqual([]);
  });

  test('only one module starts programs, and it starts git', () => {
    expect(spawners(allSources())).toEqual(['store/git.ts']);
  });

  test.each([
    "import { spawn } from 'node:child_process';",
    'import * as processes from "child_process";',
    "const { fork } = await import('node:child_process');",
    "const { exec } = require('child_process');",
    "process.getBuiltinModule('child_process').execSync('x');",
    "import cluster from 'node:cluster';",
    "process.binding('spawn_sync');",
  ])('which would be seen: %s', (source) => {
    expect(spawners(new Map([['store/other.ts', source]]))).toEqual(['store/other.ts']);
  });

  test('only the command line prints', () => {
    const loud = files.filter(
      (file) => room(file) !== 'cli' && /process\.(stdout|stderr|exit)|console\./.test(sources.get(file) ?? ''),
    );
    expect(loud).toEqual([]);
  });
});

/** What is not TypeScript, too. */
function allSources(): ReadonlyMap<string, string> {
  const names = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((file) => /\.[cm]?[jt]s$/.test(file));
  return new Map(names.map((name) => [name, readFileSync(join(SRC, name), 'utf8')]));
}

/** Files that can start a program, by whichever way to Node's modules. */
function spawners(all: ReadonlyMap<string, string>): readonly string[] {
  const starting = /child_process|\bcluster['"]|process\.binding|spawn_sync/;
  return [...all].filter(([, source]) => starting.test(source)).map(([file]) => file);
}

/** Depth first; the files of the first cycle found, for the message. */
function findCycle(edges: readonly Import[]): readonly string[] | undefined {
  const next = new Map<string, string[]>();
  for (const { from, to } of edges) next.set(from, [...(next.get(from) ?? []), to]);
  const finished = new Set<string>();
  const visit = (file: string, trail: readonly string[]): readonly string[] | undefined => {
    if (trail.includes(file)) return [...trail.slice(trail.indexOf(file)), file];
    if (finished.has(file)) return undefined;
    for (const target of next.get(file) ?? []) {
      const cycle = visit(target, [...trail, file]);
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
