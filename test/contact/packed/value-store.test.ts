// @module-tag slow
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { contactPacker } from '../../../src/contact/packed/desired.ts';
import { createValueStore } from '../../../src/contact/packed/value-store.ts';
import { aDesired } from '../../builders/contacts.ts';

const value = fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue({ noUnicodeString: false }), { maxKeys: 6 });

test('what goes in comes out, whatever it contains', () => {
  fc.assert(
    fc.property(fc.array(value, { maxLength: 20 }), (values) => {
      const store = createValueStore();
      const numbers = values.map((one) => store.add(one));
      // Backwards, so that what is remembered does not help.
      for (const [index, number] of [...numbers.entries()].reverse()) {
        expect(store.get(number)).toEqual(values[index]);
        expect(JSON.stringify(store.get(number))).toBe(JSON.stringify(values[index]));
      }
    }),
  );
});

test.each([
  ['a number that JSON does not write', { size: Number.POSITIVE_INFINITY, zero: -0 }],
  ['the name of the prototype', JSON.parse('{"__proto__": 1, "inner": {"__proto__": {"x": 2}}}')],
  ['mappings in lists', { list: [{ a: 1 }, [{ b: -0 }]] }],
  ['empty mappings', { a: {}, b: { c: {} }, d: 1 }],
  ['half of a character', { text: '\ud800' }],
])('keeps %s', (_, given) => {
  const store = createValueStore();
  store.add({ a: 1, b: { c: 2 }, d: 3 });
  expect(Object.is(store.get(store.add(given)), given) || JSON.stringify(store.get(1)) === JSON.stringify(given)).toBe(
    true,
  );
  expect(store.get(1)).toStrictEqual(given);
});

test('a value that is larger than a buffer, and more values than are remembered', () => {
  const store = createValueStore();
  const values = Array.from({ length: 300 }, (_, index) => ({
    index,
    text: 'é'.repeat(index === 150 ? 5_000_000 : 10),
  }));
  for (const one of values) store.add(one);
  expect(values.every((one, index) => JSON.stringify(store.get(index)) === JSON.stringify(one))).toBe(true);
  expect(() => store.get(300)).toThrow(RangeError);
});

test('more structures than are kept', () => {
  const store = createValueStore();
  const values = Array.from({ length: 1500 }, (_, index) =>
    Object.fromEntries(Array.from({ length: 100 }, (_, name) => [`p${index * 100 + name}`, name])),
  );
  for (const one of values) store.add(one);
  expect(values.every((one, index) => JSON.stringify(store.get(index)) === JSON.stringify(one))).toBe(true);
});

test('a packed contact is like any other', () => {
  const packer = contactPacker();
  const contact = aDesired({ scalars: { city: 'London', state: null }, channels: { email: { status: 'subscribed' } } });
  const packed = packer.pack(contact);
  expect(packed).toStrictEqual(contact);
  expect({ ...packed }).toStrictEqual(contact);
  expect(Object.keys(packed).sort()).toEqual(Object.keys(contact).sort());
  expect(JSON.parse(JSON.stringify(packed))).toEqual(JSON.parse(JSON.stringify(contact)));
});

test('texts that occur often, and texts that look like references to them', () => {
  const store = createValueStore();
  const often = ['Germany', '~tilde', '~~two', '~0', '~', 'half of \ud800', 'n'.repeat(200), '0'];
  const values = Array.from({ length: 200 }, (_, index) => ({
    text: often[index % often.length],
    list: [often, [index]],
  }));
  for (const one of values) store.add(one);
  expect(values.every((one, index) => JSON.stringify(store.get(index)) === JSON.stringify(one))).toBe(true);
});
