import { expect, test } from 'vitest';
import { Faults, parseFaults } from '../../src/sandbox/faults/faults.ts';

const MIX = '429:0.05,500:0.02,reset:0.01,timeout:0.005,garbage:0.01,slow:0.02,lost-response:0.01';
const SHOP = { account: 'shop', vendor: 'omnisend' };
const APP = { account: 'app', vendor: 'loops' };

function draw(faults: Faults, of: typeof SHOP, count: number) {
  return Array.from({ length: count }, () => faults.next(of));
}

test('a specification is parsed in order', () => {
  expect(parseFaults(' 429:0.05, lost-response:.01,503:0')).toEqual([
    { fault: 429, share: 0.05 },
    { fault: 'lost-response', share: 0.01 },
    { fault: 503, share: 0 },
  ]);
  expect(parseFaults('429:0.1,500:0.2,reset:0.3,slow:0.4')).toHaveLength(4);
});

test.each([
  ['', "found ''"],
  ['429', "found '429'"],
  ['429:', "found '429:'"],
  ['fire:0.1', "unknown fault 'fire'"],
  ['200:0.1', "unknown fault '200'"],
  ['600:0.1', "unknown fault '600'"],
  ['429:x', "is 'x'"],
  ['429:-0.1', "is '-0.1'"],
  ['429:1.5', "is '1.5'"],
  ['429:0.1,', "found ''"],
  ['429:0.1,429:0.1', '429 is listed twice'],
  ['429:0.6,reset:0.6', 'more than 1'],
])('%j is refused, and the message says why', (spec, message) => {
  expect(() => parseFaults(spec)).toThrow(expect.objectContaining({ name: 'FaultSpecError' }));
  expect(() => parseFaults(spec)).toThrow(message);
});

test('the n-th request of an account gets the same fault, whatever other accounts do', () => {
  const alone = draw(new Faults(parseFaults(MIX), 7), SHOP, 500);
  const faults = new Faults(parseFaults(MIX), 7);
  const among = alone.map((_, n) => {
    draw(faults, APP, n % 3);
    return faults.next(SHOP);
  });
  expect(among).toEqual(alone);
  expect(alone.filter((fault) => fault !== undefined).length).toBeGreaterThan(30);
});

test('another seed, account or vendor gets different faults', () => {
  const first = draw(new Faults(parseFaults(MIX), 7), SHOP, 500);
  expect(draw(new Faults(parseFaults(MIX), 8), SHOP, 500)).not.toEqual(first);
  expect(draw(new Faults(parseFaults(MIX), 7), APP, 500)).not.toEqual(first);
  expect(draw(new Faults(parseFaults(MIX), 7), { ...SHOP, vendor: 'loops' }, 500)).not.toEqual(first);
});

test.each([1, 2, 3, 99])('seed %i: every fault occurs about as often as specified', (seed) => {
  const drawn = draw(new Faults(parseFaults(MIX), seed), SHOP, 40_000);
  for (const { fault, share } of parseFaults(MIX)) {
    const expected = share * drawn.length;
    const count = drawn.filter((met) => met === fault).length;
    expect(Math.abs(count - expected), `${fault}: ${count} of ${expected}`).toBeLessThan(5 * Math.sqrt(expected));
  }
});

test('a share of 1 affects every request, a share of 0 none', () => {
  expect(new Set(draw(new Faults(parseFaults('reset:0,500:1'), 1), SHOP, 200))).toEqual(new Set([500]));
});
