// Generates docs/guide/rules.md from the rule catalogue. With --check it writes nothing, and exits with 1 if the file differs
// from the generated text.

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { importSources } from './bundling.mjs';

const { RULES, sentencesOf, exampleOf } = await importSources(`
  export { RULES, sentencesOf } from './src/plan/rules/catalogue.ts';
  export { exampleOf } from './src/render/words/rule-examples.ts';
`);

const PAGE = fileURLToPath(new URL('../docs/guide/rules.md', import.meta.url));

function describeRule(rule, entry) {
  const said = [...sentencesOf(entry)].map(([why, { sentence, wayOut }]) => {
    const lines = [`- ${capital(exampleOf(rule, why, sentence))}.`];
    return wayOut === '' ? lines : [...lines, `  **What to do:** ${exampleOf(rule, why, wayOut)}.`];
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
