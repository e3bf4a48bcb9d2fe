// A worker of scripts/fuzz.mjs: gives targets turns, as the main thread asks for them.

import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import { startCoverage } from './fuzz-coverage.mjs';
import { inputWriter } from './fuzz-watchdog.mjs';

const { bundle, shared, withCoverage, isAlone } = workerData;
const coverage = withCoverage ? await startCoverage(bundle, isAlone) : undefined;
const { TARGETS, openTarget } = await import(pathToFileURL(bundle).href);
const begin = inputWriter(shared);
const opened = new Map();

async function open(name) {
  const known = opened.get(name);
  if (known !== undefined) return known;
  const target = await openTarget(TARGETS.get(name), begin);
  opened.set(name, target);
  return target;
}

const ANSWERS = {
  async turn({ name, seed, executions }) {
    // The first turn includes the making of its first documents, for which the writer beside a reader is used.
    await coverage?.begin();
    const target = await open(name);
    const turn = await target.run(seed, executions);
    await coverage?.end(name, TARGETS.get(name).sources);
    return turn;
  },
  /** Statements of each target's sources, and those that this worker did not reach. */
  coverage: () => coverage?.report() ?? [],
};

parentPort.on('message', async ({ ask, ...args }) => {
  parentPort.postMessage(await ANSWERS[ask](args));
});
