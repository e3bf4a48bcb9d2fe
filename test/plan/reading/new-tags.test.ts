// Tags that nobody at the account has yet.

import { expect, test } from 'vitest';
import { difference } from '../../../src/contact/difference.ts';
import type { Reading } from '../../../src/plan/document.ts';
import { newTagsOf } from '../../../src/plan/reading/new-tags.ts';

const LISTED = { strategy: 'list', requests: 1, known: 2 } as const;

function newTags(reading: Reading, seen: readonly string[] | undefined) {
  const differences = [
    difference(['tags'], ['old'], ['old', 'vip', 'vpi']),
    difference(['tags', 'summer'], null, true),
    difference(['tags', 'winter'], true, null),
    difference(['city'], null, 'Riga'),
  ];
  return newTagsOf({ reading, changes: [{ differences }], seenTags: seen && new Set(seen) }).newTags;
}

test('are those that the plan adds, in a list or one by one', () => {
  expect(newTags(LISTED, ['vip'])).toEqual(['summer', 'vpi']);
  expect(newTags(LISTED, ['vip', 'vpi', 'summer'])).toBeUndefined();
});

test('are not known unless all contacts were read', () => {
  expect(newTags({ strategy: 'look-up', requests: 1 }, [])).toBeUndefined();
  expect(newTags(LISTED, undefined)).toBeUndefined();
});
