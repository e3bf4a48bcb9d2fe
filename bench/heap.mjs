// Preloaded, with --expose-gc, into an apply: at the end it leaves what was alive while it applied, every so often. Collecting
// garbage takes time, so that no time is measured in such a run.

import { writeFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

const { BENCH_HEAP: file, BENCH_HEAP_EVERY_MS: everyMs } = process.env;

function aliveMb() {
  globalThis.gc();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 2 ** 20;
}

if (isMainThread && file !== undefined) {
  const samples = [];
  const write = process.stderr.write.bind(process.stderr);
  process.stderr.write = (text, ...rest) => {
    if (/^Applying [\d,]+ requests/.test(String(text)))
      setInterval(() => samples.push(aliveMb()), Number(everyMs)).unref();
    return write(text, ...rest);
  };
  process.on('exit', () => writeFileSync(file, JSON.stringify(samples)));
}
