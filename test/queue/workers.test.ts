// Plans that are handed over to workers, with the built program: what travels, what is said, how it ends, and what a worker that was
// paused, ended or ill-equipped does.

import { setTimeout as sleep } from 'node:timers/promises';
import { generateIdentity } from 'age-encryption';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  hasPostgres,
  type PostgresServer,
  runSql,
  sayWithoutPostgres,
  startPostgres,
} from '../helpers/queue-server.ts';
import { readReport } from '../helpers/report.ts';
import { openWorkplace, type Run, type Workplace } from '../helpers/rollcall.ts';
import { type SandboxProcess, startSandboxProcess } from '../helpers/sandbox-process.ts';
import type { ReceivedRequest } from '../helpers/workbench.ts';
import {
  accountNames,
  credentialsOf,
  journalsIn,
  startWorker,
  type WorkerProcess,
  writeWorld,
} from '../helpers/workers.ts';

const SHORT = ['--lease', '1s', '--request-timeout', '1s'];
/** How long a worker is paused, and its lease: a short one, and with `MATRIX=full` also the one that workers have by default. */
const PAUSES = [
  { pauseMs: 200, lease: SHORT },
  ...(process.env.MATRIX === 'full' ? [{ pauseMs: 90_000, lease: [] }] : []),
];
const ACCOUNTS = accountNames(2);
/** Slow answers, so that a run is underway long enough to be looked at. */
const SLOW = { faults: 'slow:1', faultPauseMs: 300 } as const;
/** Contacts of each of the two accounts, where it is slow. */
const MANY = 16;

sayWithoutPostgres('workers');

