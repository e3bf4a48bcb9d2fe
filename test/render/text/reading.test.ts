import { expect, test } from 'vitest';
import { readingLine } from '../../../src/render/text/reading.ts';

test('one line for all accounts, with the remaining time if the number of requests is known', () => {
  const states = new Map([
    ['shop', { requests: 4, seen: 1000 }],
    ['app', { requests: 20, expected: 300, seen: 1 }],
  ]);
  expect(readingLine(states, 2)).toBe(
    'Reading: shop 4 requests, 1,000 contacts · app 20 of 300 requests, 1 contact, about 28 s left',
  );
  expect(readingLine(new Map(), 2)).toBe('Reading…');
});

test('hostile text in an account name stays on one line', () => {
  const line = readingLine(new Map([['shop\u001b[2J\n::error::', { requests: 1, seen: 0 }]]), 1);
  for (const active of ['\u001b', '\n']) expect(line).not.toContain(active);
});
