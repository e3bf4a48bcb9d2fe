// Values, keys and fragments of text that have broken readers elsewhere.

import type { Json } from '../../../src/contact/canonical.ts';

/** Brackets inside each other, as deep as readers get them only from somebody with bad intentions. */
function nested(depth: number): Json {
  return JSON.parse(`${'['.repeat(depth)}${']'.repeat(depth)}`) as Json;
}

/** Strings with a meaning to some reader, or none to any. */
const SHORT_TEXTS: readonly string[] = [
  ...[
    '',
    ' ',
    'a',
    '0',
    '-1',
    'null',
    'true',
    '[]',
    '{}',
    '\u0000',
    'a\u0000b',
    '\r',
    '\n',
    'a\r\nb',
    '\t',
    '\u001b[2J',
  ],
  ...[
    '\ufeff',
    '\u200b',
    '\u2028',
    '\u0085',
    '\ud800',
    'a\udc00',
    '\udc00\ud800',
    '😀',
    'é',
    'e\u0301',
    'İ',
    'ß',
    '\uffff',
  ],
  ...[
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    'length',
    'then',
    '..',
    '.',
    '../../x',
    '/',
    '%2e%2e',
    '%',
  ],
  ...['1e400', '9007199254740993', '2024-02-30', '2024-01-01', '2024-01-01T00:00:00Z', '275760-09-14', '-000001-01-01'],
  ...['+37060000001', 'jane@example.com', 'shop/jane@example.com', 'https://example.com/a?b=c', '//example.com'],
  ...[
    '${SHOP_KEY}',
    '{name}',
    '::error::x',
    '<script>',
    '| a |',
    '`',
    '"',
    "'",
    '\\',
    '\\u',
    '#',
    '&a',
    '*a',
    '!!x',
    '<<',
  ],
];

/** How often each ordinary item stands in a list for every large one: large inputs are rare, or they would take most of the time. */
const ORDINARY = 8;

/** Lists the ordinary items several times, and the large ones once. */
function mostlyOrdinary<T>(ordinary: readonly T[], large: readonly T[]): readonly T[] {
  return [...Array.from({ length: ORDINARY }, () => ordinary).flat(), ...large];
}

const LONG_TEXT = 'x'.repeat(3000);

/** Strings that have broken readers, as values and as keys. */
export const HOSTILE_TEXTS: readonly string[] = mostlyOrdinary(SHORT_TEXTS, [LONG_TEXT]);

/** Stands for a value so deep that a recursion over it overflows the stack; `TOO_DEEP` takes its place in the text. */
export const DEEP_MARK = '[[too deep]]';
export const TOO_DEEP = `${'['.repeat(8000)}${']'.repeat(8000)}`;

/** Scalars that YAML, JSON and people read in different ways. */
export const SCALARS: readonly string[] = [
  ...[
    '1.50',
    '1.5',
    '0x1f',
    '0o17',
    '012',
    '1e3',
    '.5',
    '5.',
    '+1',
    '-0',
    '0.0000001',
    '1.00000000000000001',
    '9007199254740993.5',
    '1_000',
    '.inf',
    '.nan',
    '12345678901234567890',
  ],
  ...['True', 'yes', 'no', 'on', '~', 'Null', '2024-01-01', '12:30', 'a: b', 'a #b', '- a', '? a', '@a', '%a', 'a\nb'],
];

/** Each stands for one of the scalars above, which takes its place in the text without quotes: `<<scalar 3>>`. */
const SCALAR_MARKS = SCALARS.map((_, index) => `<<scalar ${index}>>`);

/** Puts scalars in the places of their marks, however these are quoted. */
export function withScalars(text: string): string {
  return text.replace(/(["']?)<<scalar (\d+)>>\1/g, (_mark, _quote, index: string) => SCALARS[Number(index)] ?? '');
}

const SMALL_VALUES: readonly Json[] = [
  ...[
    null,
    true,
    false,
    0,
    -0,
    -1,
    1,
    2,
    3,
    1.5,
    200,
    404,
    429,
    1e21,
    1e308,
    -1e308,
    5e-324,
    2 ** 31,
    2 ** 53,
    2 ** 53 + 2,
  ],
  ...[[], {}, [null], [[]], [{}], [''], ['a', 'a'], [1, 'a', null, {}], { a: 1 }, { '': '' }, { 0: 'a', 2: 'b' }],
  ...[JSON.parse('{"__proto__":{"email":"x"}}') as Json, JSON.parse('{"__proto__":null,"constructor":1}') as Json],
  nested(40),
  ...SHORT_TEXTS,
  ...SCALAR_MARKS,
];

/** Values of every type. */
export const HOSTILE_VALUES: readonly Json[] = mostlyOrdinary(SMALL_VALUES, [nested(400), DEEP_MARK, LONG_TEXT]);

const SHORT_FRAGMENTS: readonly string[] = [
  ...SCALARS,
  // The first and last of each range that some reader treats as one.
  ...[
    '\u0001',
    '\u0008',
    '\u000b',
    '\u001f',
    '\u007f',
    '\u0080',
    '\u009f',
    '\u00a0',
    '\u2029',
    '\u202a',
    '\ufefe',
    '\ufffd',
  ],
  ...[
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '"',
    '\\',
    ': ',
    '- ',
    '\n',
    '\r',
    '\r\n',
    '\n\n',
    '\n  ',
    '\t',
    ' ',
    '#',
    '=',
    '$',
    '-',
    '+',
  ],
  ...[
    'null',
    'true',
    '0',
    '1',
    '9',
    '1e400',
    '-0',
    '1e-400',
    '{}',
    '[]',
    '""',
    '"a"',
    '\\ud800',
    '\\u0000',
    '\\x',
    '//',
    '/*',
  ],
  ...[
    '[[',
    ']]',
    '{"a":',
    '[{',
    '}]',
    '|',
    '>',
    '|\n',
    '? ',
    '---\n',
    '...\n',
    '&a ',
    '*a',
    '!!x ',
    '<<: ',
    '%YAML 9\n',
    '~',
    "'",
  ],
  ...SHORT_TEXTS,
];

/** Pieces of text to put anywhere: punctuation of JSON and YAML, line ends, and the texts above. */
export const FRAGMENTS: readonly string[] = mostlyOrdinary(SHORT_FRAGMENTS, [
  ...['['.repeat(3000), '{"a":'.repeat(3000), TOO_DEEP, ' '.repeat(3000), '\n'.repeat(300), LONG_TEXT],
]);

/** Cyclic choice, so that every number chooses something. */
export function pick<T>(items: readonly T[], at: number): T {
  const item = items[at % items.length];
  if (item === undefined && items.length === 0) throw new RangeError('nothing to pick from');
  return item as T;
}
