// The database of the queue: leases that expire, fencing tokens, migrations, privileges, and what is said when it cannot be used.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { unmasked } from '../../src/contact/sentence.ts';
import { OMNISEND_2026_03_15 } from '../../src/providers/omnisend/capabilities.ts';
import { type Database, openDatabase, toQueueError } from '../../src/store/database/connection.ts';
import { openPartJournal, readPartJournal } from '../../src/store/database/journal.ts';
import { type FoundPart, leavePart, renewLease, type TakenPart, takePart } from '../../src/store/database/leases.ts';
import { sharedLimitHistory } from '../../src/store/database/limits.ts';
import { forgetPayloads, readPayload } from '../../src/store/database/payload.ts';
import { addRun, cancelRun, findRun, listRuns, retryRun } from '../../src/store/database/runs.ts';
import { ensureSchema, SCHEMA_VERSION } from '../../src/store/database/schema.ts';
import { resultOf } from '../../src/workflows/queue/results.ts';
import { aChange, aPlan, aRequest } from '../builders/plan.ts';
import {
  hasPostgres,
  type PostgresServer,
  runSql,
  sayWithoutPostgres,
  startPostgres,
} from '../helpers/queue-server.ts';

const TIMES = { leaseMs: 300, requestMs: 200 };
const RUN = { environment: null, sandbox: true, encrypted: false, settings: {}, parts: [] };
const GUIDE = readFileSync(join(import.meta.dirname, '../../docs/guide/workers.md'), 'utf8');
const PATIENCE = { mayRetry: () => false, pause: async () => {} };

sayWithoutPostgres('the database of the queue');

/** The statements that the guide gives for a role, which it calls `rollcall_<role>`. */
function grantsIn(role: string): readonly string[] {
  const [, sql = ''] = new RegExp(`-- ${role}\\n([\\s\\S]*?)(?:\\n-- |\\n\\x60{3})`).exec(GUIDE) ?? [];
  return sql.split(';').filter((statement) => /\bGRANT\b/.test(statement));
}

/** Makes a role with these privileges; returns the URL with which it connects. */
async function roleAt(url: string, role: string, ...grants: readonly string[]): Promise<string> {
  const name = `${role}_${process.pid}_${Date.now()}`;
  const statements = grants.map((grant) => grant.replaceAll(`rollcall_${role}`, name));
  await runSql(url, `CREATE ROLE ${name} LOGIN PASSWORD 'x'`, ...statements);
  const own = new URL(url);
  Object.assign(own, { username: name, password: 'x' });
  return own.href;
}

