// A directory as the reader of the guide has it, and a shell in it: commands of rollcall run in this process, on the embedded sandbox,
// and the reader answers yes; everything else runs in bash.

import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateIdentity, identityToRecipient } from 'age-encryption';
import type { Command } from 'commander';
import { vi } from 'vitest';
import { main } from '../../src/cli/main.ts';
import { createProgram } from '../../src/cli/program.ts';
import { writeFiles } from '../helpers/repository.ts';
import { BIN } from '../helpers/rollcall.ts';

const MANIFESTS = {
  'contacts.d/accounts.yaml': `accounts:
  shop: { provider: omnisend, apiKey: "\${OMNISEND_API_KEY}", onRemoved: unsubscribe }
  app: { provider: loops, apiKey: "\${LOOPS_API_KEY}", team: example-team }
  news: { provider: envoke, apiId: "\${ENVOKE_API_ID}", apiKey: "\${ENVOKE_API_KEY}" }
`,
  'contacts.d/people.yaml': `contacts:
  - email: jane@example.com
    accounts: [shop]
    firstName: Jane
    city: Oslo
    tags: { customer: true }
    customProperties: { age: 33 }
  - { email: ann@example.com, accounts: [shop], city: Bergen }
  - { email: ann@example.com, accounts: [news], firstName: Ann }
  - { email: omar@example.com, userId: u_1, accounts: [app], channels: { email: subscribed } }
`,
  // What the reader has brought along.
  'export.csv': 'email\nann@example.com\n',
  'addresses.txt': 'ann@example.com\n',
  '.config/rollcall/keys.env': 'OMNISEND_API_KEY=brand-secret\n',
};

interface Ran {
  readonly code: number;
  readonly said: string;
}

export interface Scratch {
  readonly directory: string;
  run(line: string): Promise<Ran>;
  /** A scratch of its own that begins as this one is now. */
  copy(): Scratch;
  remove(): void;
}

/** A repository with one commit that was applied, and a second one that was, too: what the second one did can be taken back. */
export async function aScratch(): Promise<Scratch> {
  const directory = mkdtempSync(join(tmpdir(), 'rollcall-guide-'));
  const identity = await generateIdentity();
  const keys = { 'key.txt': `${identity}\n`, 'recipient.txt': await identityToRecipient(identity) };
  writeFiles(directory, { ...MANIFESTS, ...keys });
  const scratch = scratchIn(directory);
  await mustRun(scratch, 'git init --quiet --initial-branch=main && git add contacts.d && git commit --quiet -m one');
  await mustRun(scratch, 'rollcall apply');
  const people = readFileSync(join(directory, 'contacts.d/people.yaml'), 'utf8');
  writeFileSync(join(directory, 'contacts.d/people.yaml'), people.replace('city: Oslo', 'city: Trondheim'));
  await mustRun(scratch, 'git commit --quiet -am two');
  await mustRun(scratch, 'rollcall apply');
  return scratch;
}

/** A directory without manifests, at accounts that have the contacts of another scratch. */
export async function anEmptyScratch(from: Scratch): Promise<Scratch> {
  const directory = mkdtempSync(join(tmpdir(), 'rollcall-guide-'));
  const { version, accounts } = JSON.parse(readFileSync(join(from.directory, '.rollcall/sandbox.json'), 'utf8'));
  writeFiles(directory, {
    '.rollcall/sandbox.json': JSON.stringify({ version, accounts }),
    'export.csv': MANIFESTS['export.csv'],
  });
  const scratch = scratchIn(directory);
  await mustRun(scratch, 'chmod 700 .rollcall && git init --quiet --initial-branch=main');
  return scratch;
}

async function mustRun(scratch: Scratch, line: string): Promise<void> {
  const { code, said } = await scratch.run(line);
  if (code !== 0) throw new Error(`${line}: ${code}\n${said}`);
}

