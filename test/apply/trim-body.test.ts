import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { trimBody } from '../../src/apply/send/trim-body.ts';
import type { PlannedItem } from '../../src/plan/document.ts';

function item(change: string, pointer: string): PlannedItem {
  return { change, pointer, carries: [0], expectAfter: '' };
}

describe('trimBody', () => {
  const body = { tags: ['vip'], contactIDs: ['a', 'b', 'c'], emails: ['x', 'y'] };
  const items = [
    ...['a', 'b', 'c'].map((id, index) => item(id, `/contactIDs/${index}`)),
    item('x', '/emails/0'),
    item('y', '/emails/1'),
  ];
  const trim = (...kept: readonly string[]) =>
    trimBody(
      { body, items },
      items.filter(({ change }) => kept.includes(change)),
    );

  test('returns the same object if no item is left out', () => {
    expect(trimBody({ body, items }, items)).toBe(body);
  });

  test('removes exactly the elements that the pointers name', () => {
    expect(trim('b', 'c', 'y')).toEqual({ tags: ['vip'], contactIDs: ['b', 'c'], emails: ['y'] });
  });

  test('removes selectors that became empty, and keeps arrays that no item points at', () => {
    expect(trim('a')).toEqual({ tags: ['vip'], contactIDs: ['a'] });
    expect(trim('x')).toEqual({ tags: ['vip'], emails: ['x'] });
  });

  test('does not modify the body of the plan', () => {
    trim('a');
    expect(body.contactIDs).toHaveLength(3);
  });

  test('keeps the remaining elements in order, whichever they are', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 1, maxLength: 250 }), (keeps) => {
        const ids = keeps.map((_, index) => `id${index}`);
        const all = ids.map((id, index) => item(id, `/items/${index}`));
        const kept = all.filter((_, index) => keeps[index]);
        const expected = ids.filter((_, index) => keeps[index]);
        const trimmed = trimBody({ body: { method: 'POST', items: ids }, items: all }, kept);
        expect(trimmed).toEqual(expected.length > 0 ? { method: 'POST', items: expected } : { method: 'POST' });
      }),
    );
  });

  test('throws if a pointer does not lead into an array', () => {
    expect(() => trimBody({ body: { tags: 'vip' }, items: [item('a', '/tags/0'), item('b', '/tags/1')] }, [])).toThrow(
      /not a list/,
    );
  });
});
