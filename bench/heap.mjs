// Samples the live memory of an apply. It is preloaded into the process together with --expose-gc, collects garbage and takes a
// sample at regular intervals, and writes the samples to a file at exit. Garbage collection takes time, so the time of such a run
// is not measured.

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