function scratchIn(directory: string, exported: Readonly<Record<string, string>> = {}): Scratch {
  let variables = exported;
  return {
    directory,
    async run(line) {
      const text = substituted(line, directory);
      const environment = { ...environmentOf(directory), ...variables };
      const names = /^export /.test(text) ? [...text.matchAll(/(\w+)=/g)].map(([, name = '']) => name) : [];
      if (names.length > 0) {
        variables = { ...variables, ...valuesIn(text, names, directory, environment) };
        return { code: 0, said: '' };
      }
      const words = /^(?:npx )?rollcall /.test(text) && !/[<|]|\$\(/.test(text) ? wordsIn(text) : undefined;
      return words === undefined ? inBash(text, directory, environment) : inProcess(words, directory, environment);
    },
    copy() {
      const copy = mkdtempSync(join(tmpdir(), 'rollcall-guide-'));
      cpSync(directory, copy, { recursive: true, preserveTimestamps: true });
      return scratchIn(copy, variables);
    },
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}

function environmentOf(directory: string): Readonly<Record<string, string>> {
  const git = {
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'maintenance.auto',
    GIT_CONFIG_VALUE_0: 'false',
  };
  const who = {
    AUTHOR_NAME: 'Reader',
    AUTHOR_EMAIL: 'reader@example.com',
    COMMITTER_NAME: 'Reader',
    COMMITTER_EMAIL: 'reader@example.com',
  };
  const people = Object.fromEntries(Object.entries(who).map(([name, value]) => [`GIT_${name}`, value]));
  return {
    PATH: process.env.PATH ?? '',
    HOME: directory,
    XDG_STATE_HOME: join(directory, '.state'),
    ...git,
    ...people,
  };
}

/** What the page cannot know: ids of runs and commits, keys. */
function substituted(line: string, directory: string): string {
  const git = (...args: readonly string[]): string =>
    execFileSync('git', args, { cwd: directory, encoding: 'utf8' }).trim();
  return line
    .replace('~/', `${directory}/`)
    .replace('age1…', () => readFileSync(join(directory, 'recipient.txt'), 'utf8'))
    .replace(/\bRUN\b/, () => newestRun(directory).slice(0, 8))
    .replace(/\bCOMMIT\b/, () => git('rev-parse', 'HEAD'));
}

/** The id of the apply that ended last. */
function newestRun(directory: string): string {
  const journals = join(directory, '.rollcall/journal');
  const names = readdirSync(journals).toSorted((a, b) => timeOf(join(journals, a)) - timeOf(join(journals, b)));
  return names.at(-1)?.replace(/\.ndjson$/, '') ?? '';
}

function timeOf(file: string): number {
  return statSync(file).mtimeMs;
}

function valuesIn(
  text: string,
  names: readonly string[],
  directory: string,
  env: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const print = names.map((name) => `printf '%s\\0' "$${name}"`).join('; ');
  const values = execFileSync('bash', ['-c', `${text}\n${print}`], { cwd: directory, env, encoding: 'utf8' }).split(
    '\0',
  );
  return Object.fromEntries(names.map((name, index) => [name, values[index] ?? '']));
}

function inBash(text: string, directory: string, env: Readonly<Record<string, string>>): Ran {
  const program = `rollcall() { "${process.execPath}" -- "${BIN}" "$@"; }\nnpx() { "$@"; }`;
  try {
    const options = { cwd: directory, env, encoding: 'utf8', stdio: 'pipe' } as const;
    return { code: 0, said: execFileSync('bash', ['-c', `${program}\n${text}`], options) };
  } catch (error) {
    const { status, stdout, stderr } = error as {
      readonly status: number;
      readonly stdout: string;
      readonly stderr: string;
    };
    return { code: status, said: stdout + stderr };
  }
}

/** Words of a command line as a shell has them, without quotes; a redirection of stdout is dropped, as nothing reads the file. */
function wordsIn(text: string): readonly string[] {
  const words = [...text.matchAll(/(?:[^\s'"]|'[^']*'|"[^"]*")+/g)].map(([word]) =>
    word.replaceAll(/'([^']*)'|"([^"]*)"/g, '$1$2'),
  );
  const plain = words[0] === 'npx' ? words.slice(2) : words.slice(1);
  const redirection = plain.indexOf('>');
  return redirection === -1 ? plain : plain.toSpliced(redirection, 2);
}

async function inProcess(
  words: readonly string[],
  directory: string,
  environment: Readonly<Record<string, string>>,
): Promise<Ran> {
  const said: string[] = [];
  const listen = (chunk: unknown, ...rest: readonly unknown[]): boolean => {
    said.push(String(chunk));
    for (const done of rest) if (typeof done === 'function') done();
    return true;
  };
  const before = { cwd: process.cwd(), env: process.env };
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation(listen),
    vi.spyOn(process.stderr, 'write').mockImplementation(listen),
  ];
  try {
    process.chdir(directory);
    process.env = { ...environment };
    const code = await main([process.execPath, BIN, ...words, ...answers(words)]);
    return { code, said: said.join('') };
  } finally {
    process.env = before.env;
    process.chdir(before.cwd);
    for (const spy of spies) spy.mockRestore();
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.removeAllListeners(signal);
  }
}

/** What stands for the reader's keys and answers: the sandbox, with all names defined, and a yes. */
function answers(words: readonly string[]): readonly string[] {
  const command = commandOf(
    createProgram(() => {}),
    words,
  );
  const isOffline = words.includes('--live');
  const has = (option: string): boolean => !isOffline && command.options.some(({ long }) => long === option);
  const wanted = ['--sandbox', '--define', '--auto-approve'].filter((option) => has(option) && !words.includes(option));
  const isOnlyShown = ['--dry-run', '--no-apply', '--list', '--out'].some((option) => words.includes(option));
  const isAsked = words[0] === 'pull' && !['--take', '--opt-outs', '--all'].some((option) => words.includes(option));
  return [...wanted.filter((option) => option !== '--auto-approve' || !isOnlyShown), ...(isAsked ? ['--all'] : [])];
}

function commandOf(program: Command, [name, ...rest]: readonly string[]): Command {
  const command = program.commands.find((one) => one.name() === name);
  return command === undefined ? program : commandOf(command, rest);
}