describe.skipIf(!hasPostgres)('workers', () => {
  let server: PostgresServer;
  let url: string;
  let place: Workplace;
  let sandbox: SandboxProcess;
  const workers: WorkerProcess[] = [];

  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server.stop());

  beforeEach(async () => {
    url = await server.database();
    place = await openWorkplace({ ...credentialsOf(ACCOUNTS), ROLLCALL_QUEUE_URL: url });
  });
  afterEach(async () => {
    for (const { signal, ended } of workers.splice(0)) {
      signal('SIGKILL');
      await ended;
    }
    await sandbox.close();
    await place.remove();
  });

  /** Writes manifests for a sandbox, and a plan. */
  async function plan(contacts: number, before: 'half' | 'all' = 'half', faults = {}): Promise<void> {
    sandbox = await startSandboxProcess({ rateLimit: 'off', ...faults });
    await writeWorld(place, ACCOUNTS, { url: sandbox.url, contacts, before });
    expect(await place.rollcall('plan', '--out', 'plan.json', '--quiet')).toMatchObject({ code: 0 });
  }

  function work(...args: readonly string[]): WorkerProcess {
    return workWith(SHORT, ...args);
  }

  function workWith(lease: readonly string[], ...args: readonly string[]): WorkerProcess {
    const worker = startWorker({ ...credentialsOf(ACCOUNTS), ROLLCALL_QUEUE_URL: url }, ...lease, ...args);
    workers.push(worker);
    return worker;
  }

  const handOver = (...args: readonly string[]): Promise<Run> =>
    place.rollcall('apply', 'plan.json', '--queue', '--first-run', ...args);

  async function writes(): Promise<readonly ReceivedRequest[]> {
    const log = (await (await fetch(`${sandbox.url}/_sandbox/requests`)).json()) as readonly ReceivedRequest[];
    return log.filter(({ method }) => method !== 'GET');
  }

  async function until(isTrue: () => Promise<boolean>, what: string, ms = 30_000): Promise<void> {
    for (const end = Date.now() + ms; Date.now() < end; await sleep(50)) if (await isTrue()) return;
    throw new Error(`in vain: ${what}`);
  }

  const statesOf = async (): Promise<readonly string[]> =>
    (await runSql<{ state: string }>(url, 'SELECT state FROM rollcall.part ORDER BY account')).map(
      ({ state }) => state,
    );

  test('the id is said at once, and the run can be followed; the same plan again is the same run', async () => {
    await plan(6);
    const first = await handOver();
    expect(first).toMatchObject({ code: 0, stdout: expect.stringMatching(/^[0-9a-f]{12}\n$/) });
    const run = first.stdout.trim();
    expect(await place.rollcall('runs')).toMatchObject({ code: 0, stdout: expect.stringMatching(`${run} .*waiting`) });
    const again = await handOver('--json');
    expect(JSON.parse(again.stdout)).toEqual({ run, isNew: false, isOpen: true, accounts: ['a1', 'a2'] });
    expect(await writes()).toEqual([]);

    work();
    const watched = await place.rollcall('runs', run, '--watch', '--json');
    const done = { state: 'done', worker: null, changes: 6, outcomes: { succeeded: 6 }, reason: null };
    expect(JSON.parse(watched.stdout)).toMatchObject({
      ...{ run, environment: null, sandbox: false, state: 'ended' },
      accounts: [
        { account: 'a1', ...done },
        { account: 'a2', ...done },
      ],
    });
    expect(await place.rollcall('runs', run)).toMatchObject({
      stdout: expect.stringMatching(/a1 {2}done, 6 of 6 changes/),
    });
    expect(await place.rollcall('plan', '--detailed-exitcode', '--quiet')).toMatchObject({ code: 0 });
  });

  test('--wait ends as apply does, and records what was applied', async () => {
    await plan(4);
    work();
    const applied = await handOver('--wait', '--json');
    expect(applied.code).toBe(0);
    const { accounts, outcomes } = JSON.parse(applied.stdout);
    expect(accounts).toMatchObject([
      { account: 'a1', status: 'applied', recorded: { owed: 0 } },
      { account: 'a2', status: 'applied', recorded: { owed: 0 } },
    ]);
    expect(outcomes).toHaveLength(8);

    // Somebody changes one of them between the plan and the apply.
    const changed = (await place.read('contacts.d/a2.json')).replace('Marka2n0x', 'Ours');
    await place.write('contacts.d/a2.json', changed);
    await place.rollcall('plan', '--out', 'plan.json', '--quiet');
    await fetch(`${sandbox.url}/@a2/loops/api/v1/contacts/update`, {
      method: 'PUT',
      headers: { authorization: 'Bearer x', 'content-type': 'application/json' },
      body: JSON.stringify({ email: 'p0@a2.example.com', firstName: 'Theirs' }),
    });
    const stale = await handOver('--wait');
    expect(stale.code).toBe(3);
    expect(stale.stdout).toMatch(/1 stale/);
  });

  test('the report says what workers did, the one that was killed included', async () => {
    await plan(MANY, 'all', SLOW);
    const waiting = handOver('--wait', '--report', 'report.json', '--parallelism', '2');
    const killed = work();
    await until(async () => (await writes()).length >= 4, 'some are sent');
    killed.signal('SIGKILL');
    work();
    expect(await waiting).toMatchObject({ code: 0 });
    const report = await readReport(place);
    expect(report).toMatchObject({ interrupted: false, refreshed: true, verified: true });
    expect(report.outcomes).toHaveLength(2 * MANY);
    expect(report.requests).toHaveLength(2 * MANY);
    const [first] = report.outcomes;
    expect(first).toMatchObject({ status: 'succeeded', requests: [expect.any(String)], endedAt: expect.any(String) });
    type Sent = { readonly status: number | null; readonly startedAt: string; readonly endedAt: string | null };
    const answered = (report.requests as readonly Sent[]).filter(({ status }) => status === 200);
    // Of those that were under way at each account when the worker was killed, nobody knows the answer.
    expect(answered.length).toBeGreaterThanOrEqual(2 * (MANY - 2));
    for (const { startedAt, endedAt } of answered) {
      expect([report.startedAt, startedAt, endedAt, report.endedAt]).toEqual(
        [report.startedAt, startedAt, endedAt, report.endedAt].sort(),
      );
    }
  });

  test('an account with nothing but what a rule blocks ends as it does without a queue', async () => {
    await plan(2);
    const without = JSON.stringify({ contacts: [{ email: 'new@a2.example.com', firstName: 'New', accounts: ['a2'] }] });
    await place.write('contacts.d/a2.json', without);
    await place.rollcall('plan', '--out', 'plan.json', '--quiet');
    work();
    const queued = await handOver('--wait', '--json', '--no-record');
    const { accounts, outcomes } = JSON.parse(queued.stdout);
    expect(queued.code).toBe(3);
    expect(accounts).toMatchObject([
      { account: 'a1', status: 'applied', outcomes: { succeeded: 2 } },
      { account: 'a2', status: 'incomplete', outcomes: { blocked: 1 } },
    ]);
    expect(outcomes.at(-1)).toMatchObject({ status: 'blocked', code: 'create-needs-status' });
    const direct = await place.rollcall('apply', 'plan.json', '--first-run', '--no-record', '--json');
    expect(direct.code).toBe(3);
    expect(JSON.parse(direct.stdout).accounts[1].outcomes).toEqual(accounts[1].outcomes);
  });

  test('waiting ends with its time limit, and the run goes on', async () => {
    await plan(2);
    const given = await handOver('--wait', '--timeout', '1s');
    expect(given).toMatchObject({ code: 130, stderr: expect.stringContaining('goes on') });
    work();
    await until(async () => (await statesOf()).join() === 'done,done', 'it is done');
  });

  test('no credential is in the queue, no payload remains, and nothing shows the password', async () => {
    await plan(4);
    const said = await handOver();
    const dump = async () => {
      const tables = ['run', 'part', 'payload', 'lease', 'journal', 'quota'];
      const rows = await Promise.all(tables.map((table) => runSql(url, `SELECT * FROM rollcall.${table}`)));
      return rows
        .flat()
        .map((row) =>
          Object.values(row as object)
            .map((value) => String(value))
            .join(' '),
        )
        .join('\n');
    };
    expect(await dump()).toContain('p0@a1.example.com');
    expect(await dump()).toContain('KEY_A1');
    expect(await dump()).not.toContain('0123456789abcdef');
    const worker = work();
    await until(async () => (await statesOf()).every((state) => state === 'done'), 'both are done');
    await until(async () => !(await dump()).includes('@a1.example.com'), 'the payload is deleted');
    const printed = [said, await place.rollcall('runs'), { stdout: '', stderr: worker.said() }];
    expect(JSON.stringify(printed)).not.toMatch(/never-printed|0123456789abcdef/);
  });

  test('encrypted to the owner of an identity, the plan is read by workers that have it, and by no others', async () => {
    await plan(2);
    const identity = await generateIdentity();
    await place.write('id.txt', `${identity}\n`);
    expect(await handOver('--identity', 'id.txt')).toMatchObject({ code: 0 });
    const [row] = await runSql<{ all: string }>(
      url,
      "SELECT string_agg(encode(bytes, 'escape'), '') AS all FROM rollcall.payload",
    );
    expect(row?.all).toMatch(/^age-encryption/);
    expect(row?.all).not.toContain('example.com');
    const without = work();
    await until(async () => without.said().includes('is encrypted'), 'it is told');
    expect(await statesOf()).toEqual(['open', 'open']);
    const waiting = await handOver('--identity', 'id.txt', '--wait', '--timeout', '3s');
    expect(waiting).toMatchObject({ code: 130, stderr: expect.stringMatching(/a1 waits: .*is encrypted/) });
    without.signal('SIGTERM');
    work('--identity', `${place.directory}/id.txt`);
    await until(async () => (await statesOf()).every((state) => state === 'done'), 'both are done');
  });

  test('a worker without the credentials of an account leaves it to others, and says so', async () => {
    await plan(2);
    await handOver();
    const [own] = ACCOUNTS;
    const poor = startWorker({ ...credentialsOf([own ?? '']), ROLLCALL_QUEUE_URL: url }, ...SHORT);
    workers.push(poor);
    await until(async () => (await statesOf()).join() === 'done,open', 'its own is done');
    await until(async () => /KEY_A2 is not set/.test(poor.said()), 'it is told');
    expect((await place.rollcall('runs', '--json')).stdout).toContain('KEY_A2 is not set at this worker');
    const other = work('--accounts', 'x*');
    await sleep(1_500);
    expect(await statesOf()).toEqual(['done', 'open']);
    other.signal('SIGTERM');
    work('--accounts', 'a?');
    await until(async () => (await statesOf()).join() === 'done,done', 'another one does it');
  });

  test('a key of another account at the vendor is not used', async () => {
    await plan(2);
    await handOver();
    const wrong = startWorker(
      { ...credentialsOf(ACCOUNTS), KEY_A1: 'otherbrand-0123456789abcdef', ROLLCALL_QUEUE_URL: url },
      ...SHORT,
    );
    workers.push(wrong);
    await until(async () => (await statesOf()).join() === 'open,done', 'the other account is done');
    expect(wrong.said()).toContain('open another account at the vendor');
    expect((await writes()).filter(({ account }) => account === 'a1')).toEqual([]);
  });

  test('asked to end, a worker finishes what is in flight and hands the rest back', async () => {
    await plan(MANY, 'all', SLOW);
    await handOver('--parallelism', '2');
    const first = work('--lease', '20s', '--request-timeout', '30s');
    await until(async () => (await writes()).length >= 6, 'some are sent');
    first.signal('SIGTERM');
    expect(await first.ended).toBe(0);
    const atEnd = (await writes()).length;
    expect(atEnd).toBeLessThan(2 * MANY);
    expect(first.said()).toContain('handed back');
    // Every request has its answer in the journal, so the next worker goes on at once, without waiting for a lease.
    const records = (await journalsIn(url)).map(({ record }) => record.type);
    const amount = (type: string) => records.filter((one) => one === type).length;
    expect(amount('answered')).toBe(amount('sending'));
    work();
    await until(async () => (await statesOf()).join() === 'done,done', 'the next one ends it', 20_000);
    expect(new Set((await writes()).map(({ body }) => JSON.stringify(body))).size).toBe(2 * MANY);
    expect(await writes()).toHaveLength(2 * MANY);
  });

  test('while a batch of an older run may be carried out, none is sent, not even by a part that goes on', async () => {
    await plan(MANY);
    await place.rollcall('runs');
    await runSql(
      url,
      `INSERT INTO rollcall.run (run_id, plan_id, sandbox, encrypted, settings) VALUES ('older', 'older', true, false, '{}')`,
    );
    const run = (await handOver()).stdout.trim();
    await runSql(url, `DELETE FROM rollcall.part WHERE account = 'a2'`);
    await runSql(
      url,
      `INSERT INTO rollcall.part (run_id, account, destination, changes, requests, state)
       SELECT 'older', account, destination, 2, 1, 'stopped' FROM rollcall.part`,
    );
    const at = new Date().toISOString();
    const started = { type: 'started', formatVersion: 3, planId: 'a'.repeat(64), reviewed: null, at };
    const batch = { type: 'sending', request: 'batch', changes: ['one', 'two'], at };
    const lines = [['older', 1, started] as const, ['older', 2, batch] as const, [run, 1, started] as const];
    const rows = lines.map(([id, n, line]) => `('${id}', 'a1', 0, ${n}, '${JSON.stringify(line)}')`).join();
    await runSql(url, `INSERT INTO rollcall.journal (run_id, account, token, n, line) VALUES ${rows}`);
    const worker = work();
    await until(async () => /batch of run older/.test(worker.said()), 'it waits');
    expect((await place.rollcall('runs', run)).stdout).toMatch(/a1 {2}waits for a worker, .*batch of run older/);
    expect(await writes()).toEqual([]);
  });

  test('a cancelled run ends within seconds, and goes on when it is retried', async () => {
    await plan(MANY, 'all', SLOW);
    const run = (await handOver('--parallelism', '2')).stdout.trim();
    work('--lease', '4s');
    await until(async () => (await writes()).length >= 4, 'some are sent');
    expect(await place.rollcall('runs', 'cancel', run)).toMatchObject({ code: 0 });
    await until(async () => (await statesOf()).join() === 'cancelled,cancelled', 'both have ended', 10_000);
    const sent = (await writes()).length;
    expect(sent).toBeLessThan(2 * MANY);
    await sleep(1_000);
    expect((await writes()).length).toBe(sent);
    expect(await place.rollcall('runs', 'retry', run)).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/2 of its accounts/),
    });
    expect(await handOver('--wait')).toMatchObject({ code: 1, stderr: expect.stringMatching(/other options/) });
    expect(await handOver('--wait', '--parallelism', '2')).toMatchObject({ code: 0 });
    expect(await writes()).toHaveLength(2 * MANY);
    expect(await place.rollcall('runs', 'cancel', 'nosuchrun')).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/no run nosuchrun/),
    });
  });

  test('an account that a worker refuses is stopped, with the reason, and not done', async () => {
    await plan(2);
    const run = (await handOver()).stdout.trim();
    const overtaken = {
      state: 'applied',
      owed: 0,
      position: 'superseded',
      commit: '0123456',
      at: '2026-11-28T14:02:00Z',
    };
    const records = JSON.stringify(ACCOUNTS.map((account) => [account, overtaken]));
    await runSql(url, `UPDATE rollcall.run SET settings = jsonb_set(settings, '{approval,records}', '${records}')`);
    work();
    await until(async () => (await statesOf()).join() === 'stopped,stopped', 'both have ended');
    expect((await journalsIn(url)).map(({ record }) => record.type)).not.toContain('finished');
    expect((await place.rollcall('runs', run)).stdout).toMatch(/a1 {2}stopped, .*newer/);
    expect(await writes()).toEqual([]);
  });

  test('a run that has ended, or was handed over otherwise, is not handed over again without a word', async () => {
    await plan(2);
    const run = (await handOver()).stdout.trim();
    expect(await handOver('--no-verify')).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/options \(verify\)/),
    });
    await runSql(url, "INSERT INTO rollcall.part SELECT run_id, 'a9', 'd9', 1, 1 FROM rollcall.run");
    expect(await handOver('--wait')).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/accounts a1, a2, a9, and not for a1, a2/),
    });
    await runSql(url, "DELETE FROM rollcall.part WHERE account = 'a9'");
    await place.rollcall('runs', 'cancel', run);
    const again = { code: 3, stderr: expect.stringContaining(`rollcall runs retry ${run}`) };
    expect(await handOver('--quiet')).toMatchObject(again);
    expect(JSON.parse((await handOver('--json')).stdout)).toMatchObject({ run, isOpen: false });
    expect(await handOver('--wait')).toMatchObject({ code: 3, stdout: expect.stringMatching(/4 pending/) });
  });

  test('what no worker can begin is stopped, so that nobody waits for ever', async () => {
    await plan(2);
    await handOver();
    await runSql(url, "DELETE FROM rollcall.payload WHERE name = 'account a2'");
    work();
    expect(await handOver('--wait')).toMatchObject({ code: 3, stdout: expect.stringMatching(/is incomplete/) });
    expect(await statesOf()).toEqual(['done', 'stopped']);
  });

  test('an account that could not be read is left out, and the exit code says so', async () => {
    await plan(2);
    const file = JSON.parse(await place.read('plan.json'));
    const [first] = file.accounts;
    const failures = [{ code: 'unreachable', args: {} }];
    await place.write(
      'plan.json',
      JSON.stringify({ ...file, accounts: [{ ...first, failures, requests: 0 }, file.accounts[1]] }),
    );
    expect(await handOver()).toMatchObject({ code: 3 });
    expect(await statesOf()).toEqual(['open']);
  });

  test('a worker that takes a part of a cancelled run sends nothing, and ends it', async () => {
    await plan(2);
    await handOver();
    await runSql(url, 'UPDATE rollcall.run SET cancelled_at = now()');
    work();
    await until(async () => (await statesOf()).join() === 'cancelled,cancelled', 'both have ended');
    expect(await writes()).toEqual([]);
    expect(await journalsIn(url)).toEqual([]);
  });

  test.each(PAUSES)(
    'a worker that was paused for $pauseMs ms until its lease had moved sends and records nothing more',
    async ({ pauseMs, lease }) => {
      await plan(MANY, 'all', SLOW);
      await handOver('--parallelism', '2');
      const paused = workWith(lease, '--accounts', 'a1');
      await until(async () => (await writes()).length >= 4, 'some are sent');
      paused.signal('SIGSTOP');
      const wake = Date.now() + pauseMs;
      await sleep(200);
      workWith(lease);
      await until(async () => (await statesOf()).join() === 'done,done', 'another one takes over', 80_000);
      await sleep(wake - Date.now());
      const [before, journals] = [await writes(), await journalsIn(url)];
      paused.signal('SIGCONT');
      await until(async () => /expired/.test(paused.said()), 'it notices');
      await sleep(1_000);
      expect(await writes()).toEqual(before);
      expect(await journalsIn(url)).toEqual(journals);
      expect(before).toHaveLength(2 * MANY);
      expect(Math.max(...journals.filter(({ account }) => account === 'a1').map(({ token }) => token))).toBe(2);
    },
    120_000,
  );

  test('mistakes of the command line', async () => {
    await plan(1);
    const cases: readonly (readonly [readonly string[], number, RegExp])[] = [
      [['apply', 'plan.json', '--wait'], 64, /--wait needs --queue/],
      [['apply', '--resume', '--queue'], 64, /--resume cannot be combined/],
      [['apply', 'plan.json', '--queue', '--report', 'r.json'], 64, /--report needs --wait/],
      [['apply', 'plan.json', '--queue', '--lock-timeout', '1m'], 64, /--lock-timeout cannot be combined/],
      [['apply', 'plan.json', '--queue', '--sandbox'], 64, /a sandbox that workers can reach/],
      [['worker', '--concurrency', '0'], 64, /from 1 to 64/],
      [['worker', '--sandbox', 'here'], 64, /address of a running sandbox/],
      [['runs', 'nosuchrun'], 1, /no run nosuchrun/],
    ];
    for (const [args, code, words] of cases) {
      expect(await place.rollcall(...args), args.join(' ')).toMatchObject({
        code,
        stderr: expect.stringMatching(words),
      });
    }
  });

  test('the URL comes from the secrets file, too; without one, the variable is named', async () => {
    await plan(1);
    const other = await openWorkplace();
    await other.write('secrets.env', `ROLLCALL_QUEUE_URL=${url}\n`);
    expect(await other.rollcall('runs')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('ROLLCALL_QUEUE_URL is not set'),
    });
    expect(await other.rollcall('runs', '--secrets', 'secrets.env')).toMatchObject({
      code: 0,
      stdout: 'No runs.\n',
      stderr: '',
    });
    await other.remove();
  });
});
