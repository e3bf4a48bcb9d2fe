// Runs all benchmarks of bench/README.md. Prints a table, writes bench/results.json, and exits with 1 if a measured value is
// above its bar (maximum).
//
//   npm run build && npm run bench             all of it, half an hour
//   npm run build && npm run bench -- --quick  about two minutes, on smaller inputs, without the matrices, into results.quick.json
//   npm run build && npm run bench -- --matrix the kill and fault matrices alone, into results.matrix.json
//   npm run build && npm run bench -- --people a hundred thousand histories of people alone, into results.people.json
//   npm run build && npm run bench -- --workers the workers of a queue alone, into results.workers.json
//   npm run build && npm run bench -- --million a million contacts alone, into results.million.json

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { updates } from './apply-rows.mjs';
import { htmlPage } from './html-rows.mjs';
import { imports } from './import-rows.mjs';
import { incrementalPlans } from './incremental-rows.mjs';
import { sharedLimit } from './limiter-rows.mjs';
import { faultMatrix, killMatrix } from './matrix-rows.mjs';
import { outcomesHeld } from './memory-rows.mjs';
import { million } from './million-rows.mjs';
import { mistakes } from './mistake-rows.mjs';
import { afterRefusals, everyday, paced } from './pace-rows.mjs';
import { peopleLaw } from './people-rows.mjs';
import { growth, noOpPlans } from './plan-rows.mjs';
import { bare, versionArgs } from './processes.mjs';
import { pulled } from './pull-rows.mjs';
import { bar, inTurns } from './statistics.mjs';
import { workers } from './worker-rows.mjs';

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    matrix: { type: 'boolean', default: false },
    million: { type: 'boolean', default: false },
    people: { type: 'boolean', default: false },
    workers: { type: 'boolean', default: false },
  },
});

const FULL = {
  startUp: { rounds: 15 },
  noOp: { contacts: 10_000, rounds: 5 },
  incremental: { contacts: 10_000, changed: 20, rounds: 3 },
  updates: { contacts: 5000, rounds: 3 },
  everyday: { contacts: 5000, changes: 50 },
  paced: { changes: 1000 },
  refused: { changes: 100 },
  shared: { contacts: 150 },
  held: { contacts: 50_000, everyMs: 2000 },
  imports: { contacts: 100_000, most: 600 },
  html: { contacts: 20_000, rounds: 5 },
  mistakes: { few: 1000, many: 8000, rounds: 5 },
  pulled: { contacts: 10_000, changes: 1000, rounds: 3 },
  growth: { sizes: [1000, 10_000, 100_000], rounds: 3 },
};
const PEOPLE = { histories: 100_000 };
const WORKERS = { accounts: 50, changes: 1000, alone: 5000 };
const MILLION = { contacts: 1_000_000, changedEvery: 100 };
const QUICK = {
  startUp: { rounds: 5 },
  noOp: { contacts: 1000, rounds: 3 },
  incremental: { contacts: 1000, changed: 20, rounds: 1 },
  updates: { contacts: 500, rounds: 1 },
  everyday: { contacts: 1000, changes: 10 },
  paced: { changes: 220 },
  refused: { changes: 20 },
  shared: { contacts: 40 },
  held: { contacts: 5000, everyMs: 100 },
  imports: { contacts: 1000, most: 600 },
  html: { contacts: 2000, rounds: 1 },
  mistakes: { few: 100, many: 800, rounds: 1 },
  pulled: { contacts: 1000, changes: 100, rounds: 1 },
  growth: { sizes: [1000, 4000, 16_000], rounds: 1 },
};

function startUp({ rounds }) {
  const { version, node } = inTurns({ version: () => bare(...versionArgs), node: () => bare('-e', '0') }, rounds);
  return [bar('rollcall --version ÷ node -e 0', version.ms / node.ms, 2, { versionMs: version.ms, nodeMs: node.ms })];
}

function print({ name, value, most, pass, details }) {
  const verdict = pass === undefined ? 'info' : pass ? 'pass' : 'FAIL';
  const asked = most === undefined ? '' : `≤ ${Number(most.toFixed(3))}`;
  const times = Object.entries(details).flatMap(([key, item]) =>
    typeof item === 'number' ? [`${key} ${Number(item.toFixed(2))}`] : [],
  );
  console.log(`${verdict}  ${value.toFixed(3).padStart(9)}  ${asked.padEnd(8)}  ${name}  (${times.join(', ')})`);
}

const sizes = values.quick ? QUICK : FULL;
const directory = mkdtempSync(join(tmpdir(), 'rollcall-bench-'));
const rows = [];
/** The load average of the machine before the first benchmark. */
const [load] = loadavg();
try {
  const matrices = [() => killMatrix(directory), () => faultMatrix(directory)];
  const others = [
    () => startUp(sizes.startUp),
    () => noOpPlans(directory, sizes.noOp),
    () => incrementalPlans(directory, sizes.incremental),
    () => updates(directory, sizes.updates),
    () => everyday(directory, sizes.everyday),
    () => paced(directory, sizes.paced),
    () => afterRefusals(directory, sizes.refused),
    () => sharedLimit(directory, sizes.shared),
    () => outcomesHeld(directory, sizes.held),
    () => imports(directory, sizes.imports),
    () => htmlPage(directory, sizes.html),
    () => mistakes(directory, sizes.mistakes),
    () => pulled(directory, sizes.pulled),
    () => growth(directory, sizes.growth),
  ];
  const alone = {
    matrix: matrices,
    million: [() => million(directory, MILLION)],
    people: [() => peopleLaw(directory, PEOPLE)],
    workers: [() => workers(directory, WORKERS)],
  }[Object.keys(values).find((name) => values[name])];
  const parts = alone ?? (values.quick ? others : [...others, ...matrices]);
  for (const part of parts) {
    for (const measured of await part()) {
      // The bars apply only to the full sizes. With --quick, start-up dominates the times, so do not judge them.
      const row = values.quick ? { ...measured, pass: undefined } : measured;
      print(row);
      rows.push(row);
    }
  }
} finally {
  rmSync(directory, { recursive: true, force: true });
}
const machine = { cores: cpus().length, model: cpus()[0].model, memoryGb: Math.round(totalmem() / 2 ** 30), load };
const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
const results = { date: new Date().toISOString(), commit, node: process.version, machine, rows };
const chosen = ['matrix', 'million', 'people', 'workers', 'quick'].find((name) => values[name]);
const name = chosen === undefined ? 'results.json' : `results.${chosen}.json`;
const file = fileURLToPath(new URL(name, import.meta.url));
writeFileSync(file, `${JSON.stringify(results, undefined, 2)}\n`);
if (rows.some(({ pass }) => pass === false)) process.exitCode = 1;
