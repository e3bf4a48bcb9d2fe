// Generates manifests in many layouts. Every line knows the value that it belongs to, so that a test can tell which lines an edit may
// change, without the help of the editor.

import fc from 'fast-check';
import type { Json } from '../../../src/contact/canonical.ts';
import type { ManifestFormat } from '../../../src/manifest/read/source.ts';

/** One line of a text. */
export interface Line {
  readonly text: string;
  /** Path of the value that begins or continues on the line, such as `contacts/0/city`; absent for comments and blank lines. */
  readonly owner?: string;
  /** Whether the line holds the whole rest of its owner's value, or part of a value in brackets. */
  readonly holdsValue: boolean;
}

export interface Layout {
  readonly format: ManifestFormat;
  readonly lines: readonly Line[];
  readonly eol: string;
  readonly mark: string;
  /** Whether the last line has a line end. */
  readonly isEnded: boolean;
  readonly contacts: readonly Mapping[];
}

export type Mapping = { readonly [name: string]: Json };

export function textOf({ lines, eol, mark, isEnded }: Layout): string {
  return mark + lines.map(({ text }) => text).join(eol) + (isEnded ? eol : '');
}

/** Texts that need quotes, texts that look as if they did, and ordinary ones. */
const TEXTS: readonly string[] = [
  ...[
    'Oslo',
    'New York',
    '02142',
    'null',
    '~',
    'true',
    'no',
    'a: b',
    'a #b',
    '#x',
    '- x',
    "it's",
    'say "hi"',
    ' x',
    'x ',
  ],
  ...[
    'a, b',
    '[x',
    'x]',
    '{y}',
    '&a',
    '*a',
    '!t',
    '| x',
    '%x',
    '@x',
    '`x',
    'é',
    '株式会社',
    '😀',
    'a\nb',
    'a\tb',
    '',
    ':',
    '?',
  ],
  ...[
    '2024-01-01',
    '1e3',
    '.inf',
    '0x1f',
    '<<',
    '---',
    'x:',
    'https://x.co/a?b#c',
    '\u200bx',
    '\\',
    'a\u2028b',
    "it's",
    '=',
  ],
];

const PROPERTY: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom<Json>(...TEXTS),
  fc.constantFrom<Json>(0, 1, -1, 33, 1.5, 1e21, true, false, null),
  fc.array(fc.constantFrom(...TEXTS), { maxLength: 3 }),
);
const TAG = fc.constantFrom('vip', 'a', 'b', 'c', 'x y', '1', 'true', '- z', 'é', 'a,b');
const SET: fc.Arbitrary<Json> = fc.oneof(
  fc.uniqueArray(TAG, { maxLength: 4 }),
  fc.dictionary(TAG, fc.boolean(), { maxKeys: 3, minKeys: 1, noNullPrototype: true }),
);
const STATUS = fc.constantFrom('subscribed', 'unsubscribed', 'nonSubscribed');
const CHANNEL: fc.Arbitrary<Json> = fc.oneof(
  STATUS,
  fc.record({ status: STATUS, statusChangedAt: fc.constant('2026-01-01T00:00:00Z') }, { requiredKeys: ['status'] }),
  fc.record({
    status: STATUS,
    consent: fc.record({ source: fc.constantFrom(...TEXTS.slice(0, 6)), ip: fc.constant('192.0.2.1') }),
  }),
);
const TEXT: fc.Arbitrary<Json> = fc.oneof(fc.constantFrom(...TEXTS), fc.constant(null));

/** Arbitraries of the fields' values, also for edits. */
export const FIELDS = {
  city: TEXT,
  postalCode: TEXT,
  firstName: TEXT,
  tags: SET,
  lists: SET,
  welcome: fc.boolean(),
  customProperties: fc.dictionary(fc.constantFrom('age', 'a b', '1', 'é', 'x: y', '# z'), PROPERTY, {
    minKeys: 1,
    maxKeys: 3,
    noNullPrototype: true,
  }),
  channels: fc.record({ email: CHANNEL, sms: CHANNEL }, { requiredKeys: ['email'] }),
  at: fc.record({ shop: fc.record({ city: TEXT, tags: SET }, { requiredKeys: ['city'] }) }),
} as const;

