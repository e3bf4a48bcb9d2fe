import { describe, expect, it } from 'vitest';
import { mapConcurrently } from '../../src/http/concurrently.ts';

function tick(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

describe('mapConcurrently', () => {
  it('keeps the order and never runs more than the limit at once', async () => {
    let underWay = 0;
    let most = 0;
    const results = await mapConcurrently([5, 1, 4, 2, 3], { limit: 2 }, async (item, index) => {
      underWay += 1;
      most = Math.max(most, underWay);
      for (let turn = 0; turn < item; turn += 1) await tick();
      underWay -= 1;
      return `${index}:${item}`;
    });
    expect(results).toEqual(['0:5', '1:1', '2:4', '3:2', '4:3']);
    expect(most).toBe(2);
  });

  it('takes an item only when there is capacity for it', async () => {
    let produced = 0;
    let done = 0;
    async function* items() {
      for (; produced < 20; produced += 1) {
        expect(produced - done).toBeLessThanOrEqual(3);
        yield produced;
      }
    }
    await mapConcurrently(items(), { limit: 3 }, async () => {
      await tick();
      done += 1;
    });
    expect(done).toBe(20);
  });

  it('starts no item after a failure, and rejects once the items in progress have ended', async () => {
    const started: number[] = [];
    let ended = 0;
    const work = mapConcurrently([1, 2, 3, 4, 5], { limit: 2 }, async (item) => {
      started.push(item);
      await tick();
      if (item === 1) throw new Error('first');
      await tick();
      await tick();
      ended += 1;
    });
    await expect(work).rejects.toThrow('first');
    expect(started).toEqual([1, 2]);
    expect(ended).toBe(1);
  });

  it('starts no item after an abort', async () => {
    const stop = new AbortController();
    const started: number[] = [];
    const work = mapConcurrently([1, 2, 3], { limit: 1, signal: stop.signal }, async (item) => {
      started.push(item);
      stop.abort(new Error('enough'));
    });
    await expect(work).rejects.toThrow('enough');
    expect(started).toEqual([1]);
  });
});
