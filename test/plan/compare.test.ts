import { describe, expect, test } from 'vitest';
import type { PropertyValue } from '../../src/contact/contact.ts';
import { compare } from '../../src/plan/compare.ts';
import { project } from '../../src/plan/projection/project.ts';
import { desired, live, toPlan } from './subject.ts';

function differences(before: PropertyValue | undefined, after: PropertyValue | null) {
  const contact = live({ customProperties: before === undefined ? {} : { p: before } });
  return compare(project(toPlan(desired({ customProperties: { p: after } })), contact)).differences;
}

describe('compare', () => {
  test.each<readonly [PropertyValue | undefined, PropertyValue | null, string]>([
    [undefined, 'x', 'add'],
    ['x', 'y', 'change'],
    ['x', null, 'remove'],
    ['33', 33, 'change'],
    [true, 'true', 'change'],
    [0, false, 'change'],
    [['a', 'b'], ['b', 'a'], 'change'],
    [['a'], ['a', 'b'], 'change'],
    [['a'], 'a', 'change'],
  ])('%j to %j is one difference of the whole field: %s', (before, after, op) => {
    expect(differences(before, after)).toEqual([
      { path: ['customProperties', 'p'], op, before: before ?? null, after },
    ]);
  });

  test.each<readonly [PropertyValue | undefined, PropertyValue | null]>([
    ['x', 'x'],
    [undefined, null],
    [0, -0],
    [false, false],
    [
      ['a', 'b'],
      ['a', 'b'],
    ],
  ])('%j to %j is no difference', (before, after) => {
    expect(differences(before, after)).toEqual([]);
  });

  test('names with a meaning in JavaScript, such as __proto__, are ordinary names', () => {
    const names = ['__proto__', 'constructor', 'toString', 'length', 'a/b', 'a.b', ''];
    const person = toPlan(desired({ customProperties: Object.fromEntries(names.map((name) => [name, 'new'])) }));
    const contact = live({ customProperties: Object.fromEntries(names.map((name) => [name, 'old'])) });
    expect(compare(project(person, contact)).differences.map(({ path }) => path[1])).toEqual([...names].sort());
    expect(compare(project(person, live())).differences.map(({ op }) => op)).toEqual(names.map(() => 'add'));
  });
});
