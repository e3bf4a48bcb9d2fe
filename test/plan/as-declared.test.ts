import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { DesiredContact, LiveContact } from '../../src/contact/contact.ts';
import { isAsDeclared } from '../../src/plan/as-declared.ts';
import { compare } from '../../src/plan/compare.ts';
import { project } from '../../src/plan/project.ts';
import { desired, live } from './subject.ts';

const NAMES = ['a', 'b', '__proto__', 'constructor'];
const TEXTS = ['x', 'y', ''];

function few<T>(names: readonly string[], value: fc.Arbitrary<T>): fc.Arbitrary<Record<string, T>> {
  const entry = fc.tuple(fc.constantFrom(...names), value);
  return fc
    .uniqueArray(entry, { selector: ([name]) => name, maxLength: 3 })
    .map((entries) => Object.fromEntries(entries));
}

const members = fc.uniqueArray(fc.constantFrom(...NAMES), { maxLength: 3 }).map((names) => names.sort());
const property = fc.oneof(
  fc.constantFrom('x', '1', 1, 0, -0, true),
  fc.array(fc.constantFrom(...TEXTS), { maxLength: 2 }),
);
const claim = fc.oneof(
  members.map((names) => ({ form: 'list', members: names }) as const),
  few(NAMES, fc.boolean()).map((names) => ({ form: 'map', members: names }) as const),
);
const scalars = few(['firstName', 'city'], fc.constantFrom('x', 'y'));

const desiredContact: fc.Arbitrary<Partial<DesiredContact>> = fc.record({
  scalars: few(['firstName', 'city'], fc.constantFrom('x', 'y', null)),
  sets: few(['tags', 'lists'], claim),
  customProperties: few(NAMES, fc.option(property, { nil: null })),
  pruneCustomProperties: fc.boolean(),
});
const liveContact: fc.Arbitrary<Partial<LiveContact>> = fc.record({
  scalars,
  sets: few(['tags', 'lists'], members),
  customProperties: few(NAMES, property),
});

test('a contact is as declared exactly where the comparison finds nothing', () => {
  const verdicts = new Set<boolean>();
  fc.assert(
    fc.property(desiredContact, liveContact, (claims, values) => {
      const [person, contact] = [desired(claims), live(values)];
      const isSame = compare(project(person, contact)).length === 0;
      verdicts.add(isSame);
      expect(isAsDeclared(person, contact)).toBe(isSame);
    }),
    { numRuns: 2000 },
  );
  expect(verdicts).toEqual(new Set([true, false]));
});

test('what a base declared and the manifests dropped is always looked at', () => {
  const dropped = { scalars: {}, sets: {}, customProperties: {} };
  expect(isAsDeclared(desired(), live())).toBe(true);
  expect(isAsDeclared(desired({ dropped }), live())).toBe(false);
});
