// JSON texts for property tests: all notations that RFC 8259 allows, and fragments that make most texts invalid.

import fc from 'fast-check';

/** White space between tokens, of all kinds. */
const BLANK = fc.string({ unit: fc.constantFrom(' ', '\t', '\n', '\r', '\r\n'), maxLength: 3 });

const NUMBER = fc.oneof(
  fc.constantFrom('0', '-0', '1e3', '1E+2', '-1.50', '0.10', '12345678901234567890', '1e400', '5e-324', '0.1e-7'),
  fc.integer().map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => JSON.stringify(number)),
);

/** A character as JSON.stringify writes it, or as an escape with lower-case or upper-case digits. */
const CHARACTER = fc
  .tuple(fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }), fc.constantFrom('raw', 'raw', 'unicode', 'UNICODE'))
  .map(([character, form]) => (form === 'raw' ? JSON.stringify(character).slice(1, -1) : escaped(character, form)));
const STRING = fc
  .array(
    fc.oneof({ weight: 5, arbitrary: CHARACTER }, fc.constantFrom('\\/', '\\b', '#', '//', '[[', ': ', '\u2028')),
    {
      maxLength: 6,
    },
  )
  .map((parts) => `"${parts.join('')}"`);

function escaped(character: string, form: 'unicode' | 'UNICODE'): string {
  const units = Array.from({ length: character.length }, (_, index) => character.charCodeAt(index).toString(16));
  return units.map((unit) => `\\u${(form === 'unicode' ? unit : unit.toUpperCase()).padStart(4, '0')}`).join('');
}

const KEY = fc.oneof(
  STRING,
  fc.constantFrom('"email"', '"__proto__"', '"constructor"', '"1"', '""', '"<<"', `"${'k'.repeat(1100)}"`),
);

/** Generates one JSON value in any layout. @param blank white space between tokens */
export function jsonText(blank: fc.Arbitrary<string> = BLANK): fc.Arbitrary<string> {
  const element = (inner: fc.Arbitrary<string>) => fc.tuple(blank, inner, blank).map((parts) => parts.join(''));
  const { value } = fc.letrec<{ value: string }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      fc.oneof(STRING, NUMBER, fc.constantFrom('true', 'false', 'null')),
      fc.array(element(tie('value')), { maxLength: 4 }).map((items) => `[${items.join(',')}]`),
      fc
        .array(fc.tuple(element(KEY), element(tie('value'))), { maxLength: 4 })
        .map((members) => `{${members.map((pair) => pair.join(':')).join(',')}}`),
    ),
  }));
  return element(value);
}

/** Fragments of YAML and JavaScript, and typing mistakes. */
const FOREIGN = fc.constantFrom(
  ...[
    '#',
    '# x\n',
    '//',
    '/* x */',
    "'",
    "'a'",
    '&a ',
    '*a',
    '!t ',
    ',',
    ',,',
    ':',
    '"',
    '\\',
    '{',
    '}',
    '[',
    ']',
    '-',
    '+1',
  ],
  ...[
    '02142',
    '.5',
    '1.',
    '1e',
    '0x1f',
    'NaN',
    'True',
    'tru',
    'undefined',
    'a: 1',
    '- 1\n',
    '---\n',
    '...',
    '|\n',
    '>',
    '~',
    '?',
  ],
  ...[
    '\u00a0',
    '\ufeff',
    '\u0085',
    '\u2028',
    '\u200b',
    '\v',
    '\f',
    '\u0001',
    '\t',
    '\r',
    '\n',
    '\\x41',
    '\\u12',
    '\\\n',
    'é',
    '😀',
  ],
);

/** Inserts a foreign fragment into each text, in place of up to three characters. Most of the results are invalid. */
export function brokenJson(texts: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const place = fc.double({ min: 0, max: 1, noNaN: true });
  return fc.tuple(texts, place, fc.constantFrom(0, 0, 1, 3), FOREIGN).map(([text, at, remove, insert]) => {
    const offset = Math.floor(at * (text.length + 1));
    return text.slice(0, offset) + insert + text.slice(offset + remove);
  });
}
