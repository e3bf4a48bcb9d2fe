// Compares the semantics of manifests with JSON merge patch (RFC 7396, appendix A). If a manifest can express a row, the patch is
// declared as `customProperties`, the original is live, and applying the differences to it gives the same result.

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
    'one level down, as the patch of `customProperties` itself; null for an absent value is no difference',
    { b: 'c' },
    { b: 'd', c: null },
    { b: 'd' },
  ],
  // The RFC keeps "e": null of the original. A live contact cannot have it, because empty values are absent.
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
    // Applying the same patch again finds no difference.
    expect(compared(patch, live({ customProperties: result }))).toEqual([]);
  });
});

// Merge patches that a manifest cannot express. Each is reported as a diagnostic with its position, and nothing is planned.
const REFUSED: readonly (readonly [why: string, written: string])[] = [
  ['the whole is never a list: ["a","b"] + ["c","d"]', 'customProperties: [c, d]'],
  ['a list does not replace an object: {"a":"b"} + ["c"]', 'customProperties: [c]'],
  ['null does not empty everything; `prune` does: {"a":"foo"} + null', 'customProperties: null'],
  ['a text does not replace an object: {"a":"foo"} + "bar"', 'customProperties: bar'],
  ['values are not nested: {} + {"a":{"bb":{"ccc":null}}}', 'customProperties: { a: { bb: { ccc: null } } }'],
];

describe('where a manifest cannot express the patch', () => {
  test.each(REFUSED)('%s', async (_why, written) => {
    const { diagnostics } = await loadContacts(`  - email: jane@example.com\n    accounts: [shop]\n    ${written}\n`);
    expect(diagnostics.filter(({ severity }) => severity === 'error')).not.toEqual([]);
  });

  test('lists hold texts only, so that {"a":[{"b":"c"}]} + {"a":[1]} results in ["1"], and an object in a list is refused', async () => {
    const loaded = (written: string) =>
      loadContacts(`  - email: jane@example.com\n    accounts: [shop]\n    customProperties: { a: ${written} }\n`);
    const { configuration } = await loaded('[1]');
    expect(configuration.contacts[0]?.customProperties).toEqual({ a: ['1'] });
    expect((await loaded('[{ b: c }]')).diagnostics.map(({ severity }) => severity)).toContain('error');
  });

  test('a live list is never merged with a declared object: [1,2] + {"a":"b","c":null} starts from an empty object', () => {
    expect(apply({}, { a: 'b', c: null })).toEqual({ a: 'b' });
  });
});

describe('beyond a merge patch', () => {
  test('null in a create is no difference', () => {
    expect(compared({ a: null, b: 1 }, undefined).map(({ path }) => path[1])).toEqual(['b']);
  });

  test('`prune` removes properties that are not named', () => {
    const differences = compared({ a: 1 }, live({ customProperties: { a: 1, b: 'x', c: ['y'] } }), true);
    expect(differences.map(({ path, op }) => `${op} ${path[1]}`)).toEqual(['remove b', 'remove c']);
  });
});
