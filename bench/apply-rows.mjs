// Measures `rollcall apply`: 5,000 updates without a rate limit.

import { join } from 'node:path';
import { writeManifests } from './inputs.mjs';
import { child, commitAll, recordManifests, rollcall, startSandbox } from './processes.mjs';
import { bar, median } from './statistics.mjs';

/**
 * The time of `terraform apply` for 5,000 changed terraform_data resources. It was measured once, on 21 November 2026 on a
 * two-core machine, and is not measured again.
 */
const TERRAFORM = { updates: 5000, ms: 534_000 };

export async function updates(directory, { contacts, rounds }) {
  const cwd = join(directory, 'updates');
  const runs = [];
  for (let round = 0; round < rounds; round += 1) runs.push(await updateAll(cwd, contacts));
  const applied = median(runs.map(({ ms }) => ms));
  const undici = median(runs.map(({ undiciMs }) => undiciMs));
  const [{ writes, later }] = runs;
  const terraform = (TERRAFORM.ms / TERRAFORM.updates) * contacts;
  const name = `apply, ${contacts.toLocaleString('en')} updates`;
  return [
    bar(`${name} ÷ terraform apply (recorded)`, applied / terraform, 1 / 50, {
      applyMs: applied,
      terraformMs: terraform,
    }),
    bar('writes ÷ their lower bound, one of each contact', writes / contacts, 1, { writes }),
    bar('writes of a second apply, when converged', later, 0, {}),
    bar('apply ÷ bare undici sending the same writes', applied / undici, 1.6, { applyMs: applied, undiciMs: undici }),
  ];
}

async function updateAll(cwd, contacts) {
  const sandbox = await startSandbox(contacts);
  recordManifests(writeManifests(cwd, { contacts, files: 50 }), sandbox);
  commitAll(writeManifests(cwd, { contacts, files: 50, changed: true }));
  const at = ['--sandbox', sandbox.url, '--quiet'];
  rollcall(['plan', ...at, '--out', 'plan.json'], { cwd });
  await sandbox.requests();
  const { ms } = rollcall(['apply', 'plan.json', ...at], { cwd });
  const writes = writesOf(await sandbox.requests());
  rollcall(['apply', '--auto-approve', ...at], { cwd });
  const later = writesOf(await sandbox.requests());
  await sandbox.close();
  const fresh = await startSandbox(contacts);
  const { ms: undiciMs } = child('bare-undici.mjs', fresh.url, join(cwd, 'plan.json'));
  await fresh.close();
  return { ms, writes, later, undiciMs };
}

function writesOf(requests) {
  return requests.filter(({ method }) => method !== 'GET').length;
}
