// Writes the fields of docs/guide/manifests.md, between its marks, from schemas/manifest.schema.json: what each means, and an example.
// With --check it writes nothing, and exits with 1 if the page is not as the schema has it.

import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';

const PAGE = fileURLToPath(new URL('../docs/guide/manifests.md', import.meta.url));
const SCHEMA = JSON.parse(readFileSync(new URL('../schemas/manifest.schema.json', import.meta.url), 'utf8'));
const { definitions } = SCHEMA;

/** The parts of a manifest, in the order of the page: where a part stands, and the example that is shown whole. */
const PARTS = [
  ['The top level', SCHEMA, (example) => example],
  ['Accounts', definitions.account, (example) => ({ accounts: { shop: example } })],
  ['Contacts', definitions.contact, (example) => ({ contacts: [example] })],
  [
    'Channels',
    definitions.channel,
    () => ({
      contacts: [
        { email: 'jane@example.com', channels: { email: { status: 'subscribed', consent: consentExample() } } },
      ],
    }),
  ],
  [
    'At one account',
    definitions.overrides,
    (example) => ({ contacts: [{ email: 'jane@example.com', at: { shop: example } }] }),
    'contact',
  ],
  [
    'Defaults',
    definitions.defaults,
    (example) => ({ defaults: example, contacts: [{ email: 'jane@example.com' }] }),
    'contact',
  ],
  ['Environments', definitions.environment, (example) => ({ environments: { staging: example } })],
  ['An account in an environment', definitions.environmentAccount, undefined, 'account'],
  // Without an example of its own, which would name a file: the page about spreadsheets has one.
  ['Sources', definitions.source],
  ['Columns of a source', definitions.sourceField],
  ['Suppressions', definitions.suppression, (example) => ({ suppressions: [example] })],
  ['Erasures', definitions.erasure, (example) => ({ erasures: [example] })],
  ['Limits over all accounts', definitions.limits, (example) => ({ limits: example })],
];

/** Defined, and no part of its own: the channels of `defaults`, which cannot say `subscribed`. */
const IN_OTHERS = [definitions.defaultChannel];

for (const [name, definition] of Object.entries(definitions)) {
  const isShown = IN_OTHERS.includes(definition) || PARTS.some(([, part]) => part === definition);
  if (!isShown) throw new Error(`no part of the page shows the definition ${name}`);
}

function consentExample() {
  return definitions.channel.properties.consent.examples[0];
}

const written = readFileSync(PAGE, 'utf8');
const page = written.replace(
  /(?<=<!-- fields -->\n)[\s\S]*(?=<!-- \/fields -->)/,
  () => `\n${PARTS.flatMap(describe).join('\n')}\n`,
);
if (page !== written) {
  if (process.argv.includes('--check')) {
    console.error('docs/guide/manifests.md is not as the schema has it: run npm run docs');
    process.exitCode = 1;
  } else writeFileSync(PAGE, page);
}

/** A section: its sentence, an example, and a row for each field. Fields that are the same in another part are not repeated. */
function describe([title, part, wrap, like]) {
  const same = like === undefined ? {} : definitions[like].properties;
  const own = Object.entries(part.properties).filter(([name, field]) => !isSame(field, same[name]));
  const missing = Object.keys(same).filter((name) => part.properties[name] === undefined);
  const without = missing.length === 0 ? '' : `, except for ${missing.map((name) => `\`${name}\``).join(', ')}`;
  const rows = own.flatMap(([name, field]) => rowsOf(name, field));
  return [
    `## ${title}`,
    '',
    part.description,
    ...(like === undefined ? [] : ['', `The fields are those of [${like}s](#${like}s)${without}.`]),
    ...(wrap === undefined
      ? []
      : ['', '```yaml', stringify(wrap(part.examples[0]), { lineWidth: 0 }).trimEnd(), '```']),
    ...(rows.length === 0
      ? []
      : [
          '',
          ...(like === undefined ? [] : ['In addition, or otherwise than there:', '']),
          '| field | means | for example |',
          '|---|---|---|',
          ...rows,
        ]),
    '',
  ];
}

function isSame(field, other) {
  return JSON.stringify(field) === JSON.stringify(other);
}

/** The row of a field, and those of what is inside it. */
function rowsOf(path, field) {
  if (field.$ref !== undefined) {
    const name = field.$ref.replace('#/definitions/', '');
    return [row(path, definitions[name])];
  }
  const inside = Object.entries(field.properties ?? {}).flatMap(([name, member]) => rowsOf(`${path}.${name}`, member));
  const items = Object.entries(field.items?.properties ?? {}).flatMap(([name, member]) =>
    rowsOf(`${path}[].${name}`, member),
  );
  return [row(path, field), ...inside, ...items];
}

function row(path, { description = '', enum: values, examples = [] }) {
  const choices = (values ?? []).filter((value) => value !== null).map((value) => `\`${value}\``);
  const means = choices.length < 2 ? description : `${description} One of ${choices.join(', ')}.`;
  const name = path.split('.').at(-1)?.replace('[]', '');
  return `| \`${path}\` | ${inCell(means)} | ${examples.map((example) => `\`${inCell(flow(name, example))}\``).join('<br>')} |`;
}

function flow(name, example) {
  return stringify({ [name]: example }, { collectionStyle: 'flow', lineWidth: 0 })
    .trim()
    .replace(/^\{ ([\s\S]*) \}$/, '$1');
}

function inCell(text) {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
