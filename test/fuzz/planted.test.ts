// The faults that `npm run fuzz:planted` plants can still be planted: each stands for a check that its reader makes.

import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import planted from './planted.json' with { type: 'json' };
import { TARGETS } from './targets.ts';

const ROOT = resolve(import.meta.dirname, '../..');

test('each replaces a text that its file has exactly once', () => {
  const wrong = planted.filter(({ file, from, to }) => {
    const pieces = readFileSync(join(ROOT, file), 'utf8').split(from);
    return pieces.length !== 2 || from === to;
  });
  expect(wrong).toEqual([]);
  expect(planted.length).toBeGreaterThanOrEqual(10);
});

test('every kind of reader has one', () => {
  const kinds = new Set([...TARGETS.keys()].map((name) => name.split('-omnisend')[0]));
  const having = new Set(planted.map(({ target }) => target.split('-omnisend')[0]));
  expect([...kinds].filter((kind) => !having.has(kind))).toEqual([]);
  expect(planted.filter(({ target }) => !TARGETS.has(target))).toEqual([]);
});
