// A body's lines: joined they are the body again, whatever a stranger wrote into it, and none of them is obeyed.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bodyLines } from '../../../src/render/requests/body-lines.ts';

/** No control, no format character, no line or paragraph separator, no half of a surrogate pair. */
const ACTIVE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;

function linesOf(body: unknown, width: number): readonly string[] {
  return bodyLines(JSON.stringify(body), width);
}

/** What terminals, runners and JSON give a meaning, beside ordinary text. */
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
  it('joined are the same body, keep to the width and are inert', () => {
    fc.assert(
      fc.property(body, fc.integer({ min: 20, max: 140 }), (value, width) => {
        const lines = linesOf(value, width);
        expect(JSON.parse(lines.join(''))).toEqual(JSON.parse(JSON.stringify(value)));
        for (const line of lines) {
          expect(line.length).toBeLessThanOrEqual(width);
          expect(line).not.toMatch(ACTIVE);
          expect(line.trimStart()).not.toMatch(/^::/);
          expect(line).not.toContain('##[');
          // What copying a line from a terminal would lose.
          expect(line).not.toMatch(/\s$/u);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('never cut an escape sequence or a surrogate pair', () => {
    const hostile = { name: '🗼\u0000\u202e\\"\u{e0041}'.repeat(20) };
    for (let width = 20; width < 60; width++) {
      for (const line of linesOf(hostile, width)) {
        expect(line).not.toMatch(ACTIVE);
        // Every sequence that begins in the line ends in it.
        expect(line.replace(/\\u[\da-f]{4}|\\[^u]/g, '')).not.toContain('\\');
      }
    }
  });

  it('break where a member begins, rather than in the middle of a value', () => {
    const value = { customProperties: { accountManager: 'Ruta', age: 34, height: null }, city: 'Boston' };
    expect(linesOf(value, 50)).toEqual([
      '{"customProperties":{"accountManager":"Ruta",',
      '"age":34,"height":null},"city":"Boston"}',
    ]);
  });

  it('cut a value that is longer than a line where the line ends', () => {
    expect(linesOf({ note: 'x'.repeat(50) }, 30)).toEqual([`{"note":"${'x'.repeat(21)}`, `${'x'.repeat(29)}"`, '}']);
  });

  it('spell a command’s colon otherwise where it would begin a line, and nowhere else', () => {
    expect(linesOf({ a: 'a::b' }, 30)).toEqual(['{"a":"a::b"}']);
    expect(linesOf({ note: `${'x'.repeat(21)}::error::owned` }, 30)).toEqual([
      `{"note":"${'x'.repeat(21)}`,
      '\\u003a:error::owned"}',
    ]);
  });

  it('are one where the body fits', () => {
    expect(linesOf({ firstName: 'Jane' }, 80)).toEqual(['{"firstName":"Jane"}']);
  });

  it('take a body of a megabyte', () => {
    const items = Array.from({ length: 10_000 }, (_, index) => ({
      id: `user${index}@example.com`,
      note: 'n'.repeat(70),
    }));
    const lines = linesOf({ items }, 80);
    expect(JSON.parse(lines.join(''))).toEqual({ items });
  });
});
