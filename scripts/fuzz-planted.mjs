// Shows that fuzzing finds faults: plants each fault of test/fuzz/planted.json in its reader, alone and only in the bundle, and fuzzes
// the reader's target until it fails. A fault is found if the input passes without it. Fails itself if fewer than nine of ten are found.
//
//   npm run fuzz:planted                       up to 50,000 executions for each fault
//   npm run fuzz:planted -- --executions 1000  fewer
//   npm run fuzz:planted -- --seed 7           the inputs that follow from a seed
//   npm run fuzz:planted -- --target records   only the faults of targets whose name begins with this

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { OPTIONS, ROOT } from './bundling.mjs';
import { startWorker } from './fuzz-crew.mjs';

/** So many faults of a hundred have to be found. */
const LEAST_PERCENT = 90;

/** Executions between two looks at the result. */
const TURN = 500;

const { values } = parseArgs({
  options: {
    executions: { type: 'string', default: '50000' },
    seed: { type: 'string', default: '1' },
    target: { type: 'string', default: '' },
  },
});
const [most, seed] = [Number(values.executions), Number(values.seed)];
process.chdir(ROOT);
const all = JSON.parse(await readFile('test/fuzz/planted.json', 'utf8'));
const faults = all.filter(({ target }) => target.startsWith(values.target));
const { TARGETS } = await import(pathToFileURL(await bundleAs('sound')).href);
let count = 0;
for (const [index, fault] of faults.entries()) {
  const { executions, found } = await hunt(fault, index);
  if (found) count += 1;
  console.log(`${found ? 'found ' : 'MISSED'}  ${String(executions).padStart(7)}  ${fault.target}: ${fault.fault}`);
}
console.log(`${count} of ${faults.length} faults were found, seed ${seed}`);
process.exitCode = faults.length > 0 && count * 100 >= faults.length * LEAST_PERCENT ? 0 : 1;

/** Fuzzes a target with a fault in it. The executions are those of whole turns. */
async function hunt(fault, index) {
  const bundle = await bundleWith(fault, index);
  const worker = startWorker({ bundle, withCoverage: false, hangMs: 60_000 });
  let executions = 0;
  let found = false;
  for (let turn = 0; executions < most && !found; turn += 1) {
    const answer = await worker.ask('turn', { name: fault.target, seed: seed + turn, executions: TURN });
    executions += answer.turn?.executions ?? 0;
    // A worker that dies or hangs has read an input that its reader should have refused.
    const failure = answer.lost ?? answer.turn.failure;
    if (failure === undefined) continue;
    await passesWithoutFault(fault.target, failure);
    found = true;
  }
  worker.end();
  return { executions, found };
}

/** @throws Error if the sound reader fails on the input, too: then the fault is one of ours, and not the planted one */
async function passesWithoutFault(target, { input, error }) {
  try {
    await TARGETS.get(target).check(input);
  } catch {
    throw new Error(`${target} fails without any planted fault: ${error}`);
  }
}

/** Bundles all targets with a fault in one file. */
async function bundleWith({ file, from, to }, index) {
  const path = join(ROOT, file);
  const text = await readFile(path, 'utf8');
  if (text.split(from).length !== 2) throw new Error(`${file} does not have this text exactly once: ${from}`);
  const contents = text.replace(from, () => to);
  const plant = {
    name: 'plant',
    setup(builder) {
      builder.onLoad({ filter: /\.ts$/ }, (args) => (args.path === path ? { contents, loader: 'ts' } : undefined));
    },
  };
  return bundleAs(`planted-${index}`, [plant]);
}

/** @returns path of the bundle */
async function bundleAs(name, plugins = []) {
  const outfile = join(ROOT, `dist/fuzz/${name}.js`);
  await build({ ...OPTIONS, splitting: false, entryPoints: ['test/fuzz/index.ts'], outfile, plugins });
  return outfile;
}
