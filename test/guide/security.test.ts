// The threat model says of every row which test shows it: a test that exists, or a review by people.

import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { expect, test } from 'vitest';

const PAGE = resolve(import.meta.dirname, '../../docs/guide/security.md');

interface Row {
  readonly who: string;
  readonly cannot: string;
  readonly shownBy: string;
}

/** The rows of all tables, each with the heading above it. */
function rows(): readonly Row[] {
  let who = '';
  return readFileSync(PAGE, 'utf8')
    .split('\n')
    .flatMap((line) => {
      if (line.startsWith('## ')) who = line.slice(3);
      if (!line.startsWith('| ') || line.startsWith('| cannot')) return [];
      const [cannot = '', , shownBy = ''] = line.slice(2, -2).split(' | ');
      return [{ who, cannot, shownBy }];
    });
}

function testsIn({ shownBy }: Row): readonly string[] {
  return [...shownBy.matchAll(/\]\(([^)]+)\)/g)].map(([, path = '']) => resolve(dirname(PAGE), path));
}

test('every row is shown by tests that exist, or left to a review by name', () => {
  const found = rows();
  expect(new Set(found.map(({ who }) => who)).size).toBe(10);
  expect(found.length).toBeGreaterThanOrEqual(50);
  for (const row of found) {
    const named = testsIn(row);
    if (named.length === 0) expect(row.shownBy, `${row.who}: ${row.cannot}`).toMatch(/^\*review\*/);
    for (const path of named) {
      expect(path).toMatch(/\/test\/.+\.test\.ts$/);
      expect(readFileSync(path, 'utf8'), path).toMatch(/\b(?:test|it)(?:\.\w+)*\(/);
    }
  }
});
