// Manifest texts for property tests: in the styles that people and programs use, and with mutations that make most invalid.

import fc from 'fast-check';
import { stringify } from 'yaml';

const UNQUOTED = fc.constantFrom(
  ...[
    'Jane',
    'María',
    '02142',
    '1e3',
    'no',
    '+37060000001',
    '0',
    '-0',
    '-1',
    '33',
    '1.5',
    '1.50',
    '.5',
    '0x1f',
    '0o17',
  ],
  ...['true', 'True', 'null', '~', 'Null', 'a b', 'https://x.co/a?b#c', '12:30', 'a:b', "it's", 'say "hi"', '-x', '--'],
  ...[
    '2024-01-01T00:00:00Z',
    'a#b',
    'a, b',
    '[x',
    'x]',
    '{y',
    '.inf',
    '.nan',
    '1_000',
    '12e03',
    'é',
    '株式会社',
    '😀',
    '=',
  ],
  ...[
    'vip',
    'subscribed',
    '1 Main Street',
    'a -b',
    'x: y',
    'x:',
    ':x',
    '? x',
    '%x',
    '@x',
    '`x',
    '<<',
    '---',
    '...',
    '!x',
  ],
);
const QUOTED = fc.constantFrom(
  ...['"a"', "'a'", "'it''s'", '"a\\nb"', '"\\u00e9"', '"\\ud83d\\ude00"', '"\\x41"', '"a\\/b"', "''", '""', '"a: b"'],
  ...['"a #b"', "'a\\nb'", '"02142"', '"\\""', '"a', "'a", '"a"b', '" a "', '"\\\\"', '"null"'],
);
const SCALAR = fc.oneof({ weight: 4, arbitrary: UNQUOTED }, QUOTED);
const SAFE = fc.constantFrom(
  'Jane',
  'María',
  '02142',
  'no',
  '"a"',
  "'b c'",
  '33',
  'true',
  'null',
  'vip',
  'a b',
  '-5',
  '1.5',
);
const KEY = fc.constantFrom(
  ...['email', 'phone', 'firstName', 'customProperties', 'tags', 'channels', 'at', 'shop', 'status', 'consent', 'age'],
  ...[
    'a b',
    '"k"',
    "'k'",
    '__proto__',
    'constructor',
    '1',
    'null',
    'ü',
    'limits',
    'welcome',
    'lists',
    'favorite-color',
  ],
);
const NOISE = fc.constantFrom(
  '',
  '',
  '',
  '',
  ' ',
  '  # note',
  ' #',
  '\n',
  '\n\n',
  '\n# comment',
  '\n      # deep: comment',
);

interface Tree {
  readonly key: string;
  readonly lines: readonly string[];
}

/** Generates the lines of a value, the first of which follows a key or dash. */
function valueLines(depth: number, scalar: fc.Arbitrary<string>): fc.Arbitrary<readonly string[]> {
  const inline = fc.oneof(
    { weight: 6, arbitrary: scalar },
    fc.array(scalar, { maxLength: 3 }).map((items) => `[${items.join(', ')}]`),
    fc
      .array(fc.tuple(KEY, scalar), { maxLength: 3 })
      .map((members) => `{ ${members.map(([key, value]) => `${key}: ${value}`).join(', ')} }`),
  );
  const line = fc.tuple(inline, NOISE).map(([text, noise]) => `${text}${noise}`.split('\n'));
  if (depth === 0) return line;
  return fc.oneof({ weight: 4, arbitrary: line }, blockMap(depth, scalar), blockList(depth, scalar), nextLine(inline));
}

/** Generates the lines of a value that begins on the line after its key, at various depths. */
function nextLine(inline: fc.Arbitrary<string>): fc.Arbitrary<readonly string[]> {
  return fc
    .tuple(inline, NOISE, fc.constantFrom(0, 1, 2, 2, 2, 3))
    .map(([text, noise, indent]) => ['', ...`${text}${noise}`.split('\n').map((line) => pad(line, indent))]);
}