const NAMES = Object.keys(FIELDS) as readonly (keyof typeof FIELDS)[];

export const contactValue: fc.Arbitrary<Mapping> = fc
  .tuple(
    fc.constantFrom('a@x.co', 'jane@example.com', 'o.b@x.co'),
    fc.record(FIELDS as Record<string, fc.Arbitrary<Json>>, { requiredKeys: [], noNullPrototype: true }),
    fc.shuffledSubarray(['email', ...NAMES]),
  )
  .map(([email, fields, order]) => {
    const all: Mapping = { email, ...fields };
    const names = order.filter((name) => name in all);
    return Object.fromEntries((names.length === 0 ? ['email'] : names).map((name) => [name, all[name] ?? null]));
  });

/** Draws a value; fc.gen() supplies it. */
type Draw = fc.GeneratorValue;

/** Generates a layout of contacts in one of the three formats. */
export function layoutOf(contacts: fc.Arbitrary<Mapping[]>): fc.Arbitrary<(draw: Draw) => Layout> {
  return fc
    .record({
      format: fc.constantFrom<ManifestFormat>('yaml', 'yaml', 'yaml', 'yaml', 'json', 'ndjson'),
      contacts,
      eol: fc.constantFrom('\n', '\n', '\r\n'),
      mark: fc.constantFrom('', '', '\uFEFF'),
      isEnded: fc.constantFrom(true, true, false),
    })
    .map((given) => (draw: Draw) => {
      const lines =
        given.format === 'yaml'
          ? yamlLines(draw, given.contacts)
          : given.format === 'json'
            ? jsonLines(draw, given.contacts)
            : lineEach(draw, given.contacts);
      // A text without a line end has none to keep.
      const eol = lines.length === 1 && !given.isEnded ? '\n' : given.eol;
      return { ...given, lines, eol };
    });
}

/** Layouts of any contacts, valid or not. */
export const layout = layoutOf(fc.array(contactValue, { minLength: 1, maxLength: 3 }));

function jsonLines(draw: Draw, contacts: readonly Mapping[]): readonly Line[] {
  const document = { defaults: { accounts: ['shop'] }, contacts };
  const unit = draw(fc.constantFrom, undefined, '  ', '    ', '\t');
  if (unit === undefined) return [{ text: JSON.stringify(document), owner: 'contacts', holdsValue: true }];
  return jsonValue(document, '', '', unit);
}

