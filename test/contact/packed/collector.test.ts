// @module-tag slow
import { getHeapStatistics } from 'node:v8';
import { expect, test } from 'vitest';
import { collectGarbage } from '../../../src/contact/packed/collector.ts';

const MB = 1024 * 1024;

function usedMb(): number {
  return getHeapStatistics().used_heap_size / MB;
}

test('what nobody holds is gone once it has outgrown what is alive, and no global function stays behind', () => {
  const before = usedMb();
  const held = { objects: Array.from({ length: 4_000_000 }, (_, index) => ({ index })) };
  const filled = usedMb();
  expect(filled).toBeGreaterThan(before + 100);
  held.objects = [];
  collectGarbage();
  expect(usedMb()).toBeLessThan(filled - 80);
  expect(globalThis.gc).toBeUndefined();
});