function blockMap(depth: number, scalar: fc.Arbitrary<string>): fc.Arbitrary<readonly string[]> {
  return fc
    .tuple(members(depth, scalar), fc.constantFrom(2, 2, 4))
    .map(([trees, indent]) => ['', ...trees.flatMap((tree) => linesOf(tree)).map((text) => pad(text, indent))]);
}

function blockList(depth: number, scalar: fc.Arbitrary<string>): fc.Arbitrary<readonly string[]> {
  const item = fc.oneof(
    valueLines(0, scalar),
    members(depth, scalar).map((trees) => trees.flatMap((tree) => linesOf(tree))),
  );
  return fc
    .tuple(fc.array(item, { minLength: 1, maxLength: 3 }), fc.constantFrom(0, 2))
    .map(([items, indent]) => ['', ...items.flatMap(dashed).map((text) => pad(text, indent))]);
}

function dashed([first = '', ...rest]: readonly string[]): readonly string[] {
  return [`- ${first}`, ...rest.map((text) => pad(text, 2))];
}

function members(depth: number, scalar: fc.Arbitrary<string>): fc.Arbitrary<readonly Tree[]> {
  const tree = fc.record({ key: KEY, lines: fc.oneof(...[valueLines(depth - 1, scalar)]) });
  return fc.uniqueArray(tree, { minLength: 1, maxLength: 4, selector: ({ key }) => key });
}

function linesOf({ key, lines: [first = '', ...rest] }: Tree): readonly string[] {
  return [first === '' ? `${key}:` : `${key}: ${first}`, ...rest];
}

function pad(text: string, indent: number): string {
  return text === '' ? text : ' '.repeat(indent) + text;
}

function sections(scalar: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const contacts = mostly(blockList(3, scalar), scalar).map((lines) => `contacts:${lines.join('\n')}`);
  const defaults = mostly(blockMap(2, scalar), scalar).map((lines) => `defaults:${lines.join('\n')}`);
  const accounts = fc
    .array(fc.oneof(blockMap(2, scalar), fc.constant([' { provider: loops, limits: { minContacts: 3 } }'])), {
      minLength: 1,
      maxLength: 2,
    })
    .map(
      (values) =>
        `accounts:\n${values.map((lines, index) => `  a${index}:${lines.map((line) => pad(line, line.startsWith(' {') ? 0 : 2)).join('\n')}`).join('\n')}`,
    );
  const account = fc.oneof(
    blockMap(1, scalar).map((lines) => lines.map((line) => pad(line, line.startsWith(' ') ? 4 : 0)).join('\n')),
    fc.constantFrom(
      ' false',
      ' {}',
      ' { limits: { minContacts: 3 }, contacts: ["*@x.co"] }',
      '\n        team: 12',
      ' [a]',
    ),
  );
  const environments = fc
    .array(fc.tuple(account, fc.constantFrom('', '\n    behind: allow', '\n    contacts: [a, 1]')), {
      minLength: 1,
      maxLength: 2,
    })
    .map(
      (values) =>
        `environments:\n${values.map(([text, more], index) => `  e${index}:\n    accounts:\n      shop:${text}${more}`).join('\n')}`,
    );
  const stage = fc.oneof(
    fc.constant('stage: proposed'),
    mostly(fc.constant([' proposed']), scalar).map((lines) => `stage:${lines.join('\n')}`),
  );
  const optOuts = scalar.map((text) => `optOuts: ${text}`);
  return fc
    .tuple(
      fc.constantFrom('', '# head\n', '---\n', '\n\n'),
      fc.shuffledSubarray([contacts, defaults, accounts, environments, stage, optOuts], { minLength: 1 }),
    )
    .chain(([head, parts]) => fc.tuple(...parts).map((texts) => `${head}${texts.join('\n')}\n`));
}

