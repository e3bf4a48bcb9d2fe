// Compares loading manifests with yaml.parse of the same files in one thread. Each measurement runs in its own process; they
// alternate, and the medians are compared.
//
//   npm run build && node bench/manifests.mjs [--contacts 10000] [--files 100] [--format yaml|json|ndjson] [--rounds 5]

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { bundled } from './sources.mjs';

const { values } = parseArgs({
  options: {
    contacts: { type: 'string', default: '10000' },
    files: { type: 'string', default: '100' },
    format: { type: 'string', default: 'yaml' },
    rounds: { type: 'string', default: '5' },
    /** The measurement that a child process makes: `yaml`, `cold` or `cached`. Only the parent process sets it. */
    measure: { type: 'string' },
    directory: { type: 'string' },
  },
});

const FIRST_NAMES = ['Jane', 'Otto', 'María', 'Li', 'Ada', 'Noor'];
const CITIES = ['London', 'Vilnius', 'São Paulo', 'Kaunas', 'Winnipeg'];

function contactOf(index) {
  const digits = String(index).padStart(7, '0');
  return {
    email: `user${digits}@example.com`,
    phone: `+3706${digits}`,
    firstName: FIRST_NAMES[index % FIRST_NAMES.length],
    lastName: `Doe-${index}`,
    birthdate: `19${50 + (index % 50)}-0${1 + (index % 9)}-1${index % 10}`,
    address: `${index} Main Street`,
    city: CITIES[index % CITIES.length],
    postalCode: `0${1000 + (index % 9000)}`,
    countryCode: 'GB',
    tags: ['vip', 'returning-customer', `batch-${index % 17}`],
    channels: { email: { status: 'subscribed', statusChangedAt: '2024-01-01T00:00:00Z' } },
    customProperties: { age: 20 + (index % 60), height: null, favoriteColors: ['blue', 'green'] },
  };
}

/** Returns the YAML of a contact in the style of people: block style, short lists in brackets, and quotes only if needed. */
function yamlOf({ tags, channels, customProperties, phone, ...plain }) {
  const lines = Object.entries(plain).map(([name, value]) => `${name}: ${value}`);
  lines.push(`phone: "${phone}"`, `tags: [${tags.join(', ')}]`, 'channels:', '  email:');
  lines.push(...Object.entries(channels.email).map(([name, value]) => `    ${name}: ${value}`));
  lines.push('customProperties:', `  age: ${customProperties.age}`, '  height: null', '  favoriteColors:');
  lines.push(...customProperties.favoriteColors.map((color) => `    - ${color}`));
  return `  - ${lines.join('\n    ')}\n`;
}

const WRITERS = {
  yaml: (contacts) => `contacts:\n${contacts.map(yamlOf).join('')}`,
  json: (contacts) => JSON.stringify({ contacts }, undefined, 2),
  ndjson: (contacts) => contacts.map((contact) => `${JSON.stringify(contact)}\n`).join(''),
};

function writeInputs(directory) {
  mkdirSync(directory);
  const account = `{ provider: omnisend, apiVersion: "2026-03-15", apiKey: "\${OMNISEND_API_KEY}" }`;
  writeFileSync(join(directory, 'accounts.yaml'), `accounts:\n  shop: ${account}\n`);
  const total = Number(values.contacts);
  const files = Number(values.files);
  let next = 0;
  for (let file = 1; file <= files; file += 1) {
    const contacts = [];
    for (const end = Math.round((total * file) / files); next < end; next += 1) contacts.push(contactOf(next));
    const name = `contacts-${String(file).padStart(4, '0')}.${values.format}`;
    writeFileSync(join(directory, name), WRITERS[values.format](contacts));
  }
}

async function measureYaml(directory) {
  const { parse } = await import('yaml');
  const texts = readdirSync(directory).map((name) => [name, readFileSync(join(directory, name), 'utf8')]);
  const start = performance.now();
  for (const [name, text] of texts) {
    if (name.endsWith('.ndjson')) for (const line of text.trimEnd().split('\n')) parse(line);
    else parse(text);
  }
  return performance.now() - start;
}

/** Returns the milliseconds from the start of the process until the manifests are loaded, which includes loading the program. */
async function measureLoad(directory, cache) {
  const { loadManifests } = await import(bundled('manifest/index'));
  const { configuration, diagnostics } = await loadManifests({
    directory: join(directory, 'contacts.d'),
    workingDirectory: directory,
    environment: { OMNISEND_API_KEY: 'k' },
    now: Date.now,
    ...(cache ? { cache: join(directory, 'cache') } : {}),
  });
  if (diagnostics.length > 0 || configuration.contacts.length !== Number(values.contacts))
    throw new Error(`not what was written: ${JSON.stringify(diagnostics[0])}`);
  return performance.now();
}

async function measure(what, directory) {
  const ms =
    what === 'yaml'
      ? await measureYaml(join(directory, 'contacts.d'))
      : await measureLoad(directory, what === 'cached');
  console.log(JSON.stringify({ ms, peakMb: process.resourceUsage().maxRSS / 1024 }));
}

function inChild(what, directory) {
  const script = fileURLToPath(import.meta.url);
  const args = [script, '--measure', what, '--directory', directory, '--contacts', values.contacts];
  // yaml.parse of one file of 100,000 contacts needs more than the default heap.
  return JSON.parse(execFileSync(process.execPath, ['--max-old-space-size=8192', ...args], { encoding: 'utf8' }));
}

function median(numbers) {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
}

function compare(directory) {
  writeInputs(join(directory, 'contacts.d'));
  inChild('cached', directory);
  const kinds = ['yaml', 'cold', 'cached'];
  const runs = Array.from({ length: Number(values.rounds) }, () => kinds.map((kind) => inChild(kind, directory)));
  const [base] = kinds.map((_, index) => median(runs.map((run) => run[index].ms)));
  console.log(`${values.contacts} contacts in ${values.files} ${values.format} files, ${values.rounds} rounds`);
  for (const [index, kind] of kinds.entries()) {
    const ms = median(runs.map((run) => run[index].ms));
    const peak = median(runs.map((run) => run[index].peakMb));
    const label = kind === 'yaml' ? 'yaml.parse' : `loadManifests, ${kind}`;
    console.log(
      `${label.padEnd(22)} ${ms.toFixed(0).padStart(6)} ms  ${(ms / base).toFixed(2).padStart(5)} ×  peak ${peak.toFixed(0)} MB`,
    );
  }
}

if (values.measure === undefined) {
  const directory = mkdtempSync(join(tmpdir(), 'rollcall-bench-'));
  try {
    compare(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
} else await measure(values.measure, values.directory);
