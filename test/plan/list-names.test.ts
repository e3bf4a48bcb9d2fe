import { expect, test } from 'vitest';
import type { DeclaredSet } from '../../src/contact/contact.ts';
import { declaredWithIds, spellAsDeclared, withListIds } from '../../src/plan/reading/list-names.ts';
import { desired } from './subject.ts';

const NAMES = new Map([
  ['id1', 'News'],
  ['id2', 'Offers'],
]);

function declaring(lists?: DeclaredSet, unmanaged?: readonly string[]) {
  return desired({ sets: lists === undefined ? {} : { lists }, ...(unmanaged === undefined ? {} : { unmanaged }) });
}

const DROPPED = { scalars: {}, sets: { lists: ['News'] }, customProperties: {} };

test.each([
  ['no longer declared', declaring(), ['id1']],
  ['declared by its id now', declaring({ form: 'map', members: { id1: true } }), ['id1']],
  ['left alone by its id', declaring(undefined, ['lists.id1']), []],
  ['left alone by its name', declaring(undefined, ['lists.News']), []],
])('a list that the base names and that is %s', (_name, now, lists) => {
  const { base, desired: resolved } = withListIds({ desired: now, base: { dropped: DROPPED } }, NAMES);
  expect(base?.dropped?.sets.lists).toEqual(lists);
  // A declared member wins over a dropped one (project.ts).
  expect(resolved.sets).toEqual(now.sets);
});

test('an earlier declaration has ids, too', () => {
  const earlier = declaring({ form: 'list', members: ['News', 'gone'] });
  expect(declaredWithIds(earlier, NAMES).sets.lists).toEqual({ form: 'list', members: ['gone', 'id1'] });
});

test('paths are turned back to the words of the manifest', () => {
  const spell = spellAsDeclared(declaring({ form: 'map', members: { News: true, id2: true } }), NAMES);
  expect([spell(['lists', 'id1']), spell(['lists', 'id2']), spell(['tags', 'id1'])]).toEqual([
    ['lists', 'News'],
    ['lists', 'id2'],
    ['tags', 'id1'],
  ]);
});

test('an id is taken for itself, even if it is the name of another list', () => {
  const names = new Map([
    ['id1', 'id2'],
    ['id2', 'Offers'],
  ]);
  const { desired: resolved, unclearLists } = withListIds(
    { desired: declaring({ form: 'map', members: { id2: true } }) },
    names,
  );
  expect([resolved.sets.lists, unclearLists]).toEqual([{ form: 'map', members: { id2: true } }, undefined]);
});
