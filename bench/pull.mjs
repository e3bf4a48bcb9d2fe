// Takes a new last name of every n-th contact into the manifests of a directory, as a pull does once the vendor is read, and parses
// the same files with the yaml library. Prints milliseconds and processor time of both.

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseDocument } from 'yaml';
import { loadManifests } from '../dist/index.js';
import { bundled } from './sources.mjs';

const { takeDrift } = await import(bundled('workflows/pull/index'));

const [directory, every] = process.argv.slice(2);
const where = { directory, workingDirectory: dirname(directory), now: Date.now };
const { whole } = await loadManifests({ ...where, environment: {}, sandbox: true });
const changed = whole.contacts.filter((_, index) => index % Number(every) === 0);
const entries = changed.map(({ account, key, source, scalars }) => {
  const { lastName } = scalars;
  return {
    account,
    key,
    source,
    kind: 'field',
    path: ['lastName'],
    recorded: lastName,
    declared: lastName,
    live: 'Changed',
  };
});
const live = { emails: [], phones: [], scalars: {}, sets: {}, customProperties: {}, channels: {} };
const seen = new Map(changed.map((desired) => [desired.key, { desired, live }]));
const found = { drift: { complete: true, accounts: [], entries }, configuration: whole, seen };
const selection = { all: true, optOuts: false, fields: [] };

const names = readdirSync(directory).map((name) => join(directory, name));
const parseAll = async () => {
  for (const name of names) parseDocument(readFileSync(name, 'utf8'));
};
// Once unmeasured, so that neither is slower only because it is compiled while it runs.
await parseAll();
const peer = await timed(parseAll);
await takeDrift(found, selection, { ...where, dryRun: true });
let result;
const pull = await timed(async () => {
  result = await takeDrift(found, selection, { ...where, dryRun: false });
});
if (result.taken.length !== changed.length) throw new Error('not every value was taken');
console.log(JSON.stringify({ ...pull, peer, changes: changed.length, files: result.files.length }));

async function timed(work) {
  const [start, cpu] = [performance.now(), process.cpuUsage()];
  await work();
  const { user, system } = process.cpuUsage(cpu);
  return { ms: performance.now() - start, cpuMs: (user + system) / 1000 };
}
