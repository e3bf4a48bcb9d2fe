// Measures whether the memory of an apply grows with the number of finished changes: compares the live memory, which includes the
// plan and the manifests, early and late in the apply.

import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeManifests } from './inputs.mjs';
import { BIN, commitAll, recordManifests, rollcall, run, startSandbox } from './processes.mjs';
import { bar, info, median } from './statistics.mjs';

const HEAP = new URL('./heap.mjs', import.meta.url).href;

export async function outcomesHeld(directory, { contacts, everyMs }) {
  const size = { contacts, files: contacts / 100 };
  const cwd = writeManifests(join(directory, 'memory'), size);
  const sandbox = await startSandbox(contacts);
  recordManifests(cwd, sandbox);
  commitAll(writeManifests(cwd, { ...size, changed: true }));
  const at = ['--sandbox', sandbox.url];
  const planned = rollcall(['plan', ...at, '--quiet', '--out', 'plan.json'], { cwd });
  const before = await (await fetch(`${sandbox.url}/_sandbox/state`)).text();
  const applied = rollcall(['apply', 'plan.json', '--quiet', ...at], { cwd });
  await fetch(`${sandbox.url}/_sandbox/state`, { method: 'PUT', body: before });
  const file = join(cwd, 'heap.json');
  const args = ['--expose-gc', '--import', HEAP, '--', BIN, 'apply', 'plan.json', ...at];
  const weighing = { BENCH_HEAP: file, BENCH_HEAP_EVERY_MS: String(everyMs) };
  run(process.execPath, args, { cwd, env: { OMNISEND_API_KEY: 'bench', ...weighing } });
  await sandbox.close();
  const samples = JSON.parse(readFileSync(file, 'utf8'));
  rmSync(cwd, { recursive: true });
  const part = Math.ceil(samples.length / 4);
  const [early, late] = [median(samples.slice(0, part)), median(samples.slice(-part))];
  const name = `${contacts.toLocaleString('en')} changes`;
  const details = { earlyMb: early, lateMb: late, mostMb: Math.max(...samples), samples: samples.length };
  return [
    bar(`apply, ${name}: alive late ÷ alive early`, late / early, 1.1, details),
    info(`apply peak memory in MB, ${name}`, applied.peakMb, { planPeakMb: planned.peakMb }),
  ];
}
