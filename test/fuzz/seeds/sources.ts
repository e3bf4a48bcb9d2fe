// Manifests with a source of contacts, and files of data that they read.

import type { Json } from '../../../src/contact/canonical.ts';

const ACCOUNTS = {
  shop: { provider: 'omnisend', apiKey: '${SHOP_KEY}' },
  app: { provider: 'loops', apiKey: '${APP_KEY}' },
};

/** Columns of every type; each source reads some of them. */
export const TITLES = ['Email', 'Phone', 'Name', 'Tags', 'VIP', 'Spent', 'Born', 'Status', 'Country', 'From', 'When'];

const FIELDS = {
  email: 'Email',
  phone: 'Phone',
  firstName: { column: 'Name', blank: 'remove' },
  tags: { column: 'Tags', split: ';' },
  'customProperties.vip': { column: 'VIP', type: 'boolean' },
  'customProperties.spent': { column: 'Spent', type: 'number' },
  'customProperties.born': { column: 'Born', type: 'date' },
  'customProperties.lists': { column: 'Tags', split: ';' },
  country: 'Country',
};

const CONSENT = {
  'channels.email.status': { column: 'Status', values: { in: 'subscribed', out: 'unsubscribed' } },
  'channels.email.consent.source': 'From',
  'channels.email.consent.createdAt': 'When',
};

/** Sources that read every format alike. */
export const SOURCES: readonly Readonly<Record<string, Json>>[] = [
  { key: 'email', accounts: ['shop'], fields: { email: 'Email', firstName: 'Name' } },
  { key: 'email', accounts: ['shop'], fields: FIELDS },
  { key: 'email', accounts: ['shop'], fields: { ...FIELDS, ...CONSENT }, invalid: 'skip' },
  {
    key: ['Email', 'Country'],
    accounts: ['shop'],
    fields: { email: 'Email', phone: 'Phone', 'tags.vip': 'VIP', city: 'Name', tags: 'Tags' },
    where: { Country: ['DE', 'LT', ''] },
    blank: 'remove',
  },
  {
    key: 'email',
    accounts: ['app'],
    fields: { email: 'Email', userId: 'Name', group: 'Country', 'lists.promo': 'VIP', createdAt: 'When' },
    invalid: 'skip',
    limits: { minRows: 1, maxShrinkPercent: 10, maxInvalidPercent: 5 },
  },
];

/** The manifest of one source, as JSON. */
export function manifestOf(source: Readonly<Record<string, Json>>, from: string, others: object = {}): string {
  return JSON.stringify({ accounts: ACCOUNTS, ...others, sources: { people: { from, ...source } } });
}

const ROWS: readonly (readonly string[])[] = [
  ['jane@example.com', '+37060000001', 'Jane', 'a; b', 'yes', '12.50', '1990-02-03', 'in', 'DE', 'form', '2024-01-01'],
  ['Joe@Example.com', '', 'Joe, "the" one', '', 'no', '-1e3', '', 'out', 'LT', '', ''],
  ['', '+37060000002', '', 'c', '', '', '', '', '', '', ''],
];

/** A table of these rows. */
export function tableOf(rows: readonly (readonly string[])[], delimiter: string): string {
  return rows.map((cells) => `${cells.map((cell) => quoted(cell, delimiter)).join(delimiter)}\n`).join('');
}

/** A cell as a table writes it: in quotes where it needs them. */
export function quoted(cell: string, delimiter: string): string {
  const needs = /["\r\n]/.test(cell) || cell.includes(delimiter);
  return needs ? `"${cell.replaceAll('"', '""')}"` : cell;
}

/** A row as an object. */
export function objectOf(cells: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(TITLES.map((title, index) => [title, cells[index] ?? '']));
}

/** Files of data by their extension; all of them hold the same rows. */
export const DATA = {
  csv: [tableOf([TITLES, ...ROWS], ','), tableOf([TITLES, ...ROWS], ';'), `\uFEFF${tableOf([TITLES, ...ROWS], ',')}`],
  tsv: [tableOf([TITLES, ...ROWS], '\t')],
  ndjson: [ROWS.map((cells) => `${JSON.stringify(objectOf(cells))}\n`).join('')],
  json: [
    JSON.stringify(ROWS.map(objectOf)),
    JSON.stringify([{ Email: 'a@example.com', Tags: ['a', 'b'], Spent: 1.5, VIP: true, Name: null, Born: {} }]),
  ],
} as const;

const HEAD = 'Email,Name\n';

/** Files that no export should be. */
export const HOSTILE_DATA: readonly string[] = [
  '',
  HEAD,
  'PK\u0003\u0004\u0014\u0000\u0000\u0000',
  'PK\u0003\u0004\u0006\u0007',
  `${HEAD}a@example.com,\u0000\n`,
  `${HEAD}a@example.com,"A\nb@example.com,B\n`,
  `${HEAD}a@example.com,"A"B\n`,
  `${HEAD}a@example.com,5" tall\n`,
  `${HEAD}a@example.com\nb@example.com,B,C\n`,
  `${HEAD}a@example.com,=HYPERLINK("x")\nb@example.com,#REF!\nc@example.com,+cmd|' /C calc'!A0\n`,
  'Email,Name,Email,X,X,\na@example.com,A,b@example.com,1,2,3\n',
  'email;name\na@example.com;A\n',
  '[{"Email":"a@example.com"}',
  '[] x',
  '[1,{}]',
  '{"Email":"a@example.com"}',
  '[{"Email":"a@example.com\\"}]',
  '[{"Email":"a@example.com","Email":"b@example.com"},{"Email":"a@example.com"}]',
  '[{"Email":"a@example.com","Name":"\\ud800"}]',
  '{"Email":"a@example.com"}\n\n[]\n{"Email": }\n',
];

/** The same, so large that they take long. */
export const LARGE_DATA: readonly string[] = [
  `${HEAD}a@example.com,${'x'.repeat(200_000)}\n`,
  `${HEAD}a@example.com,${'x'.repeat(1_100_000)}\n`,
  `${HEAD}a@example.com,"${'b@example.com,B\n'.repeat(80_000)}`,
  `Email,Name${',x'.repeat(9998)}\na@example.com\n`,
  `${HEAD}${'a,b,c\n'.repeat(1100)}`,
  `[{"Email":"a@example.com","Name":"${'x'.repeat(1_100_000)}"}]`,
  `{"Email":"a@example.com","Name":"${'x'.repeat(1_100_000)}"}\n`,
  `[{"Email":"a@example.com","Name":"${'x'.repeat(200_000)}"}, x${' '.repeat(1_000_000)}`,
  `{"Email":"a@example.com","Name":"${'x'.repeat(200_000)}"}\n`,
  `[{"Email":"a@example.com","Name":"A"},\n${'{},\n'.repeat(1100)}{}]`,
];

/** Names of files that a source must not read, or cannot; the target makes the last ones. */
export const FROM: readonly string[] = [
  '../outside.csv',
  '/etc/passwd.csv',
  '../../etc/none.csv',
  'none.csv',
  'p.csv/x.csv',
  `${'x'.repeat(300)}.csv`,
  'p.xlsx',
  'p',
  '..',
  './data/../p.CSV',
  'folder.csv',
  'link.csv',
  'huge.csv',
  'p.csv',
];
