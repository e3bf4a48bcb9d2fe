import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { DelayedEffects } from '../../src/sandbox/faults/delayed-effects.ts';

test('an effect runs once its delay has passed, and the delay of an effect that it adds starts at its due time', async () => {
  const effects = new DelayedEffects(20);
  const seen: string[] = [];
  effects.add(() => {
    seen.push('first');
    effects.add(() => seen.push('second'));
  });
  effects.runDue();
  expect(seen).toEqual([]);
  await delay(50);
  effects.runDue();
  expect(seen).toEqual(['first', 'second']);
});

test('effects run in the order in which they are due', async () => {
  const effects = new DelayedEffects(30);
  const seen: string[] = [];
  effects.add(() => {
    seen.push('first');
    effects.add(() => seen.push('after the first'));
  });
  await delay(10);
  effects.add(() => seen.push('second'));
  effects.runAll();
  expect(seen).toEqual(['first', 'second', 'after the first']);
});
