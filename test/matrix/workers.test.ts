// Three workers apply one run at many accounts; each is killed at random moments, and the database is restarted without care. Nothing
// is lost, nothing confirmed is sent again, and at no destination do two write.

import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createdTwice } from '../helpers/created-twice.ts';
import {
  ownsPostgres,
  type PostgresServer,
  runSql,
  sayWithoutPostgres,
  startPostgres,
} from '../helpers/queue-server.ts';
import { openWorkplace } from '../helpers/rollcall.ts';
import { startSandboxProcess } from '../helpers/sandbox-process.ts';
import type { ReceivedRequest } from '../helpers/workbench.ts';
import {
  accountNames,
  credentialsOf,
  journalsIn,
  mixedWrites,
  sentAgain,
  startWorker,
  type WorkerProcess,
  writeWorld,
} from '../helpers/workers.ts';
import { TIMEOUT, WORKERS } from './size.ts';

sayWithoutPostgres('the kill matrix of workers', ownsPostgres);

describe.skipIf(!ownsPostgres)('workers', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres('own');
  });
  afterAll(() => server.stop());

  test(`${WORKERS.accounts} accounts, each worker killed ${WORKERS.kills} times`, { timeout: TIMEOUT }, async ({
    task,
    onTestFinished,
  }) => {
    const accounts = accountNames(WORKERS.accounts);
    const url = await server.database();
    const environment = { ...credentialsOf(accounts), ROLLCALL_QUEUE_URL: url };
    const place = await openWorkplace(environment);
    const sandbox = await startSandboxProcess({ ...WORKERS.sandbox, seed: 1, asyncDelayMs: 5 });
    const workers: WorkerProcess[] = [];
    onTestFinished(async () => {
      for (const { signal } of workers) signal('SIGKILL');
      await sandbox.close();
      await place.remove();
    });
    await writeWorld(place, accounts, { url: sandbox.url, contacts: WORKERS.changes });
    expect(await place.rollcall('plan', '--out', 'plan.json', '--quiet')).toMatchObject({ code: 0 });
    await fetch(`${sandbox.url}/_sandbox/requests`, { method: 'DELETE' });

    const waiting = place.rollcall(
      'apply',
      'plan.json',
      '--queue',
      '--wait',
      '--first-run',
      '--quiet',
      ...WORKERS.apply,
    );
    await isHandedOver(url);
    const start = (): WorkerProcess => {
      const worker = startWorker(environment, '--concurrency', '4', ...WORKERS.worker);
      workers.push(worker);
      return worker;
    };
    let isDone = false;
    const lived = async (): Promise<number> => {
      let killed = 0;
      let worker = start();
      while (killed < WORKERS.kills && !isDone) {
        await sleep(WORKERS.lifeMs * (0.5 + Math.random()));
        if (isDone) break;
        worker.signal('SIGKILL');
        await worker.ended;
        killed += 1;
        worker = start();
      }
      return killed;
    };
    const lives = Promise.all([lived(), lived(), lived()]);
    await sleep(WORKERS.lifeMs * 1.5);
    server.crash();
    const result = await waiting;
    isDone = true;
    const kills = await lives;
    expect(result, result.stderr).toMatchObject({ code: 0 });
    expect(kills).toEqual([WORKERS.kills, WORKERS.kills, WORKERS.kills]);
    expect(result.stdout).toContain(`${(WORKERS.changes * WORKERS.accounts).toLocaleString('en')} succeeded`);

    const log = (await (await fetch(`${sandbox.url}/_sandbox/requests`)).json()) as readonly ReceivedRequest[];
    const journals = await journalsIn(url);
    const { changes } = JSON.parse(await place.read('plan.json')) as {
      readonly changes: readonly { readonly id: string; readonly key: string }[];
    };
    const keys = new Map(changes.map(({ id, key }) => [id, key]));
    expect(createdTwice(log)).toEqual([]);
    expect(sentAgain(journals)).toEqual([]);
    expect(mixedWrites(log, journals, keys)).toEqual([]);
    expect(log.filter(({ status, fault }) => status === 429 && fault === undefined)).toEqual([]);
    expect(await runSql(url, "SELECT account FROM rollcall.part WHERE state <> 'done'")).toEqual([]);
    expect(await place.rollcall('plan', '--detailed-exitcode', '--quiet')).toMatchObject({ code: 0 });
    const takings = new Set(journals.map(({ account, token }) => `${account} ${token}`)).size;
    expect(takings).toBeGreaterThan(WORKERS.accounts);
    task.meta.figures = { killed: kills.reduce((sum, own) => sum + own, 0), takings };
    for (const { signal } of workers) signal('SIGTERM');
  });
});

async function isHandedOver(url: string): Promise<void> {
  for (;;) {
    const found = await runSql(url, 'SELECT FROM rollcall.run').catch(() => []);
    if (found.length > 0) return;
    await sleep(100);
  }
}
