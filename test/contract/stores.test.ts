// What an apply keeps, once in files and once in the database of the queue: journal, plans, the right to write at a destination, and
// the recent use of a quota. Both keep the same contract.

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { generateX25519Identity } from 'age-encryption';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parsePlan, serialisePlan } from '../../src/plan/plan-file.ts';
import { decryptWith, type Encrypt, encryptToOwner, isEncrypted } from '../../src/store/age.ts';
import { type Database, openDatabase } from '../../src/store/database/connection.ts';
import { openPartJournal, readPartJournal } from '../../src/store/database/journal.ts';
import { leavePart, type TakenPart, takeLease } from '../../src/store/database/leases.ts';
import { sharedLimitHistory } from '../../src/store/database/limits.ts';
import { readPayload } from '../../src/store/database/payload.ts';
import { addRun } from '../../src/store/database/runs.ts';
import { ensureSchema } from '../../src/store/database/schema.ts';
import { openJournal, readJournal } from '../../src/store/journal.ts';
import { type LimitHistory, limitHistory } from '../../src/store/limits.ts';
import { acquireLock } from '../../src/store/lock.ts';
import type { JournalFile } from '../../src/store/shared/group-commit.ts';
import { writePrivate } from '../../src/store/write-private.ts';
import { payloadOf, readQueuedPlan } from '../../src/workflows/queue/payload.ts';
import { aPlan } from '../builders/plan.ts';
import { hasPostgres, type PostgresServer, sayWithoutPostgres, startPostgres } from '../helpers/queue-server.ts';
import { temporaryDirectory } from '../store/temporary.ts';

const IDENTITY = await generateX25519Identity();
const PATIENCE = { mayRetry: () => true, pause: async () => {} };
const TIMES = { leaseMs: 60_000, requestMs: 60_000 };

interface Stores {
  /** A new journal; opened again, it goes on. */
  journal(): Promise<{ open(): Promise<JournalFile>; lines(): Promise<readonly string[]> }>;
  /** @returns what gives the right back; undefined if somebody has it */
  take(destination: string): Promise<(() => Promise<void>) | undefined>;
  /** The history of a destination as one process sees it. */
  limits(destination: string): LimitHistory;
  /** Saves a plan and reads it again; the bytes are what is stored. */
  plan(encrypt: Encrypt | undefined): Promise<{ readonly bytes: Uint8Array; readonly read: () => Promise<unknown> }>;
}

async function collect(lines: AsyncIterable<string>): Promise<readonly string[]> {
  const all: string[] = [];
  for await (const line of lines) all.push(line);
  return all;
}

function files(): Stores {
  const store = temporaryDirectory();
  let journals = 0;
  return {
    async journal() {
      journals += 1;
      const path = join(store, `${journals}.ndjson`);
      await writeFile(path, '');
      return { open: () => openJournal(path), lines: () => collect(readJournal(path)) };
    },
    async take(key) {
      const lock = await acquireLock({ directory: store, key }, { command: 'test', startedAt: 'now' });
      return lock.ok ? () => lock.release() : undefined;
    },
    limits: (destination) => limitHistory(store, destination),
    async plan(encrypt) {
      await mkdir(join(store, 'plans'), { recursive: true });
      const path = join(store, 'plans/one');
      const text = serialisePlan(aPlan());
      await writePrivate(path, encrypt === undefined ? text : encrypt(text));
      const bytes = await readFile(path);
      const textOf = async () => (encrypt === undefined ? bytes.toString() : decrypted(bytes));
      return { bytes, read: async () => parsePlan(await textOf(), 'one') };
    },
  };
}

function decrypted(bytes: Uint8Array): Promise<string> {
  return decryptWith(IDENTITY, bytes, { file: 'one', identity: 'id' });
}

let server: PostgresServer;
let database: Database;
let runs = 0;

async function newRun(encrypt?: Encrypt): Promise<string> {
  runs += 1;
  const parts = [{ account: 'shop', destination: `d${runs}`, changes: 0, requests: 0 }];
  const plan = aPlan();
  const run = {
    runId: `run${runs}`,
    planId: `${runs}`,
    environment: null,
    sandbox: true,
    encrypted: false,
    settings: {},
    parts,
  };
  await addRun(database, run, payloadOf(plan, [], encrypt));
  return run.runId;
}

async function takeFor(runId: string, destination: string): Promise<TakenPart | undefined> {
  const taking = { destination, owner: 'test', runId, account: 'shop' };
  const taken = await takeLease(database.query, taking, TIMES);
  return taken && { runId, account: 'shop', destination, ...taken };
}

