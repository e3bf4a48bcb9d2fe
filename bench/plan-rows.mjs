// Measures `rollcall plan`: compares plans without changes to yaml.parse, terraform and undici alone, and measures how time and
// memory grow with the number of contacts.

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeManifests, writeTerraform, writeTerraformState } from './inputs.mjs';
import { child, hasTerraform, recordManifests, rollcall, run, startSandbox } from './processes.mjs';
import { bar, exponentOfGrowth, fitExponent, info, inTurns, median, ratio } from './statistics.mjs';

export async function noOpPlans(directory, { contacts, rounds }) {
  const cwd = writeManifests(join(directory, 'no-op'), { contacts });
  const sandbox = await startSandbox(contacts);
  recordManifests(cwd, sandbox);
  const measured = {
    yaml: () => child('yaml-parse.mjs', join(cwd, 'contacts.d')),
    cold: () => planned(cwd, sandbox, { cold: true }),
    warm: () => planned(cwd, sandbox, { cold: false }),
    undici: () => child('bare-undici.mjs', sandbox.url),
  };
  const { yaml, cold, warm, undici } = inTurns(measured, rounds);
  await sandbox.requests();
  planned(cwd, sandbox, { cold: false });
  const reads = (await sandbox.requests()).length;
  await sandbox.close();
  const size = `${contacts.toLocaleString('en')} contacts`;
  const pages = Math.ceil(contacts / 250);
  return [
    ...terraformRow(directory, contacts, cold.ms),
    ratio(`no-op plan, ${size}, cold ÷ yaml.parse`, cold, yaml, 1),
    ratio('the same, manifests unchanged ÷ yaml.parse', warm, yaml, 1 / 3),
    bar('requests of that plan ÷ pages of the account', reads / pages, 2, { reads, pages }),
    ratio('that plan ÷ bare undici reading the same pages', warm, undici, 2.8),
  ];
}

function planned(cwd, { url }, { cold }) {
  if (cold) rmSync(join(cwd, '.rollcall'), { recursive: true, force: true });
  const { stdout, ...cost } = rollcall(['plan', '--sandbox', url, '--quiet', '--detailed-exitcode'], { cwd });
  return cost;
}

/** Compares a plan to `terraform plan`, which runs only once, because it takes minutes. */
function terraformRow(directory, contacts, cold) {
  const name = 'no-op plan, cold ÷ terraform plan';
  if (!hasTerraform()) return [info(`${name}: terraform is not installed`, Number.NaN, {})];
  const cwd = writeTerraform(join(directory, 'terraform'), { contacts });
  writeTerraformState(cwd, contacts);
  run('terraform', ['init', '-input=false'], { cwd });
  const { ms, stdout } = run('terraform', ['plan', '-input=false', '-no-color'], { cwd });
  if (!stdout.includes('No changes.')) throw new Error('terraform found changes: the state is not that of the files');
  return [bar(name, cold / ms, 1 / 10, { coldMs: cold, terraformMs: ms })];
}

/**
 * Measures the peak memory at the largest size, and the exponent with which the time grows over three sizes, each the same
 * multiple of the one before. The exponent excludes the fixed time of every plan: start-up, and compilation of the code that
 * runs. Subtracting the time of a plan of one contact would exclude only the start-up, so the exponent would seem smaller than it
 * is.
 */
export async function growth(directory, { sizes, rounds }) {
  const startUp = await sizeCost(directory, 1, rounds);
  const costs = [];
  for (const size of sizes) costs.push({ size, ...(await sizeCost(directory, size, rounds)) });
  const exponent = exponentOfGrowth(costs.map(({ size, ms }) => [size, ms]));
  const cpuExponent = exponentOfGrowth(costs.map(({ size, cpuMs }) => [size, cpuMs]));
  const fitted = fitExponent(costs.map(({ size, ms }) => [size, ms - startUp.ms]));
  const largest = costs.at(-1);
  const details = { startUp, costs };
  const range = `${sizes[0].toLocaleString('en')} to ${largest.size.toLocaleString('en')} contacts`;
  return [
    bar(`plan peak memory in MB, ${largest.size.toLocaleString('en')} contacts, cold`, largest.peakMb, 700, details),
    bar(`|exponent of time − 1|, ${range}`, Math.abs(exponent - 1), 0.15, { exponent }),
    info('the same of processor time', Math.abs(cpuExponent - 1), { exponent: cpuExponent }),
    info('exponent of time where a plan of one contact is taken off', fitted, {}),
  ];
}

async function sizeCost(directory, contacts, rounds) {
  const files = Math.max(1, contacts / 100);
  const cwd = writeManifests(join(directory, `size-${contacts}`), { contacts, files });
  const sandbox = await startSandbox(contacts);
  recordManifests(cwd, sandbox);
  const costs = Array.from({ length: rounds }, () => planned(cwd, sandbox, { cold: true }));
  await sandbox.close();
  rmSync(cwd, { recursive: true });
  const of = (name) => median(costs.map((cost) => cost[name]));
  return { ms: of('ms'), cpuMs: of('cpuMs'), peakMb: of('peakMb') };
}