describe.skipIf(!hasPostgres)('the queue in PostgreSQL', () => {
  let server: PostgresServer;
  let url: string;
  let database: Database;
  let runs = 0;

  beforeAll(async () => {
    server = await startPostgres();
    url = await server.database();
    database = await openDatabase({ url, connections: 4 });
    await ensureSchema(database);
  });
  afterAll(async () => {
    await database.close();
    server.stop();
  });

  /** A run whose accounts have destinations of their own, so that it meets no other. */
  async function newRun(...accounts: readonly string[]): Promise<string> {
    runs += 1;
    const runId = `run${runs}`;
    const parts = accounts.map((account) => ({ account, destination: `${runId}-${account}`, changes: 2, requests: 2 }));
    const run = { runId, planId: runId, environment: null, sandbox: true, encrypted: false, settings: {}, parts };
    async function* pieces() {
      yield Buffer.from('one');
      yield Buffer.from(' plan');
    }
    await addRun(database, run, [{ name: 'plan', pieces: pieces() }]);
    return runId;
  }

  function take(account: string, owner = 'first', times = TIMES): Promise<FoundPart | undefined> {
    const wanted = { owner, accounts: [`^${account}$`], sandbox: true, except: [] };
    return takePart(database, wanted, times);
  }

  function journalOf(part: TakenPart) {
    return openPartJournal(database, part, PATIENCE);
  }

  async function linesOf(part: TakenPart): Promise<readonly string[]> {
    const lines: string[] = [];
    for await (const line of readPartJournal(database, part)) lines.push(line);
    return lines;
  }

  async function stateOf(runId: string): Promise<readonly unknown[]> {
    const [run] = await listRuns(database, { runId, limit: 1 });
    return run?.parts.map(({ state, worker, isLapsed }) => [state, worker, isLapsed]) ?? [];
  }

  test('a dead worker’s part is free once its lease and its last request are over, and not before', async () => {
    await newRun('dies');
    const first = await take('dies');
    const takenAt = performance.now();
    expect(first).toBeDefined();
    await sleep(TIMES.leaseMs + 50);
    expect(await take('dies', 'second')).toBeUndefined();
    let second: TakenPart | undefined;
    while (second === undefined && performance.now() - takenAt < 5_000) {
      second = await take('dies', 'second');
      await sleep(20);
    }
    expect(performance.now() - takenAt).toBeGreaterThanOrEqual(TIMES.leaseMs + TIMES.requestMs - 20);
    expect(Number(second?.token)).toBe(Number(first?.token) + 1);
  });

  test('a worker that lost its lease writes nothing to the journal any more', async () => {
    await newRun('paused');
    const first = await take('paused', 'first', { leaseMs: 1, requestMs: 1 });
    if (first === undefined) throw new Error('not taken');
    const journal = journalOf(first);
    // Nobody else has taken it: what is in flight may still be recorded.
    await sleep(20);
    await journal.append('{"first":1}');
    const second = await take('paused', 'second', TIMES);
    if (second === undefined) throw new Error('not taken over');
    await journalOf(second).append('{"second":1}');
    await expect(journal.append('{"first":2}')).rejects.toMatchObject({ code: 'queue', reason: 'lease-moved' });
    await expect(journal.append('{"first":3}')).rejects.toMatchObject({ reason: 'lease-moved' });
    expect(await linesOf(second)).toEqual(['{"first":1}', '{"second":1}']);
    // Nor does it end the part, or take the lease back.
    await leavePart(database, first, { state: 'done', progress: null, reason: null });
    expect(await renewLease(database, first, null, TIMES)).toEqual({ isHeld: false, isCancelled: false });
    expect(await stateOf(first.runId)).toEqual([['open', 'second', false]]);
  });

  test('an expired lease is not renewed', async () => {
    await newRun('late');
    const part = await take('late', 'first', { leaseMs: 20, requestMs: 60_000 });
    if (part === undefined) throw new Error('not taken');
    await sleep(50);
    expect(await renewLease(database, part, null, TIMES)).toMatchObject({ isHeld: false });
    expect(await stateOf(part.runId)).toEqual([['open', 'first', true]]);
  });

  test('a part that is handed back is free at once', async () => {
    await newRun('back');
    const part = await take('back', 'first', { leaseMs: 60_000, requestMs: 60_000 });
    if (part === undefined) throw new Error('not taken');
    expect(await take('back')).toBeUndefined();
    await leavePart(database, part, { state: 'open', progress: null, reason: null });
    expect(await take('back')).toMatchObject({ runId: part.runId, account: 'back' });
  });

  test('two runs at one destination are worked on one after the other, the older one first', async () => {
    const [older, newer] = [await newRun('same'), await newRun('same')];
    await database.query("UPDATE rollcall.part SET destination = 'same' WHERE account = 'same'");
    const first = await take('same', 'first', { leaseMs: 60_000, requestMs: 0 });
    expect(first?.runId).toBe(older);
    expect(await take('same')).toBeUndefined();
    if (first !== undefined) await leavePart(database, first, { state: 'done', progress: null, reason: null });
    expect((await take('same'))?.runId).toBe(newer);
  });

  test('each part is taken once, by however many at the same time', async () => {
    const names = Array.from({ length: 10 }, (_, n) => `crowd${n}`);
    await newRun(...names);
    const wanted = { owner: 'x', accounts: ['^crowd'], sandbox: true, except: [] };
    const rounds = await Promise.all(
      Array.from({ length: 4 }, async () => {
        const own: string[] = [];
        for (let tries = 0; tries < 60; tries += 1) {
          const part = await takePart(database, wanted, { leaseMs: 60_000, requestMs: 0 });
          if (part !== undefined) own.push(part.account);
        }
        return own;
      }),
    );
    expect(rounds.flat().sort()).toEqual(names);
  });

  test('a write that is repeated because its answer was lost adds nothing twice', async () => {
    await newRun('twice');
    const part = await take('twice', 'first', { leaseMs: 60_000, requestMs: 0 });
    if (part === undefined) throw new Error('not taken');
    let lost = 3;
    const unsteady: Pick<Database, 'query'> = {
      async query(sql, values) {
        const rows = await database.query<never>(sql, values);
        lost -= 1;
        if (lost >= 0)
          await (await openDatabase({ url: 'postgres://127.0.0.1:1/x', connections: 1 })).query('SELECT 1');
        return rows;
      },
    };
    const journal = openPartJournal(unsteady, part, { mayRetry: () => true, pause: async () => {} });
    await Promise.all(['1', '2', '3'].map((line) => journal.append(line)));
    await journal.append('4');
    expect(await linesOf(part)).toEqual(['1', '2', '3', '4']);
  });

  test('a run is cancelled and opened again; what is worked on ends by its worker', async () => {
    const runId = await newRun('works', 'waits');
    const part = await take('works', 'first', { leaseMs: 60_000, requestMs: 0 });
    if (part === undefined) throw new Error('not taken');
    expect(await cancelRun(database, runId)).toBe(true);
    expect(await stateOf(runId)).toEqual([
      ['cancelled', null, false],
      ['open', 'first', false],
    ]);
    expect(await renewLease(database, part, { step: 'writing' }, TIMES)).toEqual({ isHeld: true, isCancelled: true });
    await leavePart(database, part, { state: 'cancelled', progress: null, reason: null });
    expect(await retryRun(database, runId)).toEqual({ opened: 2, outdated: 0 });
    expect(await take('waits')).toBeDefined();
    expect(await cancelRun(database, 'no-such-run')).toBe(false);
    expect(await retryRun(database, 'no-such-run')).toBeUndefined();
  });

  test('a part that is handed back after its run was cancelled is cancelled, and one that is taken says so', async () => {
    const runId = await newRun('after');
    const part = await take('after');
    if (part === undefined) throw new Error('not taken');
    expect(part.hindrance).toBeNull();
    await database.query('UPDATE rollcall.run SET cancelled_at = now() WHERE run_id = $1', [runId]);
    await sleep(TIMES.leaseMs + TIMES.requestMs + 20);
    const second = await take('after', 'second');
    expect(second?.hindrance).toBe('cancelled');
    if (second !== undefined) await leavePart(database, second, { state: 'open', progress: null, reason: null });
    expect(await stateOf(runId)).toEqual([['cancelled', null, false]]);
  });

  test('a retry right after the cancelling is not undone by the worker that learned only of the cancelling', async () => {
    const runId = await newRun('hasty');
    const part = await take('hasty', 'first', { leaseMs: 60_000, requestMs: 0 });
    if (part === undefined) throw new Error('not taken');
    await cancelRun(database, runId);
    expect(await retryRun(database, runId)).toEqual({ opened: 0, outdated: 0 });
    await leavePart(database, part, { state: 'cancelled', progress: { n: 1 }, reason: null });
    expect(await stateOf(runId)).toEqual([['open', null, false]]);
    // A worker that cannot begin keeps what is known of the progress.
    const next = await take('hasty');
    if (next !== undefined) await leavePart(database, next, { state: 'open', progress: null, reason: null });
    expect((await listRuns(database, { runId, limit: 1 }))[0]?.parts).toMatchObject([{ progress: { n: 1 } }]);
  });

  test('a part that rested for a day, or that a younger run has overtaken, is taken for its end alone, and not retried', async () => {
    const [old, late] = [await newRun('rested'), await newRun('overtaken')];
    await database.query("UPDATE rollcall.part SET worked_at = now() - interval '25 hours' WHERE run_id = $1", [old]);
    expect(await take('rested')).toMatchObject({ runId: old, hindrance: 'too-old' });
    const before = (await readPayload(database, old, 'plan')).length;
    await forgetPayloads(database);
    expect([before, (await readPayload(database, old, 'plan')).length]).toEqual([8, 0]);
    const younger = await newRun('other');
    await database.query("UPDATE rollcall.part SET destination = 'meets' WHERE run_id IN ($1, $2)", [late, younger]);
    await database.query("UPDATE rollcall.part SET state = 'stopped' WHERE run_id = $1", [late]);
    const part = await take('other');
    expect(part?.hindrance).toBeNull();
    expect(await retryRun(database, late)).toEqual({ opened: 1, outdated: 0 });
    if (part === undefined) throw new Error('not taken');
    await journalOf(part).append('{"younger":1}');
    await leavePart(database, part, { state: 'done', progress: null, reason: null });
    const overtaken = await take('overtaken');
    expect(overtaken?.hindrance).toBe('overtaken');
    if (overtaken !== undefined)
      await leavePart(database, overtaken, { state: 'stopped', progress: null, reason: null });
    expect(await retryRun(database, late)).toEqual({ opened: 0, outdated: 1 });
    // The same plan, made again, is a run of its own then.
    expect(await findRun(database, late)).toBeUndefined();
  });

  test('a token that a restored database gives again does not let its first holder write', async () => {
    await newRun('restored');
    const first = await take('restored', 'first', { leaseMs: 1, requestMs: 1 });
    if (first === undefined) throw new Error('not taken');
    const journal = journalOf(first);
    await journal.append('{"first":1}');
    await database.query('UPDATE rollcall.lease SET token = token - 1 WHERE destination = $1', [first.destination]);
    await sleep(20);
    const second = await take('restored', 'second', TIMES);
    if (second === undefined) throw new Error('not taken over');
    expect(second.token).toBe(first.token);
    await expect(journal.append('{"first":2}')).rejects.toMatchObject({ reason: 'lease-moved' });
    expect(await renewLease(database, first, null, TIMES)).toMatchObject({ isHeld: false });
    await leavePart(database, first, { state: 'done', progress: null, reason: null });
    expect(await stateOf(first.runId)).toEqual([['open', 'second', false]]);
    // Nor does the second one take the first one's lines for its own.
    await expect(journalOf(second).append('{"second":1}')).rejects.toMatchObject({ reason: 'lease-moved' });
    expect(await linesOf(second)).toEqual(['{"first":1}']);
  });

  test('cancelling waits for a part that is being left, and finds how it was left', async () => {
    const runId = await newRun('both');
    const part = await take('both', 'first', { leaseMs: 60_000, requestMs: 0 });
    if (part === undefined) throw new Error('not taken');
    for (const state of ['open', 'cancelled'] as const) {
      await Promise.all([
        leavePart(database, part, { state, progress: null, reason: null }),
        cancelRun(database, runId),
      ]);
      expect(await stateOf(runId)).toEqual([['cancelled', null, false]]);
    }
  });

  test('the payload goes with the last part that is done, and with those of workers that died when the next one starts', async () => {
    const runId = await newRun('left1', 'left2');
    const parts = [await take('left1'), await take('left2')];
    const sizeOf = async () => (await readPayload(database, runId, 'plan')).length;
    await Promise.all(
      parts.map((part) => part && leavePart(database, part, { state: 'done', progress: null, reason: null })),
    );
    expect(await sizeOf()).toBe(0);
    const other = await newRun('died');
    await database.query("UPDATE rollcall.part SET state = 'done' WHERE run_id = $1", [other]);
    expect(await readPayload(database, other, 'plan')).not.toHaveLength(0);
    await forgetPayloads(database);
    expect(await readPayload(database, other, 'plan')).toHaveLength(0);
  });

  test('one plan has one run until it has ended', async () => {
    const runId = await newRun('again');
    const run = {
      runId: 'other',
      planId: runId,
      environment: null,
      sandbox: true,
      encrypted: false,
      settings: {},
      parts: [],
    };
    expect(await addRun(database, run, [])).toMatchObject({ runId, isNew: false, accounts: ['again'], isOpen: true });
    await database.query("UPDATE rollcall.part SET state = 'done' WHERE run_id = $1", [runId]);
    expect(await addRun(database, run, [])).toMatchObject({ runId: 'other', isNew: true });
  });

  test('what no journal knows counts as not reached, even at an account that is no part of the run', async () => {
    const runId = await newRun('shop');
    const plan = aPlan({ changes: [aChange()], requests: [aRequest()] });
    const approval = { isUnattended: false, isReviewed: false, firstRun: false, records: new Map() };
    const { origin, dialect } = OMNISEND_2026_03_15;
    const target = { origin, keyField: 'id', provider: { capabilities: { dialect } } };
    const accounts = new Map([['shop', target]]) as never;
    for (const parts of [[], [{ account: 'shop', state: 'done', reason: null }]] as never[]) {
      const result = await resultOf(database, { runId, plan, parts, accounts, approval });
      expect([...result.outcomes]).toMatchObject(plan.changes.map(() => ({ status: 'pending', code: 'not-reached' })));
      expect(result.accounts).toMatchObject([{ account: 'shop', status: 'incomplete' }]);
    }
  });

  test('a payload is stored in pieces', async () => {
    const runId = await newRun('pieces');
    expect(Buffer.from(await readPayload(database, runId, 'plan')).toString()).toBe('one plan');
    expect(await readPayload(database, runId, 'none')).toHaveLength(0);
  });

  test('of several that find no tables, one makes them', async () => {
    const empty = await server.database();
    const all = await Promise.all(Array.from({ length: 5 }, () => openDatabase({ url: empty, connections: 1 })));
    await Promise.all(all.map(ensureSchema));
    const versions = await all[0]?.query('SELECT version FROM rollcall.migration');
    expect(versions).toEqual(Array.from({ length: SCHEMA_VERSION }, (_, n) => ({ version: n + 1 })));
    await Promise.all(all.map((one) => one.close()));
  });

  test('tables of a newer rollcall are refused, and its runs are not touched', async () => {
    const other = await server.database();
    const newer = await openDatabase({ url: other, connections: 2 });
    await ensureSchema(newer);
    await newer.query("INSERT INTO rollcall.migration (version, tool) VALUES (99, '9.9.9')");
    await expect(ensureSchema(newer)).rejects.toMatchObject({
      code: 'queue',
      reason: 'newer',
      message: expect.stringMatching(/9\.9\.9/),
    });
    const parts = [{ account: 'a', destination: 'd', changes: 1, requests: 1 }];
    const run = { runId: 'r', planId: 'p', environment: null, sandbox: true, encrypted: false, settings: {}, parts };
    await addRun(newer, run, []);
    const wanted = { owner: 'x', accounts: [''], sandbox: true, except: [] };
    expect(await takePart(newer, wanted, TIMES)).toBeUndefined();
    await newer.close();
  });

  test('a worker needs no more than the privileges that the guide lists, and cannot hand a plan over', async () => {
    const weak = await roleAt(url, 'worker', ...grantsIn('worker'));
    const own = await openDatabase({ url: weak, connections: 2 });
    await ensureSchema(own);
    const runId = await newRun('least');
    const wanted = { owner: 'weak', accounts: ['^least$'], sandbox: true, except: [] };
    const part = await takePart(own, wanted, TIMES);
    if (part === undefined) throw new Error('not taken');
    await openPartJournal(own, part, PATIENCE).append('{"least":1}');
    expect(await renewLease(own, part, null, TIMES)).toMatchObject({ isHeld: true });
    const history = sharedLimitHistory(own, part.destination, Date.now);
    await history.save([{ budget: 'b', freeAt: [Date.now() + 60_000] }], Date.now());
    expect(await sharedLimitHistory(own, part.destination, Date.now).load()).toHaveLength(1);
    expect(Buffer.from(await readPayload(own, runId, 'plan')).toString()).toBe('one plan');
    await leavePart(own, part, { state: 'done', progress: null, reason: null });
    await forgetPayloads(own);
    expect(await readPayload(own, runId, 'plan')).toHaveLength(0);
    expect(await stateOf(runId)).toEqual([['done', null, false]]);
    for (const forbidden of [
      () => addRun(own, { ...RUN, runId: 'x', planId: 'x' }, []),
      () => cancelRun(own, runId),
      () => own.query('DELETE FROM rollcall.journal'),
      () => own.query("UPDATE rollcall.payload SET bytes = ''"),
      () => own.query("UPDATE rollcall.journal SET line = ''"),
    ]) {
      await expect(forbidden()).rejects.toMatchObject({ reason: '42501' });
    }
    await own.close();
  });

  test('whoever hands plans over needs no more than the privileges that the guide lists', async () => {
    const weak = await roleAt(url, 'planner', ...grantsIn('planner'));
    const own = await openDatabase({ url: weak, connections: 2 });
    await ensureSchema(own);
    const parts = [{ account: 'p', destination: 'planner', changes: 1, requests: 1 }];
    async function* pieces() {
      yield Buffer.from('x');
    }
    const run = { ...RUN, runId: 'planned', planId: 'planned', parts };
    expect(await addRun(own, run, [{ name: 'plan', pieces: pieces() }])).toMatchObject({ isNew: true });
    expect(await cancelRun(own, 'planned')).toBe(true);
    expect(await retryRun(own, 'planned')).toEqual({ opened: 1, outdated: 0 });
    expect(await listRuns(own, { limit: 1 })).toHaveLength(1);
    const lines = readPartJournal(own, { runId: 'planned', account: 'p' });
    expect(await lines.next()).toMatchObject({ done: true });
    await expect(own.query('SELECT bytes FROM rollcall.payload')).rejects.toMatchObject({ reason: '42501' });
    await own.close();
  });

  test.each([
    [
      'nobody listens',
      'postgres://rollcall:top-secret@127.0.0.1:1/db',
      'unavailable',
      /127\.0\.0\.1:1\/db cannot be reached/,
    ],
    ['no such host', 'postgres://rollcall:top-secret@no.such.host.invalid/db', 'unavailable', /cannot be reached/],
    ['another kind of URL', 'mysql://rollcall:top-secret@localhost/db', 'url', /not one of PostgreSQL/],
    ['no URL', 'top-secret', 'url', /not one of PostgreSQL/],
  ])('%s: the password is in no message', async (_, wrong, reason, words) => {
    const attempt = async () => {
      const opened = await openDatabase({ url: wrong, connections: 1 });
      await opened.query('SELECT 1').finally(() => opened.close());
    };
    const error = await attempt().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'queue', reason, message: expect.stringMatching(words) });
    const { sentences } = error as { sentences: { message: never; hint: never } };
    expect(`${unmasked(sentences.message)} ${unmasked(sentences.hint)}`).not.toContain('top-secret');
  });

  test.each([
    ['EPIPE', 'unavailable'],
    ['ECONNRESET', 'unavailable'],
    ['25006', 'unavailable'],
    ['25P03', 'unavailable'],
    ['42501', '42501'],
  ])('%s is %s', (code, reason) => {
    expect(toQueueError(Object.assign(new Error('x'), { code }), 'db')).toMatchObject({ code: 'queue', reason });
  });

  test('the server ends what a lost machine has left behind', async () => {
    const [row] = await database.query(
      "SELECT current_setting('idle_in_transaction_session_timeout') AS idle, current_setting('statement_timeout') AS statement",
    );
    expect(row).toEqual({ idle: '15s', statement: '20s' });
  });

  test('an unknown database and a role without privileges are refused, with what to do', async () => {
    const unknown = new URL(url);
    unknown.pathname = '/no_such_database';
    const opened = await openDatabase({ url: unknown.href, connections: 1 });
    await expect(ensureSchema(opened)).rejects.toMatchObject({ code: 'queue', reason: '3D000' });
    await opened.close();
    const weak = await roleAt(url, 'nobody');
    const refused = await openDatabase({ url: weak, connections: 1 });
    await expect(refused.query('SELECT * FROM rollcall.run')).rejects.toMatchObject({
      reason: '42501',
      hint: expect.stringMatching(/workers\.md/),
    });
    await refused.close();
  });
});
