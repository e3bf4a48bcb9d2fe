// Measures whether a second thread would speed up the parsing of manifests. Either one thread parses all files, or a worker
// thread parses every other file and copies its results back. Each measurement runs in its own process, as the program does; they
// alternate, and the medians are compared. Only parsing is measured, because checking rules and merging cannot be split.
//
//   npm run build && node bench/threads.mjs [contacts] [rounds]

import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { writeManifests } from './inputs.mjs';
import { child } from './processes.mjs';
import { bundled } from './sources.mjs';
import { inTurns } from './statistics.mjs';

const PARSE = bundled('manifest/syntax/parse');
const SOURCE = bundled('manifest/read/source');

/** Parses files. Returns their contacts without the member `file`, which need not be copied because the main thread has it. */
async function parseAll(paths) {
  const { parseManifest } = await import(PARSE);
  const { sourceOf } = await import(SOURCE);
  const all = [];
  for (const path of paths) {
    const { contacts } = await parseManifest(sourceOf(path, 'yaml', readFileSync(path)));
    for (const { file, ...item } of contacts) all.push(item);
  }
  return all;
}

async function onTwoThreads(paths) {
  const worker = new Worker(fileURLToPath(import.meta.url), {
    workerData: paths.filter((_, index) => index % 2 === 1),
  });
  const theirs = new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject));
  const ours = await parseAll(paths.filter((_, index) => index % 2 === 0));
  return [...ours, ...(await theirs)];
}

const PARSERS = { one: parseAll, two: onTwoThreads };

async function measure(threads, directory) {
  const paths = readdirSync(directory).map((name) => join(directory, name));
  const start = performance.now();
  const { length: contacts } = await PARSERS[threads](paths);
  console.log(JSON.stringify({ ms: performance.now() - start, contacts }));
}

function compare(contacts, rounds) {
  const directory = mkdtempSync(join(tmpdir(), 'rollcall-bench-'));
  try {
    const manifests = join(writeManifests(directory, { contacts, files: Math.ceil(contacts / 100) }), 'contacts.d');
    const parsed = (threads) => child('threads.mjs', '--measure', threads, manifests);
    const { one, two } = inTurns({ one: () => parsed('one'), two: () => parsed('two') }, rounds);
    if (one.contacts !== contacts || two.contacts !== contacts) throw new Error('not every contact was parsed');
    console.log(
      `${contacts} contacts: one thread ${one.ms.toFixed(0)} ms, two ${two.ms.toFixed(0)} ms (${(two.ms / one.ms).toFixed(2)} ×)`,
    );
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

const [first, ...rest] = process.argv.slice(2);
if (!isMainThread) parentPort.postMessage(await parseAll(workerData));
else if (first === '--measure') await measure(...rest);
else compare(Number(first ?? 10_000), Number(rest[0] ?? 5));