/** Now and then generates some other value where a section expects a collection, such as a flow list after `defaults:`. */
function mostly(lines: fc.Arbitrary<readonly string[]>, scalar: fc.Arbitrary<string>): fc.Arbitrary<readonly string[]> {
  const inline = fc
    .tuple(valueLines(0, scalar), fc.constantFrom(0, 2))
    .map(([[first = ''], indent]) => pad(first, indent));
  return fc.oneof(
    { weight: 9, arbitrary: lines },
    inline.map((text) => ['', text]),
  );
}

const JSON_VALUE: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.oneof(fc.string({ unit: 'binary' }), fc.integer(), fc.double(), fc.boolean(), fc.constant(null)),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.string({ maxLength: 6 }), tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
})).value;

const DOCUMENT = fc.record(
  {
    contacts: fc.array(fc.dictionary(KEY, JSON_VALUE, { noNullPrototype: true }), { maxLength: 3 }),
    defaults: fc.dictionary(KEY, JSON_VALUE, { noNullPrototype: true }),
    accounts: fc.dictionary(KEY, fc.dictionary(KEY, JSON_VALUE, { noNullPrototype: true }), { noNullPrototype: true }),
    environments: fc.dictionary(
      KEY,
      fc.record({ accounts: fc.dictionary(KEY, JSON_VALUE, { noNullPrototype: true }) }),
      {
        noNullPrototype: true,
      },
    ),
  },
  { requiredKeys: [] },
);

/** Generates manifests in block style, as people write them and as the yaml library does. */
export const writtenManifest: fc.Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: sections(SAFE) },
  sections(SCALAR),
  DOCUMENT.map((document) => stringify(document)),
);

/** Generates manifests in JSON, with and without indentation, and with any white space that JSON knows. */
export const writtenJson: fc.Arbitrary<string> = fc
  .tuple(DOCUMENT, fc.constantFrom(undefined, 1, 2, '\t'), fc.constantFrom('\n', '\n', '\r\n', '\r', '\r\r\n'))
  .map(([document, space, lineEnd]) => JSON.stringify(document, undefined, space).replaceAll('\n', lineEnd));

/** Generates one line of NDJSON: a contact, or anything else. */
export const writtenLine: fc.Arbitrary<string> = fc
  .tuple(
    fc.oneof(fc.dictionary(KEY, JSON_VALUE, { noNullPrototype: true }), JSON_VALUE),
    fc.constantFrom('', ' ', '\r'),
  )
  .map(([value, blank]) => `${blank}${JSON.stringify(value)}${blank}`);

const FRAGMENTS = fc.constantFrom(
  ...[
    ' ',
    '  ',
    '\n',
    '\t',
    '\r\n',
    '\r',
    '\r\r\n',
    ':',
    ': ',
    '- ',
    '-',
    '#',
    ' #',
    ',',
    '[',
    ']',
    '{',
    '}',
    '"',
    "'",
    '\\',
    '&a ',
    '*a',
  ],
  ...[
    '!t ',
    '|',
    '>',
    '|\n',
    '? ',
    '%',
    '@',
    '`',
    '~',
    'null',
    '---\n',
    '...\n',
    '\n---\n',
    '<<: ',
    '\u0085',
    '\u2028',
  ],
  ...['\u00a0', '\ufeff', '0', '1e3', 'x', '// ', '\n  ', '\n    ', '\n- '],
);

interface Mutation {
  readonly at: number;
  readonly remove: number;
  readonly insert: string;
}

/** Inserts a fragment and removes characters at up to three random offsets of each text. */
export function mutated(texts: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const mutation = fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    remove: fc.constantFrom(0, 0, 1, 2, 7),
    insert: fc.oneof({ weight: 4, arbitrary: FRAGMENTS }, fc.constant('')),
  });
  return fc
    .tuple(texts, fc.array(mutation, { minLength: 1, maxLength: 3 }))
    .map(([text, mutations]) => mutations.reduce(mutate, text));
}

function mutate(text: string, { at, remove, insert }: Mutation): string {
  const offset = Math.floor(at * text.length);
  return text.slice(0, offset) + insert + text.slice(offset + remove);
}
