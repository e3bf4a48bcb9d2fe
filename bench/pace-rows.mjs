// Measures how long people wait for an everyday change at a vendor that is 60 ms away and enforces its real limit of 400 requests a
// minute: bursts, the pace after them, a second client with the same key, and 429s.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { request } from 'undici';
import { ACCOUNT, writeManifests } from './inputs.mjs';
import { commitAll, rollcall, startSandbox } from './processes.mjs';
import { bar, info } from './statistics.mjs';

const LATENCY_MS = 60;
const PER_MINUTE = 400;
const BURST = PER_MINUTE / 2;
/** The share of the limit that an account uses by default. */
const SHARE_PER_MINUTE = 300;

export async function everyday(directory, { contacts, changes }) {
  const alone = await applyChanges(join(directory, 'everyday'), { contacts, changes });
  const shared = await applyChanges(join(directory, 'everyday-shared'), { contacts, changes, others: 100 });
  const apart = await applyChanges(join(directory, 'everyday-apart'), { contacts, changes, isPlannedApart: true });
  const name = `${changes} of ${contacts.toLocaleString('en')} contacts change, ${LATENCY_MS} ms away: plan + apply + read-back, in ms`;
  return [
    bar(name, alone.ms, 3000, alone),
    bar('answers 429 in it', alone.refused, 0, {}),
    bar('the same with a second client at 100/min', shared.ms, 6000, shared),
    bar('answers 429 in it', shared.refused, 1, {}),
    info('the same alone, planned by a command of its own', apart.ms, apart),
  ];
}

export async function paced(directory, { changes }) {
  const run = await applyChanges(join(directory, 'paced'), { contacts: changes, changes });
  const atPaceMs = ((run.requests - BURST) * 60_000) / SHARE_PER_MINUTE;
  return [
    bar(`${changes.toLocaleString('en')} changes ÷ ((requests − burst) ÷ rate)`, run.ms / atPaceMs, 1.02, {
      ...run,
      atPaceMs,
    }),
    bar('answers 429 in it', run.refused, 0, {}),
  ];
}

/**
 * After a 429 requests leave at the pace alone for a window (docs/semantics.md), so the time without any burst is the measure. A burst of a
 * hundred requests takes no longer than their round trips: compared with it, no apply at the pace could meet a ratio of 1.3.
 */
export async function afterRefusals(directory, { changes }) {
  const at = { contacts: changes, changes, isPlannedApart: true };
  const refused = await applyChanges(join(directory, 'refused'), { ...at, refusals: 3 });
  const burst = await applyChanges(join(directory, 'not-refused'), at);
  const atRateMs = (refused.applyRequests * 60_000) / SHARE_PER_MINUTE;
  return [
    bar(`apply of ${changes} changes after three 429s ÷ its requests at the rate`, refused.applyMs / atRateMs, 1.3, {
      ...refused,
      atRateMs,
    }),
    info('the same without 429s, in a burst', burst.applyMs / atRateMs, burst),
  ];
}

/**
 * Plans and applies changes of some of the contacts of an account.
 *
 * @param others requests per minute of a second client with the same key
 * @param isPlannedApart plan with a command of its own, which saves the plan
 * @param refusals number of requests of the apply that are answered 429 first
 */
async function applyChanges(cwd, { contacts, changes, others, isPlannedApart = false, refusals = 0 }) {
  const sandbox = await startSandbox(contacts, 1);
  const far = await startFarServer(sandbox.url);
  const account = { baseUrl: `${far.url}/omnisend` };
  commitAll(writeManifests(cwd, { contacts, files: 50, account }));
  rollcall(['apply', '--auto-approve', '--quiet'], { cwd });
  commitAll(writeManifests(cwd, { contacts, files: 50, changed: changes, account }));
  const client = others === undefined ? undefined : await startSecondClient(far.url, others);
  await sandbox.requests();
  const planned = isPlannedApart ? rollcall(['plan', '--out', 'plan.json', '--quiet'], { cwd }) : { ms: 0, cpuMs: 0 };
  const read = ownRequests(await sandbox.requests());
  if (refusals > 0) await request(`${far.url}/_refuse?count=${refusals}`, { method: 'PUT' });
  const applied = rollcall(['apply', ...(isPlannedApart ? ['plan.json'] : ['--auto-approve']), '--quiet'], { cwd });
  client?.kill();
  const sent = ownRequests(await sandbox.requests());
  await sandbox.close();
  far.kill();
  const all = [...read, ...sent];
  return {
    account: ACCOUNT,
    ms: planned.ms + applied.ms,
    cpuMs: planned.cpuMs + applied.cpuMs,
    planMs: planned.ms,
    applyMs: applied.ms,
    requests: all.length,
    planRequests: read.length,
    applyRequests: sent.length,
    refused: all.filter(({ status }) => status === 429).length,
  };
}

function ownRequests(requests) {
  return requests.filter(({ headers }) => headers['user-agent']?.startsWith('rollcall/'));
}

async function startFarServer(url) {
  const process = startNode('./far-server.mjs', url, String(LATENCY_MS));
  const [line] = await once(process.stdout, 'data');
  return { url: String(line).trim(), kill: () => process.kill() };
}

async function startSecondClient(url, perMinute) {
  const client = startNode('./second-client.mjs', url, String(perMinute / 60), 'omnisend');
  await once(client.stdout, 'data');
  return client;
}

function startNode(script, ...args) {
  const path = fileURLToPath(new URL(script, import.meta.url));
  return spawn(process.execPath, [path, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
}
