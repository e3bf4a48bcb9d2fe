// What every store of records must do, whatever it keeps them in. A store's test file calls `testRecordStore`.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AppliedRecord, Revision } from '../../../src/base/record/document.ts';
import type { RecordStore } from '../../../src/base/record/store.ts';
import { nameOf, recordOf } from './records.ts';

/** An empty store, and what its tests need besides. */
export interface StoreUnderTest {
  readonly store: RecordStore;
  /** Opens the same store again, as another process would. */
  reopen(): RecordStore;
  /** A revision that the store's records may name. */
  readonly revision: Revision;
  /** Puts something under the name that is not a record of this program's format. */
  plantUnreadable(name: string): Promise<void>;
}

/** Settings of the suite. */
export interface ContractOptions {
  /** Number of random histories (default: 30). */
  readonly histories?: number;
}

const SHOP = nameOf('shop');
const APP = nameOf('app');
const LOST_RACE = { code: 'applied-ref', reason: 'lost-race', hint: expect.any(String) };
/** A store may not be able to tell what it has instead of nothing. */
const REFUSED = { code: 'applied-ref', reason: expect.stringMatching(/^(lost-race|unwritable)$/) };
const UNWRITABLE = { code: 'applied-ref', reason: 'unwritable', hint: expect.any(String) };

/**
 * Declares the suite.
 *
 * @param what names the store in the titles
 * @param open creates an empty store; it is removed when the test ends
 */
export function testRecordStore(
  what: string,
  open: () => Promise<StoreUnderTest>,
  { histories = 30 }: ContractOptions = {},
): void {
  describe(`records in ${what}`, () => {
    test('a new store has none', async () => {
      const { store } = await open();
      expect(await store.list()).toEqual([]);
    });

    test('a record that was written is listed with its version, in another process too', async () => {
      const { store, reopen, revision } = await open();
      const record = recordOf('shop', revision, { exceptions: [{ entries: [revision], contacts: ['a', 'b'] }] });
      const version = await store.write(SHOP, record, undefined);
      expect(await store.list()).toEqual([{ name: SHOP, record, version }]);
      expect(await reopen().list()).toEqual([{ name: SHOP, record, version }]);
    });

    test('records are listed by name, and each is replaced by itself', async () => {
      const { store, revision } = await open();
      const versions = new Map<string, string>();
      for (const account of ['shop', 'app', 'news'])
        versions.set(account, await store.write(nameOf(account), recordOf(account, revision), undefined));
      const later = recordOf('app', revision, { at: '2026-11-30T10:00:00.000Z' });
      await store.write(APP, later, versions.get('app'));
      const listed = await store.list();
      expect(listed.map(({ name }) => name)).toEqual(['shop', 'app', 'news'].map(nameOf).sort());
      expect(listed.find(({ name }) => name === APP)?.record).toEqual(later);
      expect(listed.find(({ name }) => name === SHOP)?.version).toBe(versions.get('shop'));
    });

    test('the version that a write returns is the one that the next write replaces', async () => {
      const { store, reopen, revision } = await open();
      let version: string | undefined;
      for (const day of ['01', '02', '03']) {
        const record = recordOf('shop', revision, { at: `2026-12-${day}T00:00:00.000Z` });
        version = await reopen().write(SHOP, record, version);
        expect(await store.list()).toEqual([{ name: SHOP, record, version }]);
      }
    });

    test('a version that was replaced meanwhile is a lost race, and the other record stays', async () => {
      const { store, reopen, revision } = await open();
      const first = await store.write(SHOP, recordOf('shop', revision), undefined);
      const theirs = recordOf('shop', revision, { at: '2026-11-30T10:00:00.000Z' });
      const version = await reopen().write(SHOP, theirs, first);
      const ours = recordOf('shop', revision, { at: '2026-12-01T10:00:00.000Z' });
      await expect(store.write(SHOP, ours, first)).rejects.toMatchObject(LOST_RACE);
      await expect(store.write(SHOP, ours, undefined)).rejects.toMatchObject(LOST_RACE);
      expect(await store.list()).toEqual([{ name: SHOP, record: theirs, version }]);
    });

    test('a record that was dropped meanwhile is a lost race, and is not written again', async () => {
      const { store, reopen, revision } = await open();
      const version = await store.write(SHOP, recordOf('shop', revision), undefined);
      await reopen().drop(SHOP, version);
      const later = recordOf('shop', revision, { at: '2026-11-30T10:00:00.000Z' });
      await expect(store.write(SHOP, later, version)).rejects.toMatchObject(LOST_RACE);
      expect(await store.list()).toEqual([]);
    });

    test.each(['the first record', 'a replacement'])('of eight processes that write %s, one wins', async (which) => {
      const { store, reopen, revision } = await open();
      const previous =
        which === 'the first record' ? undefined : await store.write(SHOP, recordOf('shop', revision), undefined);
      const records = Array.from({ length: 8 }, (_, n) =>
        recordOf('shop', revision, { at: `2026-12-0${n + 1}T00:00:00.000Z` }),
      );
      const written = await Promise.allSettled(records.map((record) => reopen().write(SHOP, record, previous)));
      const won = written.flatMap((result, n) =>
        result.status === 'fulfilled' ? [{ name: SHOP, record: records[n], version: result.value }] : [],
      );
      expect(won).toHaveLength(1);
      for (const result of written) if (result.status === 'rejected') expect(result.reason).toMatchObject(LOST_RACE);
      expect(await store.list()).toEqual(won);
    });

    test('a record is dropped only in the version that was read', async () => {
      const { store, revision } = await open();
      const first = await store.write(SHOP, recordOf('shop', revision), undefined);
      const later = recordOf('shop', revision, { at: '2026-11-30T10:00:00.000Z' });
      const second = await store.write(SHOP, later, first);
      await store.write(APP, recordOf('app', revision), undefined);
      await expect(store.drop(SHOP, first)).rejects.toMatchObject(LOST_RACE);
      await store.drop(SHOP, second);
      expect((await store.list()).map(({ name }) => name)).toEqual([APP]);
      await expect(store.drop(SHOP, second)).rejects.toMatchObject(LOST_RACE);
    });

    test('a record that cannot be read is listed, never overwritten, and dropped only on demand', async () => {
      const { store, revision, plantUnreadable } = await open();
      await plantUnreadable(SHOP);
      const [found] = await store.list();
      expect(found).toEqual({ name: SHOP, version: expect.any(String) });
      await expect(store.write(SHOP, recordOf('shop', revision), undefined)).rejects.toMatchObject(REFUSED);
      await expect(store.write(SHOP, recordOf('shop', revision), found?.version)).rejects.toMatchObject(UNWRITABLE);
      expect(await store.list()).toEqual([found]);
      await store.drop(SHOP, found?.version ?? '');
      expect(await store.list()).toEqual([]);
    });

    test('a random history of writes and drops leaves what a map would hold', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(STEP, { maxLength: 8 }), async (steps) => {
          const { store, reopen, revision } = await open();
          await follow(steps, { store, reopen, revision });
        }),
        { numRuns: histories },
      );
    });
  });
}

