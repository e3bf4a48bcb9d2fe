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
  return sources.map((source) => source.replace(/^(?:\.\.\/)+/, ''));
}

test('every module is in it once', () => {
  const maps = readdirSync(join(ROOT, 'dist'), { recursive: true, encoding: 'utf8' }).filter((file) =>
    /^(?:bin|index|action|program\/[^/]+)\.js\.map$/.test(file),
  );
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
    /^dist\/(?:validators\/\w+|idna)\.cjs$/,
    /^dist\/(?:[\w-]+\/)*[\w-]+\.d\.ts$/,
  ];
  expect(paths.filter((path) => !kinds.some((kind) => kind.test(path)))).toEqual([]);
  for (const kind of kinds) expect(paths.filter((path) => kind.test(path))).not.toEqual([]);
});

test('its size', async ({ annotate }) => {
  const { size, unpackedSize } = packed;
  await annotate(`${paths.length} files, ${kB(size)} packed, ${kB(unpackedSize)} unpacked`);
  expect(size).toBeLessThan(1_150_000);
  expect(unpackedSize).toBeLessThan(4_800_000);
});

function kB(bytes: number): string {
  return `${Math.round(bytes / 1000)} kB`;
}
