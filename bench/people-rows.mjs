// Plays a hundred thousand histories of people (test/people): a row counts those that break the law. The histories are shared out
// among processes, one for each core.

import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bar } from './statistics.mjs';

const PROJECT = fileURLToPath(new URL('..', import.meta.url));
const VITEST = join(PROJECT, 'node_modules/vitest/vitest.mjs');

export async function peopleLaw(directory, { histories }) {
  const shares = availableParallelism();
  const each = Math.ceil(histories / shares);
  const start = performance.now();
  const played = await Promise.all(Array.from({ length: shares }, (_, index) => play(directory, index, each)));
  const ms = performance.now() - start;
  const sum = (name) => played.reduce((total, figures) => total + figures[name], 0);
  const details = { ms, histories: sum('histories'), applies: sum('applies'), rarestPair: sum('rarestPair') };
  return [bar('histories of people that break the law', sum('broken'), 0, details)];
}

function play(directory, index, histories) {
  const file = join(directory, `people-${index}.json`);
  const args = ['run', 'test/people/law.test.ts', '--reporter=json', `--outputFile.json=${file}`];
  const env = { ...process.env, PEOPLE: String(histories), SEED: String(1 + index * histories) };
  const child = spawn(process.execPath, [VITEST, ...args], { cwd: PROJECT, env, stdio: 'ignore' });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', () => {
      const [{ meta }] = JSON.parse(readFileSync(file, 'utf8')).testResults[0].assertionResults;
      // A run that ends before it has counted has broken down, and counts as broken.
      resolve(meta.figures ?? { histories: 0, applies: 0, rarestPair: 0, broken: histories });
    });
  });
}
