// Reads a directory of manifests and prints the milliseconds that this took, and the number of mistakes found.

import { loadManifests } from '../dist/index.js';

const [directory] = process.argv.slice(2);
const start = performance.now();
const { diagnostics } = await loadManifests({
  directory,
  workingDirectory: directory,
  environment: {},
  now: Date.now,
});
console.log(JSON.stringify({ ms: performance.now() - start, found: diagnostics.length }));