function postgres(): Stores {
  return {
    async journal() {
      const runId = await newRun();
      const part = await takeFor(runId, `journal-${runId}`);
      if (part === undefined) throw new Error('taken');
      let current = part;
      return {
        async open() {
          await leavePart(database, current, { state: 'open', progress: null, reason: null });
          current = (await takeFor(runId, current.destination)) ?? current;
          return openPartJournal(database, current, PATIENCE);
        },
        lines: () => collect(readPartJournal(database, part)),
      };
    },
    async take(destination) {
      const part = await takeFor(await newRun(), destination);
      return part && (() => leavePart(database, part, { state: 'open', progress: null, reason: null }));
    },
    limits: (destination) => sharedLimitHistory(database, destination, Date.now),
    async plan(encrypt) {
      const runId = await newRun(encrypt);
      const read = (name: string) => readPayload(database, runId, name);
      const decrypt = encrypt === undefined ? undefined : decrypted;
      return { bytes: await read('plan'), read: () => readQueuedPlan({ runId, read, decrypt }) };
    },
  };
}

sayWithoutPostgres('the contract of stores, in the database');

describe.each([
  { name: 'files', isThere: true, open: files },
  { name: 'PostgreSQL', isThere: hasPostgres, open: postgres },
])('$name', ({ name, isThere, open }) => {
  describe.skipIf(!isThere)('keeps', () => {
    beforeAll(async () => {
      if (name === 'files') return;
      server = await startPostgres();
      database = await openDatabase({ url: await server.database(), connections: 4 });
      await ensureSchema(database);
    });
    afterAll(async () => {
      if (name === 'files') return;
      await database.close();
      server.stop();
    });

    test('lines of a journal in order, those of a later run after those of an earlier one', async () => {
      const journal = await open().journal();
      const wanted = Array.from({ length: 2_000 }, (_, n) => `{"n":${n},"text":"ž\\n"}`);
      for (const half of [wanted.slice(0, 1_000), wanted.slice(1_000)]) {
        const file = await journal.open();
        await Promise.all(half.map((line) => file.append(line)));
        await file.close();
      }
      expect(await journal.lines()).toEqual(wanted);
    });

    test('a line as soon as its promise resolves', async () => {
      const journal = await open().journal();
      const file = await journal.open();
      await file.append('{"one":1}');
      expect(await journal.lines()).toEqual(['{"one":1}']);
      await file.close();
    });

    test('any text of a line', async () => {
      const stores = open();
      const text = fc.string({ unit: 'binary' }).map((one) => JSON.stringify(one));
      await fc.assert(
        fc.asyncProperty(fc.array(text, { minLength: 1, maxLength: 20 }), async (lines) => {
          const journal = await stores.journal();
          const file = await journal.open();
          await Promise.all(lines.map((line) => file.append(line)));
          await file.close();
          expect(await journal.lines()).toEqual(lines);
        }),
        { numRuns: 20 },
      );
    });

    test('one writer at a destination', async () => {
      const stores = open();
      const destination = `${name}-one`;
      const release = await stores.take(destination);
      expect(release).toBeDefined();
      expect(await stores.take(destination)).toBeUndefined();
      const other = await stores.take(`${name}-other`);
      await other?.();
      await release?.();
      const again = await stores.take(destination);
      expect(again).toBeDefined();
      await again?.();
    });

    test('one writer, whoever asks at the same time', async () => {
      const stores = open();
      const taken = await Promise.all(Array.from({ length: 8 }, () => stores.take(`${name}-many`)));
      expect(taken.filter((release) => release !== undefined)).toHaveLength(1);
      await Promise.all(taken.map((release) => release?.()));
    });

    test('the use of a quota by others, and not one’s own', async () => {
      const stores = open();
      const [first, second] = [stores.limits('shop'), stores.limits('shop')];
      const now = Date.now();
      await first.save([{ budget: 'contacts', freeAt: [now + 30_000, now + 40_000] }], now);
      expect(await first.load()).toEqual([]);
      const [use] = await second.load();
      expect(use?.budget).toBe('contacts');
      expect(use?.freeAt.map((time) => Math.round((time - now) / 1_000))).toEqual([30, 40]);
      expect(await stores.limits('other').load()).toEqual([]);
    });

    test('a plan, unencrypted', async () => {
      const { bytes, read } = await open().plan(undefined);
      expect(isEncrypted(bytes)).toBe(false);
      expect(await read()).toEqual(aPlan());
    });

    test('a plan, encrypted', async () => {
      const { bytes, read } = await open().plan(await encryptToOwner(IDENTITY, 'id'));
      expect(isEncrypted(bytes)).toBe(true);
      expect(Buffer.from(bytes).toString('latin1')).not.toContain('formatVersion');
      expect(await read()).toEqual(aPlan());
    });
  });
});
