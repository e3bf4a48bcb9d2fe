// Every block of YAML in README and guide: manifests are valid, fragments beside the accounts of the guide; workflows use what the
// action has, and commands that exist.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { createProgram } from '../../src/cli/program.ts';
import { loadManifests } from '../../src/manifest/index.ts';
import { diagnosticsWithWords } from '../../src/render/words/diagnostics.ts';
import { ACTION } from '../helpers/action-name.ts';
import { writeFiles } from '../helpers/repository.ts';
import { type Block, blocks, fileOf, isRun, isWorkflow, nameOf, ROOT } from './blocks.ts';

const yaml = blocks.filter((block) => block.language === 'yaml' && isRun(block));

/** The accounts that a fragment may speak of. */
const ACCOUNTS: Readonly<Record<string, string>> = {
  shop: '{ provider: omnisend, apiKey: "${OMNISEND_API_KEY}" }',
  app: '{ provider: loops, apiKey: "${LOOPS_API_KEY}", team: example-team }',
  news: '{ provider: envoke, apiId: "${ENVOKE_API_ID}", apiKey: "${ENVOKE_API_KEY}" }',
};

/** The accounts that a manifest names and does not declare; the shop, if it names none. */
function missingAccounts(text: string): readonly string[] {
  const { accounts = {} } = parse(text) as { readonly accounts?: Record<string, { readonly provider?: string }> };
  const declared = Object.keys(accounts).filter((name) => accounts[name]?.provider !== undefined);
  const named = Object.keys(ACCOUNTS).filter((name) => new RegExp(`(?<![\\w-])${name}(?![\\w-])`).test(text));
  const needed = declared.length === 0 && named.length === 0 ? ['shop'] : named;
  return needed.filter((name) => !declared.includes(name));
}

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'rollcall-guide-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

async function mistakesIn({ text }: Block): Promise<readonly string[]> {
  const others = missingAccounts(text).map((name) => `  ${name}: ${ACCOUNTS[name]}\n`);
  writeFiles(directory, {
    'contacts.d/shown.yaml': text,
    ...(others.length === 0 ? {} : { 'contacts.d/accounts.yaml': `accounts:\n${others.join('')}` }),
    'data/suppressed.csv': 'Email address\nsam@example.com\n',
  });
  const now = (): number => Date.parse('2026-11-30T12:00:00Z');
  const options = { directory: 'contacts.d', workingDirectory: directory, environment: {}, now };
  const { environments = {} } = parse(text) as { readonly environments?: object };
  const chosen = Object.keys(environments).map((environmentName) => ({ environmentName }));
  const loaded = chosen.length === 0 ? [await loadManifests(options)] : [];
  for (const one of chosen) loaded.push(await loadManifests({ ...options, ...one }));
  const diagnostics = loaded.flatMap((one) => one.diagnostics);
  const errors = diagnosticsWithWords(diagnostics.filter(({ severity }) => severity === 'error'));
  return errors.map(({ file, line, message }) => `${file}:${line} ${message}`);
}

describe('manifests', () => {
  // Blocks that are one file of several are checked together by environments.test.ts.
  const manifests = yaml.filter((block) => !isWorkflow(block) && block.page !== 'docs/guide/environments.md');

  test.each(manifests.map((block) => [nameOf(block), block] as const))('%s is valid', async (_name, block) => {
    expect(await mistakesIn(block)).toEqual([]);
  });

  test('a mistake would be found', async () => {
    expect(await mistakesIn({ ...blockOf('contacts: [{ email: a@example.com, zip: 1 }]\n') })).toHaveLength(1);
  });
});

describe('workflows', () => {
  const { inputs } = parse(readFileSync(join(ROOT, 'action.yml'), 'utf8')) as { readonly inputs: object };
  const workflows = yaml.filter(isWorkflow);

  test.each(workflows.map((block) => [nameOf(block), block] as const))('%s uses what there is', (_name, block) => {
    const used = stepsIn(parse(block.text)).flatMap((step) => Object.keys(step.with ?? {}));
    expect(used.filter((input) => !Object.hasOwn(inputs, input))).toEqual([]);
    const commands = [...block.text.matchAll(/rollcall (?:[a-z]+ )?[^\]\n]*/g)].map(([command]) => command);
    for (const command of commands) expect(unknownIn(command)).toEqual([]);
  });

  test('there are those of the action and of GitLab', () => {
    expect(workflows.length).toBeGreaterThanOrEqual(4);
    expect(workflows.some((block) => fileOf(block) === '.github/workflows/contacts.yml')).toBe(true);
  });

  test('an unknown option would be found', () => {
    expect(unknownIn('rollcall plan --detailed-exit --out x')).toEqual(['--detailed-exit']);
  });
});

function blockOf(text: string): Block {
  return { page: 'x.md', line: 1, language: 'yaml', text, remark: '' };
}

interface Step {
  readonly uses?: string;
  readonly with?: object;
}

/** Steps that use the action, wherever they stand. */
function stepsIn(value: unknown): readonly Step[] {
  if (Array.isArray(value)) return value.flatMap(stepsIn);
  if (value === null || typeof value !== 'object') return [];
  const own = 'uses' in value && String(value.uses).startsWith(ACTION) ? [value as Step] : [];
  return [...own, ...Object.values(value).flatMap(stepsIn)];
}

/** Options of a command line that the command does not have. */
function unknownIn(commandLine: string): readonly string[] {
  const [, name = '', ...words] = commandLine.split(/\s+/);
  const command = createProgram(() => {}).commands.find((one) => one.name() === name);
  if (command === undefined) return /^[a-z]+$/.test(name) && words.length > 0 ? [name] : [];
  const known = command.options.flatMap(({ long, short }) => [long, short]);
  return words.filter((word) => word.startsWith('-') && !known.includes(word.replace(/=.*$/, '')));
}
