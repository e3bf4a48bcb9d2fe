// Measures workers that apply a plan of many accounts together, at a vendor who is 60 ms away: how much faster two are than one, and
// what a journal in PostgreSQL costs beside one in a file. Without PostgreSQL, it measures nothing.

import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startPostgres } from './postgres.mjs';
import { BIN, rollcall, startSandbox } from './processes.mjs';
import { bundled } from './sources.mjs';
import { bar } from './statistics.mjs';

const { filledContact } = await import(bundled('sandbox/omnisend/fill'));

const LATENCY = 60;
const SEED = 1;
const FAR = fileURLToPath(new URL('./far-server.mjs', import.meta.url));

export async function workers(directory, { accounts, changes, alone }) {
  const postgres = startPostgres();
  if (postgres === undefined) return [];
  try {
    const one = await drained(directory, postgres, { accounts, changes, workers: 1 });
    const two = await drained(directory, postgres, { accounts, changes, workers: 2 });
    const inDatabase = await drained(directory, postgres, { accounts: 1, changes: alone, workers: 1 });
    const inFiles = await drained(directory, postgres, { accounts: 1, changes: alone, workers: 0 });
    const what = `${accounts} accounts × ${changes.toLocaleString('en')} updates, ${LATENCY} ms away`;
    return [
      bar(`${what}: two workers ÷ one`, two / one, 0.55, { oneMs: one, twoMs: two }),
      bar(`apply, ${alone.toLocaleString('en')} updates: journal in PostgreSQL ÷ in files`, inDatabase / inFiles, 1.5, {
        databaseMs: inDatabase,
        filesMs: inFiles,
      }),
    ];
  } finally {
    postgres.stop();
  }
}

/**
 * Applies a plan with a number of workers, each of which works on one account at a time; with none, without a queue.
 *
 * @returns milliseconds of the command that applies it
 */
async function drained(directory, postgres, { accounts, changes, workers: amount }) {
  const cwd = join(directory, `workers-${accounts}-${amount}`);
  const sandbox = await startSandbox(changes);
  const far = await startFar(sandbox.url);
  const env = { ROLLCALL_QUEUE_URL: postgres.database(), OMNISEND_API_KEY: 'bench' };
  writeManifests(cwd, accounts, changes);
  rollcall(['plan', '--sandbox', sandbox.url, '--quiet', '--out', 'plan.json'], { cwd });
  const running = Array.from({ length: amount }, () => startWorker(far.url, env));
  const queue = amount === 0 ? [] : ['--queue', '--wait'];
  const args = [
    'apply',
    'plan.json',
    ...queue,
    '--no-record',
    '--first-run',
    '--no-cache',
    '--quiet',
    '--sandbox',
    far.url,
  ];
  const { ms } = rollcall(args, { cwd, env });
  await Promise.all(running.map((stop) => stop()));
  far.stop();
  await sandbox.close();
  return ms;
}

function writeManifests(cwd, accounts, changes) {
  mkdirSync(join(cwd, 'contacts.d'), { recursive: true });
  const names = Array.from({ length: accounts }, (_, index) => `brand${index + 1}`);
  const lines = names.map(
    (name) =>
      `  ${name}: { provider: omnisend, apiVersion: "2026-03-15", apiKey: "\${OMNISEND_API_KEY}", limits: { maxChangedPercent: 100 } }\n`,
  );
  writeFileSync(join(cwd, 'contacts.d/accounts.yaml'), `accounts:\n${lines.join('')}`);
  const contacts = Array.from({ length: changes }, (_, index) => ({
    email: filledContact(SEED, index + 1).identifiers[0].id,
    lastName: `Changed-${index + 1}`,
    accounts: names,
  }));
  writeFileSync(join(cwd, 'contacts.d/people.json'), JSON.stringify({ contacts }));
}

async function startFar(url) {
  const far = spawn(process.execPath, [FAR, url, String(LATENCY)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [address] = await new Promise((resolve) =>
    far.stdout.setEncoding('utf8').once('data', (text) => resolve(text.split('\n'))),
  );
  return { url: address, stop: () => far.kill() };
}

/** Starts a worker. @returns what ends it */
function startWorker(url, env) {
  const args = [BIN, 'worker', '--concurrency', '1', '--sandbox', url, '--quiet'];
  const worker = spawn(process.execPath, args, {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, ...env },
  });
  const ended = new Promise((resolve) => worker.once('exit', resolve));
  return () => {
    worker.kill('SIGTERM');
    return ended;
  };
}
