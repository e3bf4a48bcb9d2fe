// Keeps fast tests fast: where this is set up, whatever would start a process throws, and is remembered in case somebody catches it.

import { syncBuiltinESMExports } from 'node:module';

// Not imported, as what imports it counts as slow.
const childProcess = process.getBuiltinModule('node:child_process');

const STARTERS = ['spawn', 'spawnSync', 'exec', 'execSync', 'execFile', 'execFileSync', 'fork'] as const;

const attempts: string[] = [];

/** For the rest of this worker. Before the modules under test are loaded, as they may keep the functions. */
export function forbidProcesses(): void {
  for (const name of STARTERS) Object.assign(childProcess, { [name]: refuse });
  syncBuiltinESMExports();
}

/** What was tried since the last call. */
export function takeAttempts(): readonly string[] {
  return attempts.splice(0);
}

function refuse(program: unknown): never {
  attempts.push(String(program));
  throw new Error(
    `a fast test may not start a process: ${program} (test/fast/slow-tests.ts says which tests are slow)`,
  );
}
