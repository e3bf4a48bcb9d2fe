// An apply through the workflow: locked, recorded and resumed without a terminal.

import { rmSync } from 'node:fs';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { unmasked } from '../../src/contact/sentence.ts';
import {
  applyWithJournal,
  type ConnectedAccount,
  connectAccounts,
  type JournalledApplyInputs,
  makePlan,
  type Plan,
  readResumed,
  startSandbox,
  systemClock,
} from '../../src/index.ts';
import { ensureStore } from '../../src/store/directory.ts';
import { acquireLock } from '../../src/store/lock.ts';
import { keepReading, takeReading } from '../../src/store/reading.ts';
import { account, desired, toPlan } from '../plan/subject.ts';

interface Shop {
  readonly plan: Plan;
  readonly at: ConnectedAccount;
  readonly workingDirectory: string;
  readonly inputs: JournalledApplyInputs;
  /** Methods of the requests that the vendor has seen since the plan. */
  readonly written: () => Promise<readonly string[]>;
}

/** One contact to be created at one account. */
async function openShop(): Promise<Shop> {
  const workingDirectory = await mkdtemp(join(tmpdir(), 'rollcall-apply-'));
  const sandbox = await startSandbox({ rateLimit: 'off' });
  const accounts = [account('omnisend@2026-03-15', { name: 'shop' })];
  const contacts = [
    toPlan(
      desired({
        account: 'shop',
        key: 'shop/a@example.com',
        identifiers: { email: 'a@example.com' },
        scalars: { city: 'Vilnius' },
      }),
    ),
  ];
  const configuration = { digest: 'f'.repeat(64), files: 1, unsupportedFields: [], accounts, contacts };
  const connections = connectAccounts({ accounts }, { environment: {}, sandboxUrl: sandbox.url });
  onTestFinished(async () => {
    await connections.close();
    await sandbox.close();
    await rm(workingDirectory, { recursive: true });
  });
  const filters = { accounts: [], contacts: [], changed: false };
  const plan = await makePlan(configuration, connections.accounts, { filters });
  const at = connections.accounts.get('shop');
  if (at === undefined) throw new Error('not connected');
  return {
    plan,
    at,
    workingDirectory,
    inputs: {
      plan,
      contacts: new Map(contacts.map((contact) => [contact.desired.key, contact])),
      accounts: connections.accounts,
      clock: systemClock,
      listener: () => {},
      workingDirectory,
      // Without a home: locks of a sandbox's own state lie in .rollcall.
      locks: { environment: {} },
    },
    async written() {
      const answer = await fetch(`${sandbox.url}/_sandbox/requests`);
      const requests = (await answer.json()) as readonly { readonly method: string }[];
      return requests.map(({ method }) => method).filter((method) => method !== 'GET');
    },
  };
}

test('locks, plan and journal exist before the first request; the locks are released after the last', async () => {
  const { plan, inputs, workingDirectory, written } = await openShop();
  const store = join(workingDirectory, '.rollcall');
  const seen: unknown[] = [];
  const { result, unrecorded } = await applyWithJournal({
    ...inputs,
    onStart: (releaseNow) => {
      seen.push('start', typeof releaseNow);
      return () => seen.push('released');
    },
    listener: async (event) => {
      if (event.type !== 'sending') return;
      seen.push(await readdir(join(store, 'journal')), (await readdir(join(store, 'locks'))).length, await written());
    },
  });
  expect(seen).toEqual(['start', 'function', [`${plan.planId}.ndjson`], 1, [], 'released']);
  expect([...result.outcomes]).toMatchObject([{ key: 'shop/a@example.com', status: 'succeeded' }]);
  expect(unrecorded).toBeUndefined();
  expect(await readdir(join(store, 'locks'))).toEqual([]);
});

test('nothing is sent while another run has the lock', async () => {
  const { at, inputs, workingDirectory, written } = await openShop();
  const { key } = at.destination;
  const directory = join(await ensureStore(workingDirectory), 'locks');
  const lock = await acquireLock({ directory, key }, { command: 'x', startedAt: '' });
  if (!lock.ok) throw new Error(unmasked(lock.message));
  await expect(applyWithJournal(inputs)).rejects.toMatchObject({ name: 'HintedError', code: 'locked' });
  await lock.release();
  expect(await written()).toEqual([]);
});

/** The plan as if the contact was there already. */
function asUpdate(plan: Plan): Plan {
  return {
    ...plan,
    changes: plan.changes.map((change) => ({
      ...{ ...change, action: 'update' as const },
      differences: change.differences.filter(({ path }) => path[0] === 'city'),
    })),
    requests: plan.requests.map(({ mayCreate: _, ...request }) => request),
  };
}

