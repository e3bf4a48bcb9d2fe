import { describe, expect, test } from 'vitest';
import { compare } from '../../src/plan/compare.ts';
import { pointer, project } from '../../src/plan/projection/project.ts';
import { desired, live, toPlan } from './subject.ts';

describe('the managed projection', () => {
  test('contains only named fields, in display order', () => {
    const person = desired({
      customProperties: { b: 1, a: 2 },
      sets: { tags: { form: 'map', members: { z: true, y: false } } },
      scalars: { city: 'London', firstName: 'Jane' },
    });
    const contact = live({
      scalars: { lastName: 'Doe', city: 'Paris' },
      customProperties: { c: 3 },
      sets: { lists: ['l'] },
    });
    expect(project(toPlan(person), contact)).toEqual([
      { path: ['firstName'], desired: 'Jane', live: null },
      { path: ['city'], desired: 'London', live: 'Paris' },
      { path: ['tags', 'y'], desired: null, live: null },
      { path: ['tags', 'z'], desired: true, live: null },
      { path: ['customProperties', 'a'], desired: 2, live: null },
      { path: ['customProperties', 'b'], desired: 1, live: null },
    ]);
  });

  test('`prune` adds the live properties that are not named, whatever their names', () => {
    const properties = Object.fromEntries([
      ['__proto__', 'x'],
      ['constructor', 'y'],
      ['kept', 1],
    ]);
    const person = desired({ customProperties: { kept: 1 }, pruneCustomProperties: true });
    expect(
      compare(project(toPlan(person), live({ customProperties: properties }))).differences.map(({ op, path }) => [
        op,
        path[1],
      ]),
    ).toEqual([
      ['remove', '__proto__'],
      ['remove', 'constructor'],
    ]);
  });

  test('an empty list of tags is the absence of tags', () => {
    const person = desired({ sets: { tags: { form: 'list', members: [] } } });
    expect(compare(project(toPlan(person), live())).differences).toEqual([]);
    expect(compare(project(toPlan(person), live({ sets: { tags: ['vip'] } }))).differences).toEqual([
      { path: ['tags'], op: 'remove', before: ['vip'], after: null },
    ]);
  });

  test('pointers of different paths differ, also with / and ~ in names', () => {
    const paths = [['tags', 'a/b'], ['tags', 'a', 'b'], ['tags', 'a~1b'], ['tags', 'a~b'], ['tags']];
    expect(new Set(paths.map(pointer)).size).toBe(paths.length);
    expect(pointer(['tags', 'a/b~c'])).toBe('/tags/a~1b~0c');
  });
});
