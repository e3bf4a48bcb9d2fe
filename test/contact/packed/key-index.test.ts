import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createKeyIndex } from '../../../src/contact/packed/key-index.ts';

test('finds every number of a text', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 3 }), { maxLength: 200 }), (texts) => {
      const index = createKeyIndex();
      texts.forEach((text, number) => {
        expect(index.mayHave(text)).toBe(texts.indexOf(text) < number);
        index.add(text, number);
      });
      expect(index.size).toBe(texts.length);
      for (const text of texts) {
        const expected = texts.flatMap((other, number) => (other === text ? [number] : []));
        expect([...index.find(text)].sort((a, b) => a - b)).toEqual(expected);
      }
    }),
  );
});

test('tells a hundred thousand texts apart', () => {
  const index = createKeyIndex();
  for (let number = 0; number < 100_000; number += 1) index.add(`user${number}@example.com`, number);
  for (let number = 0; number < 100_000; number += 997)
    expect(index.find(`user${number}@example.com`)).toEqual([number]);
  expect(index.find('user100000@example.com')).toEqual([]);
});
