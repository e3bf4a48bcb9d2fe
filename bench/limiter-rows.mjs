// Measures apply under Loops' rate limit of ten requests a second, which the sandbox enforces. First rollcall is the only client;
// then a second client with the same key uses half of the limit, which rollcall can detect only from the answers.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { commitAll, rollcall, startSandbox } from './processes.mjs';
import { bar, info } from './statistics.mjs';

const PER_SECOND = 10;
const SECOND_CLIENT = fileURLToPath(new URL('./second-client.mjs', import.meta.url));

export async function sharedLimit(directory, { contacts }) {
  const alone = await applyLimited(join(directory, 'alone'), { contacts, account: `, rateLimit: ${PER_SECOND}/s` });
  const shared = await applyLimited(join(directory, 'shared'), { contacts, account: '', others: PER_SECOND / 2 });
  const name = `apply at an enforced ${PER_SECOND}/s`;
  return [
    bar(`${name}, alone ÷ requests at that rate`, alone.ms / (1000 * (alone.requests / PER_SECOND)), 1.05, alone),
    bar('answers 429 in it', alone.refused, 0, {}),
    bar(`${name}, half taken by another client: 429 ÷ requests`, shared.refused / shared.requests, 0.01, shared),
    info(
      'time of it ÷ requests at the half that is left',
      shared.ms / (1000 * (shared.requests / (PER_SECOND / 2))),
      {},
    ),
  ];
}

/**
 * Runs an apply under the rate limit. Returns its duration and the numbers of requests.
 *
 * @param others requests per second of a second client with the same key; undefined for no second client
 */
async function applyLimited(cwd, { contacts, account, others }) {
  const sandbox = await startSandbox(contacts, 1);
  writeLoopsManifests(cwd, contacts, `baseUrl: "${sandbox.url}/loops"${account}`);
  commitAll(cwd);
  const client = others === undefined ? undefined : await startSecondClient(sandbox.url, others);
  const { ms } = rollcall(['apply', '--auto-approve', '--quiet'], { cwd, env: { LOOPS_API_KEY: 'bench' } });
  client?.kill();
  const all = await sandbox.requests();
  await sandbox.close();
  const own = all.filter(({ headers }) => headers['user-agent']?.startsWith('rollcall/'));
  const refused = own.filter(({ status }) => status === 429).length;
  return { ms, requests: own.length, refused, othersRequests: all.length - own.length };
}

function writeLoopsManifests(cwd, contacts, account) {
  mkdirSync(join(cwd, 'contacts.d'), { recursive: true });
  const people = Array.from(
    { length: contacts },
    (_, index) => `  - { email: user${String(index + 1).padStart(6, '0')}@example.com, firstName: Changed }\n`,
  );
  const accounts = `accounts:\n  default: { provider: loops, apiKey: "\${LOOPS_API_KEY}", ${account}, limits: { maxChangedPercent: 100 } }\n`;
  writeFileSync(join(cwd, 'contacts.d/all.yaml'), `${accounts}contacts:\n${people.join('')}`);
}

async function startSecondClient(url, perSecond) {
  const client = spawn(process.execPath, [SECOND_CLIENT, url, String(perSecond)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(client.stdout, 'data');
  return client;
}
