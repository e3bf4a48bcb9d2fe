import { describe, expect, test } from 'vitest';
import { normaliseEmail, normaliseInstant, normaliseSet, toE164 } from '../../src/contact/normalise.ts';

describe('instants', () => {
  test.each([
    ['2024-01-01T00:00:00Z', '2024-01-01T00:00:00Z'],
    ['2024-02-29T23:59:59Z', '2024-02-29T23:59:59Z'],
    ['2024-12-31T12:00:00.000Z', '2024-12-31T12:00:00Z'],
    ['2024-12-31T12:00:00.250Z', '2024-12-31T12:00:00.250Z'],
    ['2024-01-01T24:00:00Z', '2024-01-02T00:00:00Z'],
    ['2024-01-01T02:00:00+02:00', '2024-01-01T00:00:00Z'],
    ['2024-01-31', '2024-01-31T00:00:00Z'],
    ['2024-04-30T00:00:00Z', '2024-04-30T00:00:00Z'],
    ['2024-12-31T00:00:00Z', '2024-12-31T00:00:00Z'],
  ])('%s is %s', (text, normal) => {
    expect(normaliseInstant(text)).toBe(normal);
  });

  test.each([
    '2023-02-29T00:00:00Z',
    '2024-02-30T00:00:00Z',
    '2024-02-31T00:00:00Z',
    '2024-11-31T00:00:00Z',
    '2024-04-31T00:00:00Z',
    '2024-13-01T00:00:00Z',
    '2024-00-10T00:00:00Z',
    '2024-01-00T00:00:00Z',
    '2024-01-01T25:00:00Z',
    '2024-01-01T00:60:00Z',
    '2024-01-01T00:00:60Z',
  ])('%s is not an instant', (text) => {
    expect(normaliseInstant(text)).toBeUndefined();
  });
});

test.each([
  ['Jane@Example.COM', 'jane@example.com'],
  [' jane@example.com\u200b', 'jane@example.com'],
  ['jane\u0000@example.com', 'jane@example.com'],
  ['JOS\u0045\u0301@example.com', 'jos\u00e9@example.com'],
])('%j and %j are one address', (text, normal) => {
  expect(normaliseEmail(text)).toBe(normal);
});

test.each([
  [[], []],
  [['a'], ['a']],
  [
    ['a', 'b'],
    ['a', 'b'],
  ],
  [
    ['b', 'a', 'b'],
    ['a', 'b'],
  ],
  [['a', 'a'], ['a']],
  [
    ['\u{1F600}', '\uFFFD'],
    ['\u{1F600}', '\uFFFD'],
  ],
])('%j is the set %j', (members, set) => {
  expect(normaliseSet(members)).toEqual(set);
});

test('a cached number gives the same result, even if its normal form would be normalised differently', () => {
  expect([toE164('+971006822835439'), toE164('+971006822835439')]).toEqual(['+97106822835439', '+97106822835439']);
  expect([toE164('+97106822835439'), toE164('+97106822835439')]).toEqual(['+9716822835439', '+9716822835439']);
  expect([toE164('12'), toE164('12')]).toEqual([undefined, undefined]);
});
