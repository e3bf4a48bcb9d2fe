import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isSameData } from '../../../src/base/pairs/same-data.ts';

const leaf = fc.oneof(fc.constantFrom(null, undefined, true, false, 0, -0, 1, Number.NaN, '', 'a', '1'));
const key = fc.constantFrom('a', 'b', 'c', '__proto__', 'toString', 'length');
const data = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    leaf,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(key, tie('value'), { maxKeys: 3, noNullPrototype: true }),
  ),
})).value;

test('says the same as isDeepStrictEqual of any two values', () => {
  fc.assert(
    fc.property(data, data, (a, b) => {
      expect(isSameData(a, b)).toBe(isDeepStrictEqual(a, b));
      expect(isSameData(a, structuredClone(a))).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});

test.each([
  [{ a: 1, b: 2 }, { b: 2, a: 1 }, true],
  [{ a: undefined }, {}, false],
  [{ a: undefined }, { b: undefined }, false],
  [[1, 2], [2, 1], false],
  [[], {}, false],
  [['a'], { 0: 'a' }, false],
])('%j and %j: %s', (a, b, expected) => {
  expect(isSameData(a, b)).toBe(expected);
});