/** One act of a process, which has read the record's present version or an earlier one. */
interface Step {
  readonly account: 'shop' | 'app';
  readonly act: 'write' | 'drop';
  readonly isStale: boolean;
}

const STEP: fc.Arbitrary<Step> = fc.record({
  account: fc.constantFrom('shop', 'app'),
  act: fc.constantFrom('write', 'write', 'drop'),
  isStale: fc.boolean(),
});

async function follow(
  steps: readonly Step[],
  { store, reopen, revision }: Pick<StoreUnderTest, 'store' | 'reopen' | 'revision'>,
): Promise<void> {
  const held = new Map<string, { readonly record: AppliedRecord; readonly version: string }>();
  const earlier = new Map<string, string>();
  for (const [n, { account, act, isStale }] of steps.entries()) {
    const name = nameOf(account);
    const present = held.get(name)?.version;
    const version = isStale ? earlier.get(name) : present;
    if (version === undefined && (act === 'drop' || present !== undefined)) continue;
    const record = recordOf(account, revision, { at: new Date(Date.UTC(2026, 11, 1, n)).toISOString() });
    const done = act === 'write' ? reopen().write(name, record, version) : reopen().drop(name, version ?? '');
    if (version !== present) await expect(done).rejects.toMatchObject(LOST_RACE);
    else {
      const written = await done;
      if (present !== undefined) earlier.set(name, present);
      if (written === undefined) held.delete(name);
      else held.set(name, { record, version: written });
    }
    const expected = [...held].map(([name, rest]) => ({ name, ...rest })).sort((a, b) => (a.name < b.name ? -1 : 1));
    expect(await store.list()).toEqual(expected);
  }
}
