// What npm publishes: the program, the API and its types, each module once, and nothing that is only for us.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { pack, ROOT } from './pack.ts';

const packed = pack('--dry-run');
const paths = packed.files.map(({ path }) => path);

/** Sources and libraries that a file of the program was put together from. */
function sourcesOf(map: string): readonly string[] {
  const { sources } = JSON.parse(readFileSync(join(ROOT, 'dist', map), 'utf8')) as {
    readonly sources: readonly string[];
  };
  // A module that only passes on exports of a merged file is written by the build, wherever it is needed.
  const written = sources.filter((source) => !source.startsWith('passed-on:'));
  return written.map((source) => source.replace(/^(?:\.\.\/)+/, ''));
}

/** The files of the program in `dist` with an ending. */
function scriptsOf(ending: '.js' | '.js.map'): readonly string[] {
  const files = readdirSync(join(ROOT, 'dist'), { recursive: true, encoding: 'utf8' });
  const names = files.map((file) => file.replaceAll('\\', '/')).filter((file) => file.endsWith(ending));
  return names.filter((file) => /^(?:bin|index|action|program\/[^/]+)\.js/.test(file));
}

/** The library that a source belongs to. */
function libraryOf(source: string): readonly string[] {
  return /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(source)?.slice(1) ?? [];
}

test('every module is in it once', () => {
  const maps = scriptsOf('.js.map');
  const scripts = paths.filter((path) => path.endsWith('.js'));
  expect(maps.map((map) => `dist/${map.replace(/\.map$/, '')}`).sort()).toEqual(scripts.sort());
  const sources = maps.flatMap(sourcesOf);
  expect(sources).toEqual(expect.arrayContaining(['src/bin.ts', 'src/workflows/plan.ts', 'src/plan/build.ts']));
  expect(sources.filter((source, index) => sources.indexOf(source) !== index)).toEqual([]);
});

test('it holds the program, the API, schemas and pages, and neither tests nor sources', () => {
  const kinds = [
    /^(?:package\.json|README\.md|LICENSE|CHANGELOG\.md)$/,
    /^schemas\/\w+\.schema\.json$/,
    /^dist\/(?:bin|index|action)\.js$/,
    /^dist\/program\/(?:[\w-]+\.js|LICENCES\.txt)$/,
    /^dist\/validators\/\w+\.cjs$/,
    /^dist\/index\.d\.ts$/,
  ];
  expect(paths.filter((path) => !kinds.some((kind) => kind.test(path)))).toEqual([]);
  for (const kind of kinds) expect(paths.filter((path) => kind.test(path))).not.toEqual([]);
});

test('a library is either bundled or installed, and nothing runs at installation', () => {
  const { dependencies, scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    readonly dependencies: Readonly<Record<string, string>>;
    readonly scripts: Readonly<Record<string, string>>;
  };
  const code = scriptsOf('.js').map((file) => readFileSync(join(ROOT, 'dist', file), 'utf8'));
  const bundled = new Set(scriptsOf('.js.map').flatMap(sourcesOf).flatMap(libraryOf));
  expect(bundled).toContain('undici');
  for (const name of Object.keys(dependencies)) {
    expect(bundled).not.toContain(name);
    expect([name, code.some((text) => text.includes(`"${name}"`) || text.includes(`"${name}/`))]).toEqual([name, true]);
  }
  expect(Object.keys(scripts).filter((name) => name === 'prepare' || name.endsWith('install'))).toEqual([]);
});

test('the parser of HTTP is in it once', () => {
  const builds = scriptsOf('.js.map')
    .flatMap(sourcesOf)
    .filter((source) => /\bllhttp\w*-wasm\.js$/.test(source));
  expect(builds).toEqual(['node_modules/undici/lib/llhttp/llhttp-wasm.js']);
});

test('its size', async ({ annotate }) => {
  const { size, unpackedSize } = packed;
  await annotate(`${paths.length} files, ${kB(size)} packed, ${kB(unpackedSize)} unpacked`);
  expect(size).toBeLessThan(800_000);
  expect(unpackedSize).toBeLessThan(3_000_000);
});

function kB(bytes: number): string {
  return `${Math.round(bytes / 1000)} kB`;
}
