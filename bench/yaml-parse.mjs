// Measures yaml.parse of all files in a directory, in one thread. The time does not include start-up and reading the files.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

const [directory] = process.argv.slice(2);
const texts = readdirSync(directory).map((name) => readFileSync(join(directory, name), 'utf8'));
const start = performance.now();
for (const text of texts) parse(text);
console.log(JSON.stringify({ ms: performance.now() - start }));
