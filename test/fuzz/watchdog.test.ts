// @module-tag slow
// An input that a reader never finishes is found: a worker that hangs or dies is known by the input that it had begun.

import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { temporaryDirectory } from '../store/temporary.ts';

interface FuzzWorker {
  ask(question: 'turn', args: object): Promise<unknown>;
  end(): void;
}

/** A worker of scripts/fuzz.mjs whose only target runs this code, with `begin` to announce an input. */
async function workerThatRuns(code: string): Promise<FuzzWorker> {
  const bundle = join(temporaryDirectory(), 'bundle.mjs');
  writeFileSync(
    bundle,
    `export const TARGETS = new Map([['t', { name: 't', sources: [] }]]);
     export const openTarget = async (_, begin) => ({ run: async () => { ${code} } });`,
  );
  const file = resolve(import.meta.dirname, '../../scripts/fuzz-crew.mjs');
  const { startWorker } = await import(/* @vite-ignore */ pathToFileURL(file).href);
  const worker: FuzzWorker = startWorker({ bundle, withCoverage: false, hangMs: 2000 });
  onTestFinished(() => worker.end());
  return worker;
}

const TURN = { name: 't', seed: 1, executions: 5 };

test('an input that is never finished ends the worker, and is the one that began last', async () => {
  const worker = await workerThatRuns(`begin('fine'); begin({ a: ['\\ud800', 'é'] }); for (;;);`);
  const lost = { error: 'Error: not finished after 2 s', input: { a: ['\ud800', 'é'] } };
  expect(await worker.ask('turn', TURN)).toEqual({ lost });
});

test('a worker that dies is known by its last input', async () => {
  const worker = await workerThatRuns(
    `begin('bad'); setTimeout(() => { throw new RangeError('too much'); }); await new Promise(() => {});`,
  );
  expect(await worker.ask('turn', TURN)).toEqual({ lost: { error: 'RangeError: too much', input: 'bad' } });
});

test('a turn that ends gives its result, and nobody takes the pause after it for a hang', async () => {
  const worker = await workerThatRuns(`begin('fine'); return { executions: 5 };`);
  expect(await worker.ask('turn', TURN)).toEqual({ turn: { executions: 5 } });
  await new Promise((resolve) => setTimeout(resolve, 2500));
  expect(await worker.ask('turn', TURN)).toEqual({ turn: { executions: 5 } });
});

test('a reader has no deeper stack than in the program, so that a recursion that overflows there does so here', async () => {
  const worker = await workerThatRuns(
    'let depth = 0; const dive = () => { depth += 1; dive(); }; try { dive(); } catch {} return { depth };',
  );
  const { turn } = (await worker.ask('turn', TURN)) as { readonly turn: { readonly depth: number } };
  const program = `let depth = 0; const dive = () => { depth += 1; dive(); }; try { dive(); } catch {} console.log(depth);`;
  const inProgram = Number(
    execFileSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' }),
  );
  expect(turn.depth).toBeLessThan(inProgram * 1.5);
});
