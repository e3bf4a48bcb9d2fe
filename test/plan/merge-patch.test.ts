// JSON merge patch (RFC 7396, appendix A) beside the manifests' semantics. Where a row can be said in a manifest at all, the
// patch stands in it as `customProperties`, the original is live, and our differences applied to it give the same result.

import { describe, expect, test } from 'vitest';
import type { LiveContact, PropertyValue } from '../../src/contact/contact.ts';
import type { Difference } from '../../src/contact/difference.ts';
import { compare } from '../../src/plan/compare.ts';
import { project } from '../../src/plan/projection/project.ts';
import { loadContacts } from '../manifest/load.ts';
import { desired, live, toPlan } from './subject.ts';

type Values = Readonly<Record<string, PropertyValue>>;
type Patch = Readonly<Record<string, PropertyValue | null>>;

const AGREE: readonly (readonly [why: string, original: Values, patch: Patch, result: Values])[] = [
  ['a value is replaced', { a: 'b' }, { a: 'c' }, { a: 'c' }],
  ['a new one is added, and what is not named stays', { a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
  ['null removes', { a: 'b' }, { a: null }, {}],
  ['null removes, and what is not named stays', { a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
  ['a list gives way to a text', { a: ['b'] }, { a: 'c' }, { a: 'c' }],
  ['a text gives way to a list, which is replaced as a whole', { a: 'c' }, { a: ['b'] }, { a: ['b'] }],
  [
    'one level down, as the patch of `customProperties` itself; null for what is not there is nothing',
    { b: 'c' },
    { b: 'd', c: null },
    { b: 'd' },
  ],
  // The RFC keeps "e": null of the original; a live contact has no such thing, as an empty value is an absent one.
  ['a null of the original is absent from the start', {}, { a: 1 }, { a: 1 }],
];

function compared(patch: Patch, now: LiveContact | undefined, prune = false): readonly Difference[] {
  const contact = toPlan(desired({ customProperties: patch, pruneCustomProperties: prune }));
  return compare(project(contact, now)).differences;
}

function apply(original: Values, patch: Patch): Values {
  const values = new Map<string, unknown>(Object.entries(original));
  for (const { path, after } of compared(patch, live({ customProperties: original }))) {
    if (after === null) values.delete(path[1] ?? '');
    else values.set(path[1] ?? '', after);
  }
  return Object.fromEntries(values) as Values;
}

describe('where both agree', () => {
  test.each(AGREE)('%s', (_why, original, patch, result) => {
    expect(apply(original, patch)).toEqual(result);
    // And it is done: the same patch again is nothing to do.
    expect(compared(patch, live({ customProperties: result }))).toEqual([]);
  });
});

// What a merge patch can say and a manifest cannot: each is a mistake at its place, and nothing is planned from it.
const REFUSED: readonly (readonly [why: string, written: string])[] = [
  ['the whole is never a list: ["a","b"] + ["c","d"]', 'customProperties: [c, d]'],
  ['a list does not replace an object: {"a":"b"} + ["c"]', 'customProperties: [c]'],
  ['null does not empty everything; `prune` does: {"a":"foo"} + null', 'customProperties: null'],
  ['a text does not replace an object: {"a":"foo"} + "bar"', 'customProperties: bar'],
  ['values are not nested: {} + {"a":{"bb":{"ccc":null}}}', 'customProperties: { a: { bb: { ccc: null } } }'],
];

describe('where a manifest cannot say it', () => {
  test.each(REFUSED)('%s', async (_why, written) => {
    const { diagnostics } = await loadContacts(`  - email: jane@example.com\n    accounts: [shop]\n    ${written}\n`);
    expect(diagnostics.filter(({ severity }) => severity === 'error')).not.toEqual([]);
  });

  test('lists hold texts only, so that {"a":[{"b":"c"}]} + {"a":[1]} ends as ["1"], and an object in one is refused', async () => {
    const loaded = (written: string) =>
      loadContacts(`  - email: jane@example.com\n    accounts: [shop]\n    customProperties: { a: ${written} }\n`);
    const { configuration } = await loaded('[1]');
    expect(configuration.contacts[0]?.customProperties).toEqual({ a: ['1'] });
    expect((await loaded('[{ b: c }]')).diagnostics.map(({ severity }) => severity)).toContain('error');
  });

  test('a list in place of an object is never merged: [1,2] + {"a":"b","c":null} begins from nothing', () => {
    expect(apply({}, { a: 'b', c: null })).toEqual({ a: 'b' });
  });
});

describe('beyond a merge patch', () => {
  test('null in a create is nothing to do', () => {
    expect(compared({ a: null, b: 1 }, undefined).map(({ path }) => path[1])).toEqual(['b']);
  });

  test('with `prune` what is not named goes', () => {
    const differences = compared({ a: 1 }, live({ customProperties: { a: 1, b: 'x', c: ['y'] } }), true);
    expect(differences.map(({ path, op }) => `${op} ${path[1]}`)).toEqual(['remove b', 'remove c']);
  });
});
