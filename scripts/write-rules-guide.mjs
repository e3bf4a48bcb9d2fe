// Generates docs/guide/rules.md from the rule catalogue. With --check it writes nothing, and exits with 1 if the file differs
// from the generated text.

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { importSources } from './bundling.mjs';

const { RULES, sentencesOf, fill, placeholdersIn } = await importSources(`
  export { RULES, sentencesOf } from './src/plan/rules/catalogue.ts';
  export { fill, placeholdersIn } from './src/render/words/text-of.ts';
`);

const PAGE = fileURLToPath(new URL('../docs/guide/rules.md', import.meta.url));

const id = (value) => ({ is: 'id', value });

/** Values for the placeholders of example sentences, by placeholder name. */
const EXAMPLES = {
  account: 'shop',
  id: 'clm2k8j4h6g0',
  ids: 'clm2k8j4h6g0, clm9z0y8x7w6',
  allow: 59,
  amount: 120,
  at: { is: 'file', value: 'contacts.d/people.yaml:12' },
  before: 1203,
  branch: 'origin/main',
  changed: 45,
  commit: '3f2a9c1b5d7e8f90a1b2c3d4e5f60718293a4b5c',
  conflicts: 1,
  contacts: [id('66a0f00d'), id('66b1cafe')],
  creates: 60,
  declared: 60,
  directory: { is: 'file', value: 'contacts.d' },
  holder: id('66a0f00d'),
  identifier: 'email',
  identifiers: ['email', 'phone'],
  known: 1,
  label: 'Omnisend',
  limit: 30,
  listed: 500,
  listedAt: '2026-05-01T09:00:00Z',
  live: { is: 'date', value: '2026-05-02T00:00:00Z' },
  matches: 2,
  missing: ['consent.source', 'consent.createdAt'],
  name: 'creates',
  origin: 'https://api.omnisend.com',
  others: 1,
  own: 80,
  percent: 75,
  record: 'omnisend-shop',
  remote: 'origin',
  environment: 'production',
  recordedAt: '2026-05-01T09:00:00Z',
  since: { is: 'date', value: '2026-05-01T00:00:00Z' },
  type: 'number',
  way: 'if the person wants to come back, they sign up again on a form',
  word: 'Envoke Spam Reported',
};

/** Values for the placeholders of one rule, which take precedence over EXAMPLES. A key is a rule id, or a rule id and a reason. */
const OWN_EXAMPLES = {
  'stale-status-date': { declared: { is: 'date', value: '2026-05-01T00:00:00Z' } },
  'future-date': {
    declared: { is: 'date', value: '2026-05-01T09:00:00Z' },
  },
  'identifier-taken': { declared: 'declared', identifiers: ['email'] },
  'identifier-taken new-email': { identifiers: ['previous email', 'email'] },
  'would-lose-opt-out': { declared: 'declared', identifiers: ['email'] },
  'missing-contact': { contacts: 3 },
  'min-contacts': { listed: 3, limit: 1000 },
  'max-changed-percent': { percent: 75, contacts: 60 },
  'source-limit few': { source: 'customers', rows: 812, limit: 1000 },
  'source-limit shrunk': { source: 'customers', gone: 300, rows: 1200, percent: 25, limit: 10 },
  'source-limit invalid': { source: 'customers', skipped: 30, rows: 1200, percent: 2.5, limit: 1 },
  'record-refused': { at: '2026-11-28T14:02:00Z' },
  superseded: { at: '2026-11-28T14:02:00Z' },
  'behind-record': { at: '2026-11-28T14:02:00Z', contacts: 4 },
  'record-elsewhere': { at: '2026-11-28T14:02:00Z' },
  'max-deletes': { contacts: 160 },
  'max-unsubscribes': { contacts: 160 },
};

function example(rule, why, template) {
  const values = { ...EXAMPLES, ...OWN_EXAMPLES[rule], ...OWN_EXAMPLES[`${rule} ${why}`] };
  const unknown = placeholdersIn(template).filter((name) => !(name in values));
  if (unknown.length > 0) throw new Error(`${rule}: no example value for ${unknown.join(', ')}`);
  return fill(template, values);
}

function describeRule(rule, entry) {
  const said = [...sentencesOf(entry)].map(([why, { sentence, wayOut }]) => {
    const lines = [`- ${capital(example(rule, why, sentence))}.`];
    return wayOut === '' ? lines : [...lines, `  **What to do:** ${example(rule, why, wayOut)}.`];
  });
  return [`### \`${rule}\``, '', entry.means, '', ...said.flat(), ''];
}

function capital(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

const KINDS = [
  [
    'blocks',
    'Rules that block',
    'A plan shows a difference that it must not carry out as blocked, with the rule and what would unblock it. The other differences of the contact are still applied, unless the rule blocks the contact as a whole.',
  ],
  [
    'refuses',
    'Limits and records that refuse a plan',
    'The plan is shown, and the account’s part of it is not applied. `rollcall plan` exits with 1, unless the rule says otherwise.',
  ],
  [
    'notes',
    'Notices',
    'What a plan says of contacts in addition to their changes. Nothing is blocked, and exit codes stay as they are.',
  ],
  [
    'holds',
    'What is held',
    'Something is declared, a person has decided otherwise, and nothing is sent. The first lines of a plan count it. It owes nothing, and exit codes stay as they are.',
  ],
];

const page = [
  '# Rules',
  '',
  '<!-- Written by scripts/write-rules-guide.mjs from src/plan/rules/catalogue. Change it there. -->',
  '',
  'Every rule that a plan or an apply may name: what it is for, what it says, and the ways out. The values in the sentences',
  'are examples. The reasons behind the rules are in [docs/semantics.md](../semantics.md#index-of-rule-ids).',
  '',
  ...KINDS.flatMap(([kind, title, about]) => [
    `## ${title}`,
    '',
    about,
    '',
    ...Object.entries(RULES[kind]).flatMap(([rule, entry]) => describeRule(rule, entry)),
  ]),
]
  .join('\n')
  .trimEnd();

const written = await readFile(PAGE, 'utf8').catch(() => '');
if (written !== `${page}\n`) {
  if (process.argv.includes('--check')) {
    console.error('docs/guide/rules.md is not as the rule catalogue has it: run npm run docs');
    process.exitCode = 1;
  } else {
    await mkdir(dirname(PAGE), { recursive: true });
    await writeFile(PAGE, `${page}\n`);
  }
}
