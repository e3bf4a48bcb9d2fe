// Compares the fast parser with the syntax tree: it either fails, or gives exactly the same values and positions.
// @module-tag slow

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareLine, compareParsers } from './compare-readers.ts';
import { mutated, writtenJson, writtenLine, writtenManifest } from './manifest-texts.ts';

const RUNS = Number(process.env.FUZZ_RUNS ?? 500);

describe('the fast parser equals the syntax tree', () => {
  it.each([
    ['a flow list after defaults: (faults D6)', 'defaults:\n  [a, b]\n', false],
    ['an empty one', 'defaults: # none\n  []\n', false],
    ['a flow list after accounts:', 'accounts:\n  [a]\n', false],
    ['a flow list after an account', 'accounts:\n  shop:\n    [a]\n', false],
    ['a flow mapping after contacts:', 'contacts:\n  { email: a@x.co }\n', false],
    ['a flow mapping after defaults:', 'defaults:\n  { city: X }\n', true],
    ['a flow list of contacts', 'contacts:\n  [{ email: a@x.co }]\n', true],
    ['a flow list after a key', 'contacts:\n  - tags:\n      [a, b]\n    city: X\n', true],
    ['a flow list at the indentation of its key', 'contacts:\n  - tags:\n    [a, b]\n', false],
    ['a stage and a word for opt-outs', 'stage: proposed # soon\noptOuts: "spread"\ndefaults: { city: X }\n', true],
    ['a word that is none', 'stage: soon\n', true],
    ['no stage', 'stage:\ndefaults: { city: X }\n', false],
    ['a stage that is null', 'stage: null\n', false],
    ['a stage that is a number', 'stage: 1\n', true],
    ['a stage on a line of its own', 'stage:\n  proposed\n', false],
    ['a list of stages', 'stage: [proposed]\n', false],
    ['a mapping of opt-outs', 'optOuts: { spread: true }\n', false],
    ['two stages', 'stage: proposed\nstage: proposed\n', false],
    ['a scalar after defaults:', 'defaults:\n  x\n', false],
    ['a lone carriage return as line end', 'defaults:\r  city: X\r', false],
    ['a lone carriage return in a text', 'defaults:\n  city: "a\rb"\n', false],
    ['two carriage returns before the line feed', 'defaults:\r\r\n  city: X\r\r\n', false],
  ])('for YAML with %s', (_, text, isSupported) => {
    expect(compareParsers(text, 'yaml')).toBe(isSupported);
  });

  it.each([
    ['a lone carriage return between tokens (faults D5)', '{"defaults":\r{"city":\r"Jane"}}', true],
    ['two carriage returns before the line feed', '{\r\r\n"defaults":{"city":"X"\r\r\n}}\r\r\n', true],
    ['a stage', '{"stage":"proposed","optOuts":"spread","defaults":{"city":"X"}}', true],
    ['a stage that is null', '{"stage":null}', false],
    ['a carriage return in a string', '{"defaults":{"city":"a\rb"}}', false],
  ])('for JSON with %s', (_, text, isSupported) => {
    expect(compareParsers(text, 'json')).toBe(isSupported);
  });

  it('for manifests as people and programs write them, many of which it supports', () => {
    let supported = 0;
    fc.assert(
      fc.property(writtenManifest, (text) => {
        if (compareParsers(text, 'yaml')) supported += 1;
      }),
      { numRuns: RUNS },
    );
    expect(supported / RUNS).toBeGreaterThan(0.25);
  });

  it('for manifests with random mutations', () => {
    let supported = 0;
    fc.assert(
      fc.property(mutated(writtenManifest), (text) => {
        if (compareParsers(text, 'yaml')) supported += 1;
      }),
      { numRuns: RUNS * 4 },
    );
    expect(supported / (RUNS * 4)).toBeGreaterThan(0.02);
  });

  it('for manifests with Windows line ends, of which it supports none', () => {
    fc.assert(
      fc.property(
        fc.oneof(writtenManifest, mutated(writtenManifest)),
        fc.constantFrom('\r\n', '\r\r\n'),
        (text, end) => {
          compareParsers(text.replaceAll('\n', end), 'yaml');
        },
      ),
      { numRuns: RUNS },
    );
  });

  it('for lines of NDJSON, mutated or not', () => {
    let supported = 0;
    fc.assert(
      fc.property(fc.oneof(writtenLine, mutated(writtenLine)), (text) => {
        if (compareLine(text)) supported += 1;
      }),
      { numRuns: RUNS * 2 },
    );
    expect(supported / RUNS).toBeGreaterThan(0.2);
  });

  it('for JSON files, mutated or not', () => {
    let supported = 0;
    fc.assert(
      fc.property(fc.oneof(writtenJson, mutated(writtenJson)), (text) => {
        if (compareParsers(text, 'json')) supported += 1;
      }),
      { numRuns: RUNS * 2 },
    );
    expect(supported / RUNS).toBeGreaterThan(0.2);
  });
});
