// Counts what a program does instead of how long that takes: how often its functions and their blocks run, as V8 counts them.

import { type Profiler, Session } from 'node:inspector/promises';
import { setFlagsFromString } from 'node:v8';

/** Runs `work` and returns how often functions and blocks ran meanwhile in this repository's sources and its libraries. */
export async function countOperations(work: () => Promise<unknown>): Promise<number> {
  const session = new Session();
  session.connect();
  // Optimised code does not count. To start counting throws away the code that was optimised before.
  for (const compiler of COMPILERS) setFlagsFromString(`--no-${compiler}`);
  try {
    await session.post('Profiler.enable');
    await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
    await work();
    const { result } = await session.post('Profiler.takePreciseCoverage');
    return result.filter(isCounted).reduce((sum, script) => sum + countOf(script), 0);
  } finally {
    await session.post('Profiler.stopPreciseCoverage');
    session.disconnect();
    for (const compiler of COMPILERS) setFlagsFromString(`--${compiler}`);
  }
}

const COMPILERS = ['turbofan', 'maglev'] as const;

function isCounted({ url }: Profiler.ScriptCoverage): boolean {
  return /\/(src|dist|node_modules\/yaml|node_modules\/fastest-levenshtein)\//.test(url);
}

function countOf({ functions }: Profiler.ScriptCoverage): number {
  return functions.flatMap(({ ranges }) => ranges).reduce((sum, { count }) => sum + count, 0);
}
