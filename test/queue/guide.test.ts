// The commands of docs/guide/workers.md, as they stand there, with a database, a worker and a sandbox.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { blocksOf } from '../guide/blocks.ts';
import { hasPostgres, type PostgresServer, sayWithoutPostgres, startPostgres } from '../helpers/queue-server.ts';
import { openWorkplace } from '../helpers/rollcall.ts';
import { startSandboxProcess } from '../helpers/sandbox-process.ts';
import { accountNames, credentialsOf, startWorker, writeWorld } from '../helpers/workers.ts';

const BLOCKS = blocksOf('docs/guide/workers.md');

/** The lines of a block that call rollcall, as arguments. */
function callsIn(text: string): readonly (readonly string[])[] {
  const lines = [...text.matchAll(/^(?:.*[ /=])?rollcall ((?:plan|apply|runs|worker)\b[^#\n]*)/gm)];
  return lines.map(([, call = '']) => call.trim().split(/\s+/));
}

function blockWith(words: string): string {
  const found = BLOCKS.find(({ text }) => text.includes(words));
  if (found === undefined) throw new Error(`no block has ${words}`);
  return found.text;
}

test('services start workers with options that there are', async () => {
  const place = await openWorkplace();
  for (const block of ['# compose.yaml', '[Service]']) {
    const [call, ...others] = callsIn(blockWith(block));
    expect([call?.[0], others]).toEqual(['worker', []]);
    const { code, stderr } = await place.rollcall(...(call ?? []));
    expect([code, stderr]).toEqual([1, expect.stringContaining('ROLLCALL_QUEUE_URL is not set')]);
  }
  await place.remove();
});

sayWithoutPostgres('the commands of the guide to workers');

describe.skipIf(!hasPostgres)('with a database', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server.stop());

  test('the commands run in their order', async () => {
    const accounts = accountNames(2);
    const environment = { ...credentialsOf(accounts), ROLLCALL_QUEUE_URL: await server.database() };
    const place = await openWorkplace(environment);
    const sandbox = await startSandboxProcess({ rateLimit: 'off' });
    await writeWorld(place, accounts, { url: sandbox.url, contacts: 4 });
    const [work = []] = callsIn(blockWith('rollcall worker --concurrency 8\n'));
    const worker = startWorker(environment, ...work.slice(1));
    let run = '';
    const calls = callsIn(blockWith('rollcall plan --out plan.json'));
    expect(calls.map(([command]) => command)).toEqual(['plan', 'apply', 'runs', 'apply']);
    for (const call of calls) {
      const words = call.map((word) => (/^[0-9a-f]{12}$/.test(word) ? run : word));
      const first = call[0] === 'apply' ? ['--first-run'] : [];
      const ended = await place.rollcall(...words, ...first);
      expect([words, ended.code, ended.stderr]).toEqual([words, 0, expect.any(String)]);
      if (call.at(-1) === '--queue') run = ended.stdout.trim();
    }
    worker.signal('SIGTERM');
    expect(await worker.ended).toBe(0);
    await sandbox.close();
    await place.remove();
  });
});
