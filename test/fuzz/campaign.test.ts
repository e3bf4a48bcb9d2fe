// A fuzzer that finds nothing proves nothing: planted faults are found, shrunk, saved, and found again from the same seed.

import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { temporaryDirectory } from '../store/temporary.ts';
import { openTarget, saveCase } from './campaign.ts';
import { editJson } from './documents/edit-json.ts';
import { editText } from './documents/edit-text.ts';
import { HOSTILE_VALUES } from './documents/hostile.ts';
import { editedJson } from './documents/inputs.ts';
import type { Target } from './target.ts';

/** A reader that takes for granted that a name is a text. */
const CARELESS: Target<string> = {
  name: 'careless',
  sources: [],
  inputs: () => editedJson([JSON.stringify({ name: 'Jane', others: [1, 2, 3] })]),
  check(text) {
    let value: { readonly name: string } | null;
    try {
      value = JSON.parse(text);
    } catch {
      return;
    }
    if (typeof value === 'object' && value !== null && 'name' in value) value.name.trim();
  },
};

test('a missing check of a type is found, and shrunk to one edit', async () => {
  const { failure, executions } = await (await openTarget(CARELESS)).run(1, 5000);
  expect(executions).toBeLessThan(5000);
  expect(failure?.error).toMatch(/TypeError/);
  const { name, others } = JSON.parse(String(failure?.input));
  expect(typeof name).not.toBe('string');
  expect(others).toEqual([1, 2, 3]);
});

test('the same seed finds the same input', async () => {
  const target = await openTarget(CARELESS);
  const [first, second] = [await target.run(7, 5000), await target.run(7, 5000)];
  expect(second.failure?.input).toBe(first.failure?.input);
  expect(second.executions).toBe(first.executions);
});

test('a promise that is rejected is a failure, and a target without faults has none', async () => {
  const inputs = () => fc.nat(9);
  const bad = await openTarget({
    name: 'bad',
    sources: [],
    inputs,
    check: async () => Promise.reject(new Error('no')),
  });
  expect((await bad.run(1, 10)).failure?.error).toContain('no');
  const good = await openTarget({ name: 'good', sources: [], inputs, check: () => {} });
  expect(await good.run(1, 10)).toMatchObject({ executions: 10 });
  expect((await good.run(1, 10)).failure).toBeUndefined();
});

test('a case keeps its input, also an unpaired surrogate and a member __proto__', () => {
  const input = JSON.parse('{"__proto__":"\\ud800"}');
  const path = saveCase('careless', { input, error: 'TypeError: x\n  at y' }, temporaryDirectory());
  expect(path).toMatch(/careless-[0-9a-f]{8}\.json$/);
  const saved = JSON.parse(readFileSync(path, 'utf8'));
  expect([saved.target, saved.error]).toEqual(['careless', 'TypeError: x']);
  expect(JSON.stringify(saved.input)).toBe(JSON.stringify(input));
});

test('an edited document is JSON, and edits leave the hostile values as they are', () => {
  const before = JSON.stringify(HOSTILE_VALUES);
  const numbers = { how: fc.nat(9), node: fc.nat(99), value: fc.nat(200) };
  fc.assert(
    fc.property(fc.array(fc.record(numbers), { maxLength: 6 }), (edits) => {
      const edited = editJson({ a: [1, { b: 'x' }], c: null }, edits);
      expect(JSON.parse(JSON.stringify(edited))).toBeDefined();
    }),
    { numRuns: 300 },
  );
  expect(JSON.stringify(HOSTILE_VALUES)).toBe(before);
});

test('a text can be cut anywhere, and nowhere', () => {
  const numbers = { how: fc.nat(9), at: fc.nat(10_000), length: fc.nat(9), fragment: fc.nat(99) };
  fc.assert(
    fc.property(
      fc.array(fc.record(numbers), { maxLength: 4 }),
      fc.constantFrom('', 'a', 'one\ntwo: 3\n'),
      (cuts, text) => {
        expect(typeof editText(text, cuts)).toBe('string');
      },
    ),
  );
  expect(editText('abc', [])).toBe('abc');
});
