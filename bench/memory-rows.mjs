// Does apply hold more, the more changes have ended? What is alive in it when it begins (plan, manifests, code) and at most
// afterwards, of few changes and of many.

import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeManifests } from './inputs.mjs';
import { BIN, rollcall, run, startSandbox } from './processes.mjs';
import { bar, info } from './statistics.mjs';

const HEAP = new URL('./heap.mjs', import.meta.url).href;

export async function outcomesHeld(directory, { few, many }) {
  const small = await applyMemory(directory, few);
  const large = await applyMemory(directory, many);
  const perChange = ((large.mostMb - large.startMb - (small.mostMb - small.startMb)) * 2 ** 20) / (many - few);
  const size = `${many.toLocaleString('en')} changes`;
  return [
    bar(`alive at most while applying ${size} ÷ alive before`, large.mostMb / large.startMb, 1.25, { small, large }),
    info('bytes that apply holds for a change, beside plan and manifests', perChange, {}),
    info(`apply peak memory in MB, ${size}`, large.peakMb, { fewPeakMb: small.peakMb }),
  ];
}

async function applyMemory(directory, contacts) {
  const cwd = writeManifests(join(directory, `memory-${contacts}`), { contacts, files: contacts / 100, changed: true });
  const sandbox = await startSandbox(contacts);
  const at = ['--sandbox', sandbox.url];
  rollcall(['plan', ...at, '--quiet', '--out', 'plan.json'], { cwd });
  const before = await (await fetch(`${sandbox.url}/_sandbox/state`)).text();
  const { peakMb } = rollcall(['apply', 'plan.json', '--quiet', ...at], { cwd });
  await fetch(`${sandbox.url}/_sandbox/state`, { method: 'PUT', body: before });
  const file = join(cwd, 'heap.json');
  const args = ['--expose-gc', '--import', HEAP, '--', BIN, 'apply', 'plan.json', ...at];
  run(process.execPath, args, { cwd, env: { OMNISEND_API_KEY: 'bench', BENCH_HEAP: file } });
  const { startMb, mostMb } = JSON.parse(readFileSync(file, 'utf8'));
  await sandbox.close();
  rmSync(cwd, { recursive: true });
  return { startMb, mostMb, peakMb };
}