test.each([
  ['if the apply may use it', true, 0, []],
  ['unless the apply must not', false, 0, ['read']],
  ['for a minute', true, 60_000, ['read']],
])('the reading that was kept with a saved plan counts %s', async (_, usesKeptReading, age, expected) => {
  const { at, inputs, workingDirectory } = await openShop();
  const plan = asUpdate(inputs.plan);
  const store = await ensureStore(workingDirectory);
  await keepReading(store, { plan: plan.planId, readAt: Date.now() - age });
  const reads: string[] = [];
  const read: typeof at.source.read = (...asked) => {
    reads.push('read');
    return at.source.read(...asked);
  };
  const accounts = new Map([['shop', { ...at, source: { ...at.source, read } }]]);
  await applyWithJournal({ ...inputs, plan, verify: false, accounts, usesKeptReading });
  expect(reads).toEqual(expected);
  // The apply may have changed what was read.
  expect(await takeReading(store, plan.planId)).toBeUndefined();
});

test.each([true, false])('a plan that waited for another run reads everything again (waited: %s)', async (waits) => {
  const { at, inputs, workingDirectory } = await openShop();
  const { key } = at.destination;
  const directory = join(await ensureStore(workingDirectory), 'locks');
  const lock = waits ? await acquireLock({ directory, key }, { command: 'x', startedAt: '' }) : undefined;
  const plan = asUpdate(inputs.plan);
  const reads: string[] = [];
  const read: typeof at.source.read = (...asked) => {
    reads.push('read');
    return at.source.read(...asked);
  };
  const source = { ...at.source, read };
  await applyWithJournal({
    ...inputs,
    ...{ plan, refresh: false, verify: false, accounts: new Map([['shop', { ...at, source }]]) },
    locks: {
      ...inputs.locks,
      timeout: 10_000,
      onEvent: ({ type }) => {
        reads.push(type);
        if (lock?.ok) void lock.release();
      },
    },
  });
  expect(reads).toEqual(waits ? ['waiting', 'read'] : []);
});

test('where nothing can be sent, nothing is kept', async () => {
  const { plan, inputs, workingDirectory } = await openShop();
  const elsewhere = { ...plan, accounts: plan.accounts.map((planned) => ({ ...planned, origin: 'https://x' })) };
  const { result } = await applyWithJournal({ ...inputs, plan: elsewhere });
  expect([...result.outcomes]).toMatchObject([{ status: 'pending', code: 'account-refused' }]);
  expect(await readdir(workingDirectory)).toEqual([]);
});

test('if the record cannot be written, nothing is kept and the reading of the plan stays', async () => {
  const { plan, inputs, workingDirectory } = await openShop();
  const store = await ensureStore(workingDirectory);
  await keepReading(store, { plan: plan.planId, readAt: 1 });
  const beforeSending = (): Promise<never> => Promise.reject(new Error('lost race'));
  await expect(applyWithJournal({ ...inputs, beforeSending })).rejects.toThrow('lost race');
  expect((await readdir(store)).filter((name) => name === 'plans' || name === 'journal')).toEqual([]);
  expect(await takeReading(store, plan.planId)).toBe(1);
});

test('if the journal cannot be written, nothing more is sent and the result says why', async () => {
  const { inputs, workingDirectory, written } = await openShop();
  const { result, unrecorded } = await applyWithJournal({
    ...inputs,
    onStart: () => {
      rmSync(join(workingDirectory, '.rollcall'), { recursive: true });
      return () => {};
    },
  });
  expect(unrecorded).toMatchObject({ name: 'HintedError', code: 'store' });
  expect([...result.outcomes].map(({ status }) => status)).toEqual(['pending']);
  expect(await written()).toEqual([]);
});

test('an apply is resumed with the plan that it saved; a damaged plan is an error', async () => {
  const { plan, inputs, workingDirectory } = await openShop();
  const stop = new AbortController();
  const onStart = (): (() => void) => {
    stop.abort();
    return () => {};
  };
  await applyWithJournal({ ...inputs, signal: stop.signal, onStart });
  const resumed = await readResumed({ workingDirectory });
  expect(resumed).toMatchObject({ plan: { planId: plan.planId }, reviewed: undefined, journal: { state: {} } });
  await writeFile(join(workingDirectory, `.rollcall/plans/${plan.planId}.json`), '{');
  await expect(readResumed({ workingDirectory })).rejects.toMatchObject({ code: 'plan-file', reason: undefined });
  await rm(join(workingDirectory, `.rollcall/plans/${plan.planId}.json`));
  await expect(readResumed({ workingDirectory })).rejects.toMatchObject({ code: 'no-saved-plan' });
});
