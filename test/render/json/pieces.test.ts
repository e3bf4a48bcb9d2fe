import { describe, expect, test } from 'vitest';
import { jsonPieces } from '../../../src/render/json/pieces.ts';

function* few(): Generator<unknown> {
  yield { change: 'c1', message: 'two\nlines', requests: [] };
  yield { change: 'c2', requests: ['r1', 'r2'], more: { deep: [1, null] } };
}

describe('jsonPieces', () => {
  test.each([
    ['a list', { planId: 'p', outcomes: [...few()], interrupted: false }],
    ['an empty list', { outcomes: [] }],
    ['no list', { planId: 'p', none: null }],
  ])('writes %s as JSON.stringify does', (_, document) => {
    expect([...jsonPieces(document)].join('')).toBe(`${JSON.stringify(document, null, 2)}\n`);
  });

  test('writes the members of a list one by one', () => {
    const document = { planId: 'p', outcomes: few() };
    expect(JSON.parse([...jsonPieces(document)].join(''))).toEqual({ planId: 'p', outcomes: [...few()] });
  });
});
