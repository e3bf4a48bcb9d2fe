// Workers of scripts/fuzz.mjs, seen from the main thread. A worker that hangs is ended, and one that dies is known by its last input.

import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { ROOT } from './bundling.mjs';
import { countBegun, lastInput, sharedInput, watch } from './fuzz-watchdog.mjs';

/** A worker that needs more has read an input that no reader should spend so much on. */
const HEAP_MB = 2048;

/** As much as the program has on its main thread. By default, a worker has four times as much, and hides recursions that overflow. */
const STACK_MB = 1;

/**
 * Starts a worker.
 *
 * @param bundle path of the bundled targets
 * @param hangMs milliseconds after which an input that is not finished counts as a hang
 * @returns `ask` resolves with the answer under the question's name, or with what was `lost`: the last input, and the error
 */
export function startWorker({
  bundle,
  withCoverage,
  isAlone = false,
  hangMs,
  file = join(ROOT, 'scripts/fuzz-worker.mjs'),
}) {
  const shared = sharedInput();
  const resourceLimits = { maxOldGenerationSizeMb: HEAP_MB, stackSizeMb: STACK_MB };
  const worker = new Worker(file, { workerData: { bundle, shared, withCoverage, isAlone }, resourceLimits });
  let settle = () => {};
  let isBusy = false;
  let begunBefore = 0;
  const lose = (error) => settle({ lost: { error, input: lastInput(shared) } });
  worker.on('error', (error) => lose(`${error.name}: ${error.message}`));
  const endWatch = watch(shared, {
    // The first input of a turn begins when the target is open, which may take long.
    isBusy: () => isBusy && countBegun(shared) > begunBefore,
    limitMs: hangMs,
    onHang() {
      lose(`Error: not finished after ${hangMs / 1000} s`);
      worker.terminate();
    },
  });
  return {
    ask(question, args) {
      isBusy = true;
      begunBefore = countBegun(shared);
      return new Promise((resolve) => {
        settle = (answer) => {
          isBusy = false;
          resolve(answer);
        };
        worker.once('message', (answer) => settle({ [question]: answer }));
        worker.postMessage({ ask: question, ...args });
      });
    },
    end() {
      endWatch();
      worker.terminate();
    },
  };
}
