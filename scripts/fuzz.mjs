// Fuzzes the readers of untrusted text. The targets are in test/fuzz; this program bundles them, runs them in turns until the time
// is over, and saves the first input of each on which it fails.
//
//   npm run fuzz -- --minutes 10                      all targets
//   npm run fuzz -- --minutes 1 --target plan-files   targets whose name begins with this; may be repeated
//   npm run fuzz -- --minutes 1 --seed 7              the inputs that follow from a seed
//   npm run fuzz -- --minutes 1 --coverage            and which statements of the readers were reached

import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { OPTIONS, ROOT } from './bundling.mjs';
import { startCoverage } from './fuzz-coverage.mjs';

const BUNDLE = join(ROOT, 'dist/fuzz/index.js');

/** A turn takes about this long: short enough that every target has many in a minute. */
const TURN_MS = 2000;

const { minutes, names, seed, withCoverage } = readArguments();
process.chdir(ROOT);
// Everything in one file, so that its coverage is that of all sources.
await build({
  ...OPTIONS,
  splitting: false,
  entryPoints: ['test/fuzz/index.ts'],
  outdir: 'dist/fuzz',
  sourcemap: true,
});
const coverage = withCoverage ? await startCoverage(BUNDLE) : undefined;
const { TARGETS, openTarget, saveCase } = await import(pathToFileURL(BUNDLE).href);
const chosen = [...TARGETS.values()].filter(
  ({ name }) => names.length === 0 || names.some((one) => name.startsWith(one)),
);
if (chosen.length === 0) exitWithUsage(`no such target; there are ${[...TARGETS.keys()].join(', ')}`);
console.log(`seed ${seed}, ${chosen.length} targets, ${minutes} minutes`);
const totals = await runInTurns();
printTotals(totals);
process.exitCode = [...totals.values()].some(({ failed }) => failed) ? 1 : 0;

function readArguments() {
  const options = {
    minutes: { type: 'string' },
    target: { type: 'string', multiple: true, default: [] },
    seed: { type: 'string' },
    coverage: { type: 'boolean', default: false },
  };
  let values;
  try {
    ({ values } = parseArgs({ options }));
  } catch (error) {
    exitWithUsage(error.message);
  }
  const time = Number(values.minutes ?? Number.NaN);
  const from = values.seed === undefined ? randomInt(2 ** 31) : Number(values.seed);
  if (!(time > 0)) exitWithUsage('--minutes takes a number above 0');
  if (!Number.isSafeInteger(from)) exitWithUsage('--seed takes an integer');
  return { minutes: time, names: values.target, seed: from, withCoverage: values.coverage };
}

function exitWithUsage(message) {
  console.error(`${message}\nusage: npm run fuzz -- --minutes N [--target NAME]... [--seed S] [--coverage]`);
  process.exit(64);
}

/** Gives every target a turn, again and again; a target that failed gets no more. */
async function runInTurns() {
  const end = performance.now() + minutes * 60_000;
  const totals = new Map();
  let running = [];
  for (const target of chosen) {
    const opened = await openTarget(target);
    totals.set(target.name, { executions: 0, milliseconds: 0, slowest: 0, failed: false });
    running.push({ target: opened, size: 50, sources: target.sources });
  }
  for (let turn = 0; running.length > 0 && performance.now() < end; turn += 1) {
    for (const one of running) {
      if (turn > 0 && performance.now() >= end) break;
      await coverage?.begin();
      await takeTurn(one, turn, totals.get(one.target.name));
      await coverage?.end(one.target.name, one.sources);
    }
    running = running.filter(({ target }) => !totals.get(target.name).failed);
  }
  return totals;
}

async function takeTurn(one, turn, total) {
  const { executions, milliseconds, slowest, failure } = await one.target.run(seed + turn, one.size);
  total.executions += executions;
  total.milliseconds += milliseconds;
  total.slowest = Math.max(total.slowest, slowest);
  if (failure !== undefined) return report(one.target.name, failure, total);
  // The next turn takes about TURN_MS, and no target gets more than ten times as large at once.
  one.size = Math.ceil(Math.min(one.size * 10, (one.size * TURN_MS) / Math.max(1, milliseconds)));
}

function report(name, failure, total) {
  total.failed = true;
  const path = saveCase(name, failure);
  console.error(`\n${name} fails, saved as ${path}\n${failure.error}`);
  console.error(`seed ${failure.seed}, path ${failure.path}`);
  console.error(`input ${JSON.stringify(failure.input).slice(0, 2000)}\n`);
}

function printTotals(totals) {
  const rows = [...totals].map(([name, { executions, milliseconds, slowest, failed }]) => [
    name,
    String(executions),
    String(Math.round((executions * 1000) / Math.max(1, milliseconds))),
    `${slowest.toFixed(1)} ms`,
    ...(coverage === undefined ? [] : [coverage.summary(name)]),
    failed ? 'FAILED' : '',
  ]);
  const head = ['target', 'executions', 'per second', 'slowest', ...(coverage === undefined ? [] : ['statements']), ''];
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column].length)));
  for (const row of [head, ...rows])
    console.log(
      row
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column])))
        .join('  ')
        .trimEnd(),
    );
  coverage?.printMissed();
}