function jsonValue(value: Json, owner: string, indent: string, unit: string): readonly Line[] {
  const isObject = typeof value === 'object' && value !== null;
  const members = isObject ? Object.entries(value as Mapping) : [];
  if (members.length === 0) return [{ text: JSON.stringify(value), owner, holdsValue: true }];
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  const inner = members.flatMap(([name, member], index) => {
    const lines = jsonValue(member, `${owner}/${name}`.replace(/^\//, ''), indent + unit, unit);
    const key = Array.isArray(value) ? '' : `${JSON.stringify(name)}: `;
    return lines.map((line, at) => ({
      ...line,
      text: `${at === 0 ? indent + unit + key : ''}${line.text}${at === lines.length - 1 && index < members.length - 1 ? ',' : ''}`,
    }));
  });
  const ends = { owner, holdsValue: true };
  return [{ text: open ?? '', ...ends }, ...inner, { text: indent + close, ...ends }];
}

function lineEach(draw: Draw, contacts: readonly Mapping[]): readonly Line[] {
  const head = draw(fc.boolean) ? [{ text: '{"defaults":{"accounts":["shop"]}}', holdsValue: false }] : [];
  return [
    ...head,
    ...contacts.flatMap((contact, index) => [
      { text: JSON.stringify(contact), owner: `contacts/${index}`, holdsValue: true },
      ...(draw(fc.boolean) && index < contacts.length - 1 ? [{ text: '', holdsValue: false }] : []),
    ]),
  ];
}

/** What may be written around a value. */
interface Pen {
  readonly draw: Draw;
  /** Anchors by the value that they name, for aliases after them. */
  readonly anchors: Map<string, string>;
  /** Number of names given so far. */
  names: number;
}

function yamlLines(draw: Draw, contacts: readonly Mapping[]): readonly Line[] {
  const pen: Pen = { draw, anchors: new Map(), names: 0 };
  const hasHead = draw(fc.boolean);
  const head: Line[] = ['# rollcall', '', 'defaults: # all', '  accounts: [shop]', '  tags: &all { a: true }'].map(
    (text) => ({
      text,
      holdsValue: false,
    }),
  );
  if (hasHead) pen.anchors.set(JSON.stringify({ a: true }), 'all');
  const indent = draw(fc.constantFrom, 0, 2, 4);
  const items = contacts.flatMap((contact, index) => [
    ...noise(draw, indent),
    ...itemLines(pen, contact, `contacts/${index}`, indent),
  ]);
  const tail = draw(fc.constantFrom, [], [''], ['# the end'], ['', '# the end', 'limits: { minContacts: 1 }']);
  return [
    ...(hasHead ? head : []),
    { text: `contacts:${trail(draw)}`, owner: 'contacts', holdsValue: false },
    ...items,
    ...tail.map((text: string) => ({ text, holdsValue: false })),
  ];
}

function noise(draw: Draw, indent: number): readonly Line[] {
  const texts = draw(
    fc.constantFrom,
    [],
    [],
    [],
    [''],
    [`${' '.repeat(indent)}# a: note`],
    ['', `${' '.repeat(indent)}# - x`, ''],
  );
  return texts.map((text: string) => ({ text, holdsValue: false }));
}

function trail(draw: Draw): string {
  return draw(fc.constantFrom, '', '', '', ' # note', '   # it\'s: "x', ' #');
}

function itemLines(pen: Pen, value: Json, owner: string, indent: number): readonly Line[] {
  const { draw } = pen;
  const space = ' '.repeat(draw(fc.constantFrom, 1, 1, 3));
  const dash = `${' '.repeat(indent)}-`;
  const isMapping = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isMapping || draw(fc.constantFrom, false, false, true))
    return inlineLines(pen, value, owner, { before: dash + space, indent: indent + 2 });
  const column = indent + 1 + space.length;
  const lines = mappingLines(pen, value as Mapping, owner, column);
  const [first, ...rest] = lines;
  if (first === undefined) return [];
  if (draw(fc.constantFrom, false, false, true)) {
    const anchor = draw(fc.constantFrom, '', ' &contact');
    return [{ text: dash + anchor + trail(draw), owner, holdsValue: false }, ...lines];
  }
  return [{ ...first, text: dash + space + first.text.slice(column) }, ...rest];
}

function mappingLines(pen: Pen, value: Mapping, owner: string, indent: number): readonly Line[] {
  return Object.entries(value).flatMap(([name, member], index) => [
    ...(index === 0 ? [] : noise(pen.draw, indent)),
    ...pairLines(pen, [name, member], `${owner}/${name}`, indent),
  ]);
}

function pairLines(pen: Pen, [name, value]: readonly [string, Json], owner: string, indent: number): readonly Line[] {
  const { draw } = pen;
  const key = `${' '.repeat(indent)}${keyOf(draw, name)}:`;
  if (value === 'a\nb' && draw(fc.boolean)) return literalLines(draw, key, owner, indent);
  const isCollection = typeof value === 'object' && value !== null && Object.keys(value).length > 0;
  if (!isCollection || draw(fc.boolean)) {
    const isBelow = draw(fc.constantFrom, false, false, false, false, true);
    const deeper = indent + draw(fc.constantFrom, 1, 2, 5);
    if (!isBelow) return inlineLines(pen, value, owner, { before: `${key} `, indent: deeper });
    const header = { text: key + trail(draw), owner, holdsValue: false };
    return [header, ...inlineLines(pen, value, owner, { before: ' '.repeat(deeper), indent: deeper })];
  }
  const anchor = anchorFor(pen, value);
  const header = { text: `${key}${anchor.trimEnd().replace(/^(?=.)/, ' ')}${trail(draw)}`, owner, holdsValue: false };
  if (!Array.isArray(value)) {
    const inner = indent + draw(fc.constantFrom, 1, 2, 4);
    return [header, ...noise(draw, inner), ...mappingLines(pen, value as Mapping, owner, inner)];
  }
  const inner = indent + draw(fc.constantFrom, 0, 2, 3);
  return [
    header,
    ...value.flatMap((item, index) => [...noise(draw, inner), ...itemLines(pen, item, `${owner}/${index}`, inner)]),
  ];
}

/** Writes the text of two lines as a block scalar. */
function literalLines(draw: Draw, key: string, owner: string, indent: number): readonly Line[] {
  const inner = ' '.repeat(indent + draw(fc.constantFrom, 1, 2, 4));
  const header = draw(fc.constantFrom, '|-', '|-  # note', `>-`);
  const texts = header === '>-' ? ['a', '', 'b'] : ['a', 'b'];
  const lines = texts.map((text) => (text === '' ? '' : inner + text));
  return [`${key} ${header}`, ...lines].map((text) => ({ text, owner, holdsValue: true }));
}

function keyOf(draw: Draw, name: string): string {
  const isPlain = /^[A-Za-zé][\wé -]*$|^1$/.test(name);
  return isPlain ? draw(fc.constantFrom, name, name, name, `"${name}"`, `'${name}'`) : JSON.stringify(name);
}

function anchorFor(pen: Pen, value: Json): string {
  if (!pen.draw(fc.constantFrom, false, false, false, true)) return '';
  pen.names += 1;
  const name = `n${pen.names}`;
  pen.anchors.set(JSON.stringify(value), name);
  return `&${name} `;
}

/** Writes a value after a key or dash: an alias, a scalar, or brackets on one line or on several. */
function inlineLines(
  pen: Pen,
  value: Json,
  owner: string,
  { before, indent }: { readonly before: string; readonly indent: number },
): readonly Line[] {
  const { draw, anchors } = pen;
  const known = anchors.get(JSON.stringify(value));
  const line = (text: string): Line => ({ text, owner, holdsValue: true });
  if (known !== undefined && draw(fc.boolean)) return [line(`${before}*${known}${trail(draw)}`)];
  const anchor = anchorFor(pen, value);
  const elements = flowElements(draw, value);
  if (elements === undefined || elements.length === 0 || draw(fc.boolean))
    return [line(`${before}${anchor}${flow(draw, value)}${trail(draw)}`)];
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  const last = draw(fc.constantFrom, '', ',');
  const inner = ' '.repeat(indent);
  return [
    line(`${before}${anchor}${open}${trail(draw)}`),
    ...elements.map((element, index) =>
      line(`${inner}${element}${index < elements.length - 1 ? ',' : last}${trail(draw)}`),
    ),
    line(`${inner}${close}${trail(draw)}`),
  ];
}

function flowElements(draw: Draw, value: Json): readonly string[] | undefined {
  if (Array.isArray(value)) return value.map((item) => flow(draw, item));
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.entries(value).map(([name, member]) => `${keyOf(draw, name)}: ${flow(draw, member)}`);
}

function flow(draw: Draw, value: Json): string {
  const elements = flowElements(draw, value);
  if (elements === undefined) return scalar(draw, value);
  const space = draw(fc.constantFrom, '', ' ');
  const last = elements.length === 0 ? '' : draw(fc.constantFrom, '', '', ',');
  const inner = elements.join(draw(fc.constantFrom, ', ', ','));
  return Array.isArray(value) ? `[${space}${inner}${last}${space}]` : `{${space}${inner}${last}${space}}`;
}

function scalar(draw: Draw, value: Json): string {
  if (typeof value !== 'string') return String(value);
  const isSingle = /^[ -~é]+$/.test(value);
  const quotes = [JSON.stringify(value), ...(isSingle ? [`'${value.replaceAll("'", "''")}'`] : [])];
  const isPlain = /^(?!(?:null|true|no)$)[A-Za-zé][\wé .@-]*$/.test(value) && !/ $/.test(value);
  return draw(fc.constantFrom, ...quotes, ...(isPlain ? [value, value, value] : []));
}
