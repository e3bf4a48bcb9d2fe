// Runs the full kill and fault matrices: the tests of test/matrix with MATRIX=full. A row counts the test cases ("worlds") in
// which a change was lost, duplicated, repeated or reported wrongly. Vitest prints the details.

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bar } from './statistics.mjs';

const PROJECT = fileURLToPath(new URL('..', import.meta.url));
const VITEST = join(PROJECT, 'node_modules/vitest/vitest.mjs');

export function killMatrix(directory) {
  return matrix(directory, 'kill', 'kill matrix, three vendors: worlds of 500 changes that end wrongly');
}

export function faultMatrix(directory) {
  return matrix(directory, 'fault-mix', 'fault matrix, three vendors: worlds of 2,000 changes that end wrongly');
}

function matrix(directory, test, name) {
  const file = join(directory, `${test}.json`);
  const reporters = ['--reporter=verbose', '--reporter=json', `--outputFile.json=${file}`];
  const start = performance.now();
  const ended = spawnSync(process.execPath, [VITEST, 'run', `test/matrix/${test}.test.ts`, ...reporters], {
    cwd: PROJECT,
    env: { ...process.env, MATRIX: 'full' },
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
  });
  const ms = performance.now() - start;
  const worlds = JSON.parse(readFileSync(file, 'utf8')).testResults.flatMap(({ assertionResults }) => assertionResults);
  const wrong = worlds.filter(({ status }) => status !== 'passed').length;
  if (ended.status !== 0) console.log(ended.stdout, ended.stderr);
  return [bar(name, worlds.length === 0 ? Number.NaN : wrong, 0, { ms, worlds: worlds.length, ...sums(worlds) })];
}

/** Adds up the figures that the tests recorded, by name. */
function sums(worlds) {
  const all = {};
  for (const { meta } of worlds) {
    for (const [name, amount] of Object.entries(meta.figures ?? {})) all[name] = (all[name] ?? 0) + amount;
  }
  return all;
}
