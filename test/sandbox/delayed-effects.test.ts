import { expect, test } from 'vitest';
import { DelayedEffects } from '../../src/sandbox/faults/delayed-effects.ts';

/** Stands still until a test moves it on. */
let now = 0;

test('an effect runs once its delay has passed, and the delay of an effect that it adds starts at its due time', () => {
  const effects = new DelayedEffects(20, () => now);
  const seen: string[] = [];
  effects.add(() => {
    seen.push('first');
    effects.add(() => seen.push('second'));
  });
  effects.runDue();
  expect(seen).toEqual([]);
  now += 50;
  effects.runDue();
  expect(seen).toEqual(['first', 'second']);
});

test('effects run in the order in which they are due', () => {
  const effects = new DelayedEffects(30, () => now);
  const seen: string[] = [];
  effects.add(() => {
    seen.push('first');
    effects.add(() => seen.push('after the first'));
  });
  now += 10;
  effects.add(() => seen.push('second'));
  effects.runAll();
  expect(seen).toEqual(['first', 'second', 'after the first']);
});
