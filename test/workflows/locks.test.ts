// The locks of an apply: where they lie, and how an apply waits for another one.

import { mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { unmasked } from '../../src/contact/sentence.ts';
import { systemClock } from '../../src/http/clock.ts';
import type { Destination } from '../../src/providers/contract.ts';
import { sandboxDestination } from '../../src/providers/destination.ts';
import { ensureStore } from '../../src/store/directory.ts';
import { acquireLock, type Lock } from '../../src/store/lock.ts';
import { lockPlaces } from '../../src/workflows/lock-places.ts';
import { type LockEvent, lockDestinations } from '../../src/workflows/locks.ts';
import { temporaryDirectory } from '../store/temporary.ts';

const SHOP: Destination = { key: 'shop-1', provider: 'omnisend', origin: 'https://vendor.example' };
const APP: Destination = { key: 'app-1', provider: 'loops', origin: 'https://other.example' };
const REHEARSED = sandboxDestination('shop', 'omnisend@2026-03-15');
const who = { command: 'rollcall apply', startedAt: '2026-08-01T12:00:00Z' };

/** Two checkouts of one user. */
async function twoCheckouts() {
  const state = temporaryDirectory();
  const stores = [await ensureStore(temporaryDirectory()), await ensureStore(temporaryDirectory())] as const;
  return { environment: { XDG_STATE_HOME: state }, shared: join(state, 'rollcall/locks'), stores };
}

function taken(lock: Awaited<ReturnType<typeof acquireLock>>): Lock {
  if (!lock.ok) throw new Error(unmasked(lock.message));
  return lock;
}

describe('the place of a lock', () => {
  test('of a vendor’s account is the same in every checkout of a user', async () => {
    const { environment, shared, stores } = await twoCheckouts();
    for (const store of stores) {
      expect(await lockPlaces(store, [SHOP, APP], { environment })).toEqual({
        places: [SHOP, APP].map(({ key }) => ({ directory: shared, key })),
        reason: undefined,
      });
    }
  });

  test('is .rollcall where the user has no home, and the reason is given', async () => {
    const { stores } = await twoCheckouts();
    expect(await lockPlaces(stores[0], [SHOP], { environment: {} })).toEqual({
      places: [{ directory: join(stores[0], 'locks'), key: 'shop-1' }],
      reason: 'HOME names no directory',
    });
  });

  test('of a sandbox is beside its state in .rollcall, and no home is needed', async () => {
    const { stores } = await twoCheckouts();
    const [own, other] = stores;
    const there = { places: [{ directory: join(other, 'locks'), key: REHEARSED.key }], reason: undefined };
    expect(await lockPlaces(other, [REHEARSED], { environment: {} })).toEqual(there);
    expect(await lockPlaces(own, [REHEARSED], { environment: {}, sandbox: join(other, 'sandbox.json') })).toEqual(
      there,
    );
  });

  test('of a sandbox whose state lies elsewhere is shared by all who name that state', async () => {
    const { environment, shared, stores } = await twoCheckouts();
    const directory = temporaryDirectory();
    mkdirSync(join(directory, 'real'));
    symlinkSync(join(directory, 'real'), join(directory, 'link'));
    const placeOf = async (sandbox: string, store = stores[0]) =>
      (await lockPlaces(store, [REHEARSED], { environment, sandbox })).places[0];
    const file = await placeOf(join(directory, 'real/state.json'));
    expect(file?.directory).toBe(shared);
    expect(await placeOf(join(directory, 'link/state.json'), stores[1])).toEqual(file);
    const address = await placeOf('http://127.0.0.1:4010');
    expect(await placeOf('http://localhost:4010', stores[1])).toEqual(address);
    const others = [REHEARSED.key, (await placeOf('http://127.0.0.1:4011'))?.key, file?.key, address?.key];
    expect(new Set(others).size).toBe(4);
  });
});

describe('an apply that meets a lock', () => {
  test('fails at once by default, in another checkout too, and leaves no lock behind', async () => {
    const { environment, shared, stores } = await twoCheckouts();
    const first = await lockDestinations(stores[0], [SHOP], { environment }, { clock: systemClock });
    expect(first.hasWaited).toBe(false);
    const second = lockDestinations(stores[1], [APP, SHOP], { environment }, { clock: systemClock });
    await expect(second).rejects.toMatchObject({
      code: 'locked',
      message: expect.stringContaining(`another apply is running: \`rollcall apply\` (process ${process.pid} on `),
    });
    expect(readdirSync(shared)).toEqual(['shop-1.lock']);
    await first.lock.release();
  });

  test('says at once for whom it waits and how long, and goes on within a second of the release', {
    tags: ['slow'],
  }, async () => {
    const { environment, shared, stores } = await twoCheckouts();
    await lockPlaces(stores[0], [SHOP], { environment });
    const lock = taken(await acquireLock({ directory: shared, key: SHOP.key }, who));
    const events: LockEvent[] = [];
    let heardAt = 0;
    const settings = {
      ...{ environment, timeout: 60_000 },
      onEvent: (event: LockEvent) => {
        heardAt = performance.now();
        events.push(event);
      },
    };
    const start = performance.now();
    const waiting = lockDestinations(stores[1], [SHOP], settings, { clock: systemClock });
    await systemClock.sleep(900);
    await lock.release();
    const released = performance.now();
    const got = await waiting;
    expect([got.hasWaited, performance.now() - released < 1000, heardAt - start < 500]).toEqual([true, true, true]);
    expect(events).toEqual([
      {
        type: 'waiting',
        timeout: 60_000,
        taken: expect.objectContaining({ owner: expect.objectContaining({ startedAt: who.startedAt }) }),
      },
    ]);
    await got.lock.release();
  });

  test('fails as without waiting once the time is over', async () => {
    const { environment, stores } = await twoCheckouts();
    const first = await lockDestinations(stores[0], [SHOP], { environment }, { clock: systemClock });
    const waiting = lockDestinations(stores[1], [SHOP], { environment, timeout: 300 }, { clock: systemClock });
    await expect(waiting).rejects.toMatchObject({ code: 'locked' });
    await first.lock.release();
  });

  test('stops waiting when it is interrupted', async () => {
    const { environment, stores } = await twoCheckouts();
    const first = await lockDestinations(stores[0], [SHOP], { environment }, { clock: systemClock });
    const interruption = new AbortController();
    const { signal } = interruption;
    const settings = { environment, timeout: 60_000, onEvent: () => interruption.abort() };
    const waiting = lockDestinations(stores[1], [SHOP], settings, { clock: systemClock, signal });
    await expect(waiting).rejects.toMatchObject({ code: 'interrupted', message: 'not applied; nothing was sent' });
    await first.lock.release();
  });
});
