// Fuzzes the readers of untrusted text. The targets are in test/fuzz; this program bundles them, gives them turns in workers until the
// time is over, and saves the first input of each on which it fails, or which it does not finish.
//
//   npm run fuzz -- --minutes 10                       all targets
//   npm run fuzz -- --minutes 60 --executions 1000000  at least that long, and at least so many of each target
//   npm run fuzz -- --minutes 1 --target plan-files    targets whose name begins with this; may be repeated
//   npm run fuzz -- --minutes 1 --seed 7               the inputs that follow from a seed
//   npm run fuzz -- --minutes 1 --coverage             and which statements of the readers were reached
//   npm run fuzz -- --minutes 1 --jobs 2               in so many workers at once

import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { OPTIONS, ROOT } from './bundling.mjs';
import { joinReports, printMissed, shareReached } from './fuzz-coverage.mjs';
import { startWorker } from './fuzz-crew.mjs';

const BUNDLE = join(ROOT, 'dist/fuzz/index.js');

/** A turn takes about this long: short enough that every target has many in a minute. */
const TURN_MS = 2000;

const USAGE =
  'usage: npm run fuzz -- --minutes N [--executions N] [--target NAME]... [--seed S] [--jobs N] [--hang SECONDS] [--coverage]';

const settings = readArguments();
process.chdir(ROOT);
// Everything in one file, so that its coverage is that of all sources; and with a line for each statement.
await build({
  ...OPTIONS,
  minify: false,
  splitting: false,
  entryPoints: ['test/fuzz/index.ts'],
  outdir: 'dist/fuzz',
  sourcemap: true,
});
const { saveCase, TARGETS } = await import(pathToFileURL(BUNDLE).href);
const names = [...TARGETS.keys()].filter(
  (name) => settings.names.length === 0 || settings.names.some((one) => name.startsWith(one)),
);
if (names.length === 0) exitWithUsage(`no such target; there are ${[...TARGETS.keys()].join(', ')}`);
console.log(`seed ${settings.seed}, ${names.length} targets, ${settings.minutes} minutes`);
const states = names.map((name) => ({ name, ...fresh() }));
let isInterrupted = false;
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => (isInterrupted = true));
const began = performance.now();
const reports = await Promise.all(Array.from({ length: Math.min(settings.jobs, names.length) }, work));
printTotals(settings.withCoverage ? joinReports(reports) : undefined);
process.exitCode = states.some(({ failed }) => failed) ? 1 : 0;

function readArguments() {
  const options = {
    minutes: { type: 'string' },
    executions: { type: 'string', default: '0' },
    target: { type: 'string', multiple: true, default: [] },
    seed: { type: 'string' },
    jobs: { type: 'string', default: '1' },
    hang: { type: 'string', default: '60' },
    coverage: { type: 'boolean', default: false },
  };
  let values;
  try {
    ({ values } = parseArgs({ options }));
  } catch (error) {
    exitWithUsage(error.message);
  }
  const [minutes, executions, jobs, hang] = [values.minutes, values.executions, values.jobs, values.hang].map(Number);
  const seed = values.seed === undefined ? randomInt(2 ** 31) : Number(values.seed);
  if (!(minutes > 0)) exitWithUsage('--minutes takes a number above 0');
  if (!(executions >= 0)) exitWithUsage('--executions takes a number');
  if (!(Number.isSafeInteger(jobs) && jobs > 0)) exitWithUsage('--jobs takes a whole number above 0');
  if (!(hang > 0)) exitWithUsage('--hang takes a number above 0');
  if (!Number.isSafeInteger(seed)) exitWithUsage('--seed takes an integer');
  return { minutes, executions, names: values.target, seed, jobs, hang, withCoverage: values.coverage };
}

function exitWithUsage(message) {
  console.error(`${message}\n${USAGE}`);
  process.exit(64);
}

function fresh() {
  return { executions: 0, milliseconds: 0, slowest: 0, failed: false, turns: 0, size: 50, isTaken: false };
}

/** One worker's part: the next turn of the target that had the fewest, again and again. */
async function work() {
  const crew = {
    bundle: BUNDLE,
    withCoverage: settings.withCoverage,
    isAlone: names.length === 1,
    hangMs: settings.hang * 1000,
  };
  let worker = startWorker(crew);
  for (let state = nextTarget(); state !== undefined; state = nextTarget()) {
    state.isTaken = true;
    const request = { name: state.name, seed: settings.seed + state.turns, executions: state.size };
    const { turn, lost } = await worker.ask('turn', request);
    if (lost === undefined) note(state, turn);
    else {
      // It is gone, and with it what it measured.
      worker = startWorker(crew);
      report(state, { ...lost, seed: request.seed, path: '' });
    }
    state.isTaken = false;
  }
  const { coverage = [] } = settings.withCoverage ? await worker.ask('coverage', {}) : {};
  worker.end();
  return coverage;
}

/** A target that failed gets no more turns, and one that has enough only while there is time. */
function nextTarget() {
  const isTime = performance.now() - began < settings.minutes * 60_000;
  const open = states.filter(
    ({ failed, isTaken, executions, turns }) =>
      !failed && !isTaken && (isTime || executions < settings.executions || turns === 0),
  );
  const behind = open.filter(({ executions }) => executions < settings.executions);
  if (isInterrupted) return undefined;
  return (behind.length > 0 ? behind : open).sort((a, b) => a.milliseconds - b.milliseconds)[0];
}

function note(state, { executions, milliseconds, slowest, failure }) {
  const before = state.executions;
  state.turns += 1;
  state.executions += executions;
  state.milliseconds += milliseconds;
  state.slowest = Math.max(state.slowest, slowest);
  if (failure !== undefined) return report(state, failure);
  if (before < settings.executions && state.executions >= settings.executions)
    console.log(`${state.name}: ${state.executions} executions`);
  // The next turn takes about TURN_MS, and no target gets more than ten times as large at once.
  state.size = Math.ceil(Math.min(state.size * 10, (state.size * TURN_MS) / Math.max(1, milliseconds)));
}

function report(state, failure) {
  state.failed = true;
  if (failure.input === undefined) {
    console.error(`\n${state.name} fails, and its input is unknown\n${failure.error}`);
    return;
  }
  const path = saveCase(state.name, failure);
  console.error(`\n${state.name} fails, saved as ${path}\n${failure.error}`);
  console.error(`seed ${failure.seed}, path ${failure.path}`);
  console.error(`input ${JSON.stringify(failure.input).slice(0, 2000)}\n`);
}

function printTotals(coverage) {
  const rows = states.map(({ name, executions, milliseconds, slowest, failed }) => [
    name,
    String(executions),
    String(Math.round((executions * 1000) / Math.max(1, milliseconds))),
    `${slowest.toFixed(1)} ms`,
    ...(coverage === undefined ? [] : [shareReached(coverage.get(name) ?? { all: 0, missed: [] })]),
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
  console.log(`${((performance.now() - began) / 60_000).toFixed(1)} minutes`);
  if (coverage !== undefined) printMissed(coverage);
}
