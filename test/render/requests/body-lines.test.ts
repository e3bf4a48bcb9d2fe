// The lines of a body: joined, they are the body again, even with hostile text in it, and no line is interpreted.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bodyLines } from '../../../src/render/requests/body-lines.ts';

/** Matches text without control characters, format characters, line or paragraph separators and lone surrogates. */
const ACTIVE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;

function linesOf(body: unknown, width: number): readonly string[] {
  return bodyLines(JSON.stringify(body), width);
}

/** Ordinary text, and texts that a terminal, a CI runner or JSON interprets. */
const part = fc.oneof(
  fc.constantFrom(':', '::', '::error::owned', '::error file=a,line=1::x', '##[error]x', '##', '[', '\\', '"', ','),
  fc.constantFrom('\u001b[2J', '\u009b31m', '\u0085', '\u2028', '\u202e', '\u200b', '\ufeff', '\n', '\u007f'),
  fc.constantFrom('🗼', '東京', '\ud83d', '\udc00', '\u{e0041}', '\u{1f468}\u200d\u{1f469}', 'é'),
  fc.constantFrom(' ', '        ', '\u3000', '\u00a0', ' '.repeat(60), `${' '.repeat(19)}::error::x`),
  fc.string({ unit: 'binary', maxLength: 40 }),
);
const text = fc.array(part, { maxLength: 12 }).map((parts) => parts.join(''));
const body = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    text,
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(text, tie('value'), { maxKeys: 4 }),
  ),
})).value;

describe('bodyLines', () => {
  it('are the same body when joined, stay within the width and are neutralised', () => {
    fc.assert(
      fc.property(body, fc.integer({ min: 20, max: 140 }), (value, width) => {
        const lines = linesOf(value, width);
        expect(JSON.parse(lines.join(''))).toEqual(JSON.parse(JSON.stringify(value)));
        for (const line of lines) {
          expect(line.length).toBeLessThanOrEqual(width);
          expect(line).not.toMatch(ACTIVE);
          expect(line.trimStart()).not.toMatch(/^::/);
          expect(line).not.toContain('##[');
          // Copying a line from a terminal would lose a space at its end.
          expect(line).not.toMatch(/\s$/u);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('never break an escape sequence or a surrogate pair', () => {
    const hostile = { name: '🗼\u0000\u202e\\"\u{e0041}'.repeat(20) };
    for (let width = 20; width < 60; width++) {
      for (const line of linesOf(hostile, width)) {
        expect(line).not.toMatch(ACTIVE);
        // Every escape sequence that begins in the line must end in it.
        expect(line.replace(/\\u[\da-f]{4}|\\[^u]/g, '')).not.toContain('\\');
      }
    }
  });

  it('break at the start of a member rather than within a value', () => {
    const value = { customProperties: { accountManager: 'Ruta', age: 34, height: null }, city: 'Boston' };
    expect(linesOf(value, 50)).toEqual([
      '{"customProperties":{"accountManager":"Ruta",',
      '"age":34,"height":null},"city":"Boston"}',
    ]);
  });

  it('break a value that is longer than a line at the end of the line', () => {
    expect(linesOf({ note: 'x'.repeat(50) }, 30)).toEqual([`{"note":"${'x'.repeat(21)}`, `${'x'.repeat(29)}"`, '}']);
  });

  it('escape the colon of a workflow command only at the start of a line', () => {
    expect(linesOf({ a: 'a::b' }, 30)).toEqual(['{"a":"a::b"}']);
    expect(linesOf({ note: `${'x'.repeat(21)}::error::owned` }, 30)).toEqual([
      `{"note":"${'x'.repeat(21)}`,
      '\\u003a:error::owned"}',
    ]);
  });

  it('are a single line if the body fits', () => {
    expect(linesOf({ firstName: 'Jane' }, 80)).toEqual(['{"firstName":"Jane"}']);
  });

  it('handle a body of a megabyte', () => {
    const items = Array.from({ length: 10_000 }, (_, index) => ({
      id: `user${index}@example.com`,
      note: 'n'.repeat(70),
    }));
    const lines = linesOf({ items }, 80);
    expect(JSON.parse(lines.join(''))).toEqual({ items });
  });
});
