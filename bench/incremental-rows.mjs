// Measures incremental plans. After a few contacts have changed at the vendor, compares a plan that reads only changed contacts
// with a plan that reads all of them.

import { join } from 'node:path';
import { ACCOUNT, writeManifests } from './inputs.mjs';
import { recordManifests, rollcall, startSandbox } from './processes.mjs';
import { bar, inTurns, ratio } from './statistics.mjs';

export async function incrementalPlans(directory, { contacts, changed, rounds }) {
  const cwd = writeManifests(join(directory, 'incremental'), { contacts });
  const sandbox = await startSandbox(contacts);
  recordManifests(cwd, sandbox);
  const plan = (how) => rollcall(['plan', '--sandbox', sandbox.url, '--quiet', `--refresh=${how}`], { cwd });
  plan('incremental');
  for (let number = 1; number <= changed; number += 1) await moveAway(sandbox, number);
  const requestsOf = async (how) => {
    await sandbox.requests();
    const { stdout } = plan(how);
    if (!stdout.includes(`${changed} to update`)) throw new Error(`the ${how} plan did not find what changed`);
    return (await sandbox.requests()).length;
  };
  const [all, few] = [await requestsOf('full'), await requestsOf('incremental')];
  const { full, incremental } = inTurns({ full: () => plan('full'), incremental: () => plan('incremental') }, rounds);
  await sandbox.close();
  const name = `incremental plan, ${changed} of ${contacts.toLocaleString('en')} changed`;
  return [
    bar(`${name}: requests`, few, Math.ceil((changed + 1) / 250), { full: all }),
    // Without a rate limit, reading takes little time. Most of the time is for comparing, which is the same for both plans.
    ratio(`${name} ÷ the full plan, unthrottled`, incremental, full),
  ];
}

/** Changes a contact at the vendor, as a user of the vendor's app would. */
async function moveAway({ url }, number) {
  const email = `user${String(number).padStart(6, '0')}@example.com`;
  const answer = await fetch(`${url}/@${ACCOUNT}/omnisend/api/contacts?email=${email}`, {
    method: 'PATCH',
    headers: {
      authorization: 'Omnisend-API-Key bench',
      'omnisend-version': '2026-03-15',
      'content-type': 'application/json',
    },
    body: JSON.stringify({ city: 'Elsewhere' }),
  });
  if (!answer.ok) throw new Error(`the sandbox answered ${answer.status}`);
}
