// Would a second thread pay for parsing manifests? One thread parses all files; then a worker parses every other one and copies
// what it found back, as it would have to. Nothing else is measured: neither rules nor merging could be shared out.
//
//   npm run build && node bench/threads.mjs [contacts] [rounds]

import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { writeManifests } from './inputs.mjs';
import { median } from './statistics.mjs';

/** @returns items without their file, which the other side has */
async function parseAll(paths) {
  const { parseManifest } = await import('../dist/manifest/parse.js');
  const { sourceOf } = await import('../dist/manifest/source.js');
  const all = [];
  for (const path of paths) {
    const { contacts } = await parseManifest(sourceOf(path, 'yaml', readFileSync(path)));
    for (const { file, ...item } of contacts) all.push(item);
  }
  return all;
}

async function onOneThread(paths) {
  const start = performance.now();
  const items = await parseAll(paths);
  return { ms: performance.now() - start, count: items.length };
}

async function onTwoThreads(paths) {
  const start = performance.now();
  const worker = new Worker(fileURLToPath(import.meta.url), {
    workerData: paths.filter((_, index) => index % 2 === 1),
  });
  const theirs = new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject));
  const ours = await parseAll(paths.filter((_, index) => index % 2 === 0));
  const count = ours.length + (await theirs).length;
  const ms = performance.now() - start;
  await worker.terminate();
  return { ms, count };
}

/** Each in a process of its own would start cold; here both are warm, which is the kinder to the worker. */
async function compare(contacts, rounds) {
  const directory = mkdtempSync(join(tmpdir(), 'rollcall-bench-'));
  try {
    const manifests = join(writeManifests(directory, { contacts, files: contacts / 100 }), 'contacts.d');
    const paths = readdirSync(manifests).map((name) => join(manifests, name));
    const times = { one: [], two: [] };
    for (let round = 0; round < rounds; round += 1) {
      for (const [name, parse] of [
        ['one', onOneThread],
        ['two', onTwoThreads],
      ]) {
        const { ms, count } = await parse(paths);
        if (count !== contacts) throw new Error(`${count} of ${contacts} contacts were parsed`);
        times[name].push(ms);
      }
    }
    const [one, two] = [median(times.one), median(times.two)];
    console.log(
      `${contacts} contacts: one thread ${one.toFixed(0)} ms, two ${two.toFixed(0)} ms (${(two / one).toFixed(2)} ×)`,
    );
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

if (isMainThread) await compare(Number(process.argv[2] ?? 10_000), Number(process.argv[3] ?? 5));
else parentPort.postMessage(await parseAll(workerData));
