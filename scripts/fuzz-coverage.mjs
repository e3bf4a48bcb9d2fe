// Measures which statements of the sources a bundle reaches, by V8's block coverage and the bundle's source map.
//
// A line counts as a statement if code begins on it, and as reached if some of that code ran. Declarations and types have no code.

import { readFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import { SourceMap } from 'node:module';
import { pathToFileURL } from 'node:url';
import { setFlagsFromString } from 'node:v8';

/**
 * Starts to measure; call it before the bundle is imported.
 *
 * @param bundle path of the bundle, with its map beside it
 * @param isAlone true if only one target runs
 */
export async function startCoverage(bundle, isAlone) {
  // Optimised code does not count the calls of functions that it inlines. A function that one target has made hot would then not
  // count for the next target. One target alone runs each function first without optimisation, and is two to ten times as fast with it.
  if (!isAlone) setFlagsFromString('--no-opt');
  const url = pathToFileURL(bundle).href;
  const lines = linesOf(bundle);
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  /** Reached lines by target; what ran when the modules were loaded is reached by all. */
  const reached = new Map();
  const sourcesOf = new Map();
  let loaded;

  async function take() {
    const { result } = await session.post('Profiler.takePreciseCoverage');
    const script = result.find((one) => one.url === url);
    return script === undefined ? new Set() : reachedIn(script, lines);
  }

  function coverageOf(name) {
    const patterns = sourcesOf.get(name) ?? [];
    const wanted = [...lines.keys()].filter((line) => patterns.some((pattern) => pattern.test(sourceOf(line))));
    const missed = wanted.filter((line) => !reached.get(name)?.has(line) && !loaded?.has(line));
    return { all: wanted.length, missed };
  }

  return {
    /** Call before a turn: what ran since the last one belongs to nobody, except for what ran at the start. */
    async begin() {
      const since = await take();
      loaded ??= since;
    },
    async end(name, sources) {
      sourcesOf.set(name, sources);
      const known = reached.get(name) ?? new Set();
      for (const line of await take()) known.add(line);
      reached.set(name, known);
    },
    /** By target: how many statements its sources have, and which of them this thread did not reach (`plan/plan-file.ts:12`). */
    report() {
      return [...reached.keys()].map((name) => ({ name, ...coverageOf(name) }));
    },
  };
}

/**
 * Joins the reports of several threads.
 *
 * @returns by target, how many statements there are and which nobody reached
 */
export function joinReports(reports) {
  const joined = new Map();
  for (const { name, all, missed } of reports.flat()) {
    const known = joined.get(name)?.missed;
    const others = new Set(missed);
    joined.set(name, { all, missed: known === undefined ? missed : known.filter((line) => others.has(line)) });
  }
  return joined;
}

/** `96.1 %` */
export function shareReached({ all, missed }) {
  return all === 0 ? '-' : `${(((all - missed.length) * 100) / all).toFixed(1)} %`;
}

/** Prints which statements nobody reached. */
export function printMissed(joined) {
  for (const [name, { missed }] of joined) {
    if (missed.length === 0) continue;
    console.log(`\n${name} did not reach`);
    for (const [source, numbers] of bySource(missed)) console.log(`  src/${source}: ${ranges(numbers)}`);
  }
}

function sourceOf(line) {
  return line.slice(0, line.lastIndexOf(':'));
}

function bySource(lines) {
  const numbers = new Map();
  for (const line of lines) {
    const source = sourceOf(line);
    numbers.set(source, [...(numbers.get(source) ?? []), Number(line.slice(source.length + 1))]);
  }
  return numbers;
}

/** `3-5, 9` */
function ranges(numbers) {
  const found = [];
  for (const number of numbers.toSorted((a, b) => a - b)) {
    const last = found.at(-1);
    if (last?.to === number - 1) last.to = number;
    else found.push({ from: number, to: number });
  }
  return found.map(({ from, to }) => (from === to ? `${from}` : `${from}-${to}`)).join(', ');
}

/** Lines of src with code (`plan/plan-file.ts:12`), and the offsets in the bundle of the code that begins on each. */
function linesOf(bundle) {
  const text = readFileSync(bundle, 'utf8');
  const map = new SourceMap(JSON.parse(readFileSync(`${bundle}.map`, 'utf8')));
  const lines = new Map();
  for (const { offset, line, column } of statementStarts(text)) {
    const entry = map.findEntry(line, column);
    const source = /(?:^|\/)\.\.\/src\/(.+)$/.exec(entry.originalSource ?? '')?.[1];
    if (source === undefined || entry.generatedLine !== line) continue;
    const key = `${source}:${entry.originalLine + 1}`;
    lines.set(key, [...(lines.get(key) ?? []), offset]);
  }
  return lines;
}

/** esbuild writes each statement on a line of its own; lines of closing brackets alone are none. */
function* statementStarts(text) {
  let offset = 0;
  for (const [line, content] of text.split('\n').entries()) {
    const column = content.search(/[^\s})\];,]/);
    if (column !== -1) yield { offset: offset + column, line, column };
    offset += content.length + 1;
  }
}

/** The ranges of a function lie in each other, and the innermost decides. */
function reachedIn({ functions }, lines) {
  const ranges = functions
    .flatMap((one) => one.ranges)
    .sort((a, b) => b.endOffset - b.startOffset - (a.endOffset - a.startOffset));
  const length = Math.max(...ranges.map(({ endOffset }) => endOffset));
  const ran = new Uint8Array(length + 1);
  for (const { startOffset, endOffset, count } of ranges) ran.fill(count > 0 ? 1 : 0, startOffset, endOffset);
  return new Set([...lines].filter(([, offsets]) => offsets.some((offset) => ran[offset] === 1)).map(([line]) => line));
}
