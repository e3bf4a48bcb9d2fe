// Runs targets: turns of many executions each, whose seeds follow from one seed.

import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import type { Case, Target } from './target.ts';

/** The result of one turn. */
interface Turn {
  readonly executions: number;
  /** Duration in milliseconds, without shrinking. */
  readonly milliseconds: number;
  /** The slowest execution, in milliseconds. */
  readonly slowest: number;
  readonly failure?: Failure;
}

/** An input on which a target fails, shrunk. */
interface Failure {
  readonly input: unknown;
  readonly error: string;
  /** With these, fast-check generates and shrinks the same input again. */
  readonly seed: number;
  readonly path: string;
}

/** Ends shrinking, in milliseconds: the input is then larger than it could be. */
const SHRINK_LIMIT = 60_000;

/** A target with its inputs, ready to run. */
interface OpenTarget {
  readonly name: string;
  /** Executes the target that many times with inputs that follow from the seed; stops at the first failure. */
  run(seed: number, executions: number): Promise<Turn>;
}

/** @param begin is called with each input before it is read, so that somebody knows it if it is never finished */
export async function openTarget(
  { name, inputs, check }: Target,
  begin: (input: unknown) => void = () => {},
): Promise<OpenTarget> {
  const arbitrary = await inputs();
  return {
    name,
    async run(seed, executions) {
      let [count, slowest] = [0, 0];
      const start = performance.now();
      let last = start;
      let failedAt: number | undefined;
      const property = fc.asyncProperty(arbitrary, async (input) => {
        if (failedAt !== undefined && performance.now() - failedAt > SHRINK_LIMIT) return;
        begin(input);
        try {
          await check(input);
        } catch (error) {
          failedAt ??= performance.now();
          throw error;
        }
        if (failedAt !== undefined) return;
        count += 1;
        const now = performance.now();
        slowest = Math.max(slowest, now - last);
        last = now;
      });
      const details = await withoutStacks(() => fc.check(property, { seed, numRuns: executions }));
      const turn = { executions: count, milliseconds: (failedAt ?? performance.now()) - start, slowest };
      if (!details.failed || details.counterexample === null) return turn;
      const [input] = details.counterexample;
      const error = errorText(await errorOf(() => check(input), details.errorInstance));
      return { ...turn, failure: { input, error, seed: details.seed, path: details.counterexamplePath ?? '' } };
    },
  };
}

/** Runs without collecting the stacks of errors: readers refuse most inputs with one, and a stack takes longer than the refusal. */
async function withoutStacks<T>(run: () => Promise<T>): Promise<T> {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return await run();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** The error with its stack; `known` if there is none this time. */
async function errorOf(check: () => void | Promise<void>, known: unknown): Promise<unknown> {
  try {
    await check();
    return known;
  } catch (error) {
    return error;
  }
}

function errorText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const place =
    error.stack
      ?.split('\n')
      .filter((line) => /^\s+at /.test(line))
      .slice(0, 4) ?? [];
  return [`${error.name}: ${error.message}`, ...place].join('\n').slice(0, 1500);
}

/** Folder of the saved cases, from the root of the repository. */
export const CASES = 'test/fuzz/cases';

/**
 * Saves an input, so that the tests replay it from now on. The error is saved without its place, which moves.
 *
 * @returns the path of the file
 */
export function saveCase(target: string, { input, error }: Pick<Failure, 'input' | 'error'>, folder = CASES): string {
  const hash = createHash('sha256').update(JSON.stringify(input)).digest('hex').slice(0, 8);
  const path = join(folder, `${target}-${hash}.json`);
  const [sentence = ''] = error.split('\n');
  const saved: Case = { target, error: sentence.slice(0, 300), input };
  mkdirSync(folder, { recursive: true });
  writeFileSync(path, `${JSON.stringify(saved, null, 2)}\n`);
  return path;
}
