// The programs of docs/guide/api.md compile against the declarations of the package, and run on the sandbox; none of the exported
// values is missing in them.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { transform } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as api from '../../src/index.ts';
import { writeFiles } from '../helpers/repository.ts';
import { blocks, fileOf, nameOf, ROOT } from './blocks.ts';

const PAGE = 'docs/guide/api.md';
const programs = blocks.filter(({ page, language }) => page === PAGE && language === 'ts');
const [manifest] = blocks.filter((block) => block.page === PAGE && fileOf(block) !== undefined);

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'rollcall-api-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

test('every exported value is in an example', () => {
  const text = programs.map((block) => block.text).join('\n');
  expect(
    Object.keys(api).filter((name) => !new RegExp(`\\b${name}\\b[(.]|instanceof ${name}\\b|: ${name}\\b`).test(text)),
  ).toEqual([]);
});

test('the list of exports is as the code has it', () => {
  expect(() => execFileSync('node', ['scripts/write-api-guide.mjs', '--check'], { cwd: ROOT })).not.toThrow();
});

test('the examples compile', () => {
  const files = programs.map((_block, index) => `example-${index}.mts`);
  for (const [index, file] of files.entries()) writeFileSync(join(directory, file), programs[index]?.text ?? '');
  const compilerOptions = {
    ...{ target: 'es2023', lib: ['es2023', 'dom'], module: 'nodenext', strict: true, noEmit: true, skipLibCheck: true },
    ...{ types: ['node'], typeRoots: [join(ROOT, 'node_modules/@types')] },
    paths: { rollcall: [join(ROOT, 'dist/index.d.ts')] },
  };
  writeFileSync(join(directory, 'tsconfig.json'), JSON.stringify({ compilerOptions, files }));
  const tsc = [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', directory];
  let said = '';
  try {
    execFileSync(process.execPath, tsc, { encoding: 'utf8' });
  } catch (error) {
    said = String((error as { readonly stdout: unknown }).stdout);
  }
  expect(said).toBe('');
});

test.each(programs.map((block) => [nameOf(block), block] as const))('%s runs', async (_name, block) => {
  const place = mkdtempSync(join(directory, 'run-'));
  writeFiles(place, { [fileOf(manifest ?? block) ?? '']: manifest?.text ?? '' });
  const installed = JSON.stringify(pathToFileURL(join(ROOT, 'dist/index.js')).href);
  const { code } = await transform(block.text.replace("'rollcall'", installed), { loader: 'ts' });
  writeFileSync(join(place, 'example.mjs'), code);
  const options = { cwd: place, encoding: 'utf8', env: { PATH: process.env.PATH, XDG_STATE_HOME: place } } as const;
  const printed = execFileSync(process.execPath, ['example.mjs'], options);
  expect(printed.trim().split('\n').length).toBeGreaterThan(0);
  if (block.text.includes('applyWithJournal')) expect(printed).toContain('shop/jane@example.com succeeded');
});
