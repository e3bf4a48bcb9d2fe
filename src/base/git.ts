// Runs git. No other module starts a program. Enters: a repository (git/repository.ts) and a command. Leaves: git's output, as
// bytes. Never uses a shell, never prompts for a password, never runs programs that a repository's configuration names
// (git/settings.ts), and never passes a credential to git (git/environment.ts).

import { execFile } from 'node:child_process';
import { dirname } from 'node:path';
import { personal } from '../contact/argument.ts';
import type { HintedError } from '../contact/hinted-error.ts';
import { sentence, shown } from '../contact/sentence.ts';
import { gitEnvironment, gitProgram, settingVariables } from './git/environment.ts';
import { gitError, hintFor } from './git/error.ts';
import type { Repository } from './git/repository-paths.ts';
import {
  commandLine,
  connects,
  type GitCommand,
  NAMED_PROGRAMS,
  needsOverrides,
  overrideFor,
  settingsFor,
} from './git/settings.ts';

/** Result of a git command. */
export interface GitAnswer {
  /** True if git exited with 0. */
  readonly ok: boolean;
  /** Standard output. */
  readonly output: Buffer;
  /** The first error on standard error, in English and without credentials; empty if there is none. */
  readonly complaint: string;
}

/** Options of a git command. */
export interface GitOptions {
  /** Standard input. */
  readonly input?: string | Uint8Array;
  /** Additional environment variables for git, such as the author of a commit. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Time limit in milliseconds (default: ten minutes for a command that connects to a remote, otherwise none). */
  readonly patienceMs?: number;
}

/**
 * Time limit of commands that connect to a remote, in milliseconds, so that a remote that accepts a connection and never answers
 * does not block a run for ever. A large fetch may take minutes.
 */
const PATIENCE = 10 * 60 * 1000;

/**
 * A command of git/settings.ts with its arguments. Names from a manifest or a user must come after `--`, or be checked first, so
 * that none is parsed as an option.
 */
export type GitCall = readonly [GitCommand, ...string[]];

/**
 * Runs git and returns its result, whether it succeeds or not.
 *
 * @throws HintedError `git` (`not-started`)
 */
export async function askGit(repository: Repository, call: GitCall, options: GitOptions = {}): Promise<GitAnswer> {
  const { workTree, gitDirectory } = repository;
  const [command] = call;
  const overrides = needsOverrides(command) ? await overridesOf(repository) : {};
  return run({
    args: [`--git-dir=${gitDirectory}`, `--work-tree=${workTree}`, ...settingsFor(command), ...commandLine(call)],
    cwd: workTree,
    input: options.input ?? '',
    environment: { ...gitEnvironment(connects(command), process.env), ...options.environment, ...overrides },
    patienceMs: options.patienceMs ?? (connects(command) ? PATIENCE : 0),
  });
}

/**
 * Runs git and returns its standard output as text, without the final line break.
 *
 * @throws HintedError `git` unless git succeeds
 */
export async function gitText(repository: Repository, call: GitCall, options?: GitOptions): Promise<string> {
  return (await gitBytes(repository, call, options)).toString('utf8').replace(/\n$/, '');
}

/**
 * Runs git and returns its standard output as bytes.
 *
 * @throws HintedError `git` unless git succeeds
 */
export async function gitBytes(repository: Repository, call: GitCall, options?: GitOptions): Promise<Buffer> {
  const { ok, output, complaint } = await askGit(repository, call, options);
  if (ok) return output;
  throw failed(call, complaint, repository);
}

/**
 * Asks git whether it trusts a repository that belongs to another user. In this call alone, git searches for the repository itself,
 * but not above the work tree.
 *
 * @returns the result; its output is the git directory that git would use
 * @throws HintedError `git` (`not-started`)
 */
export function askWhatGitTrusts(workTree: string): Promise<GitAnswer> {
  return run({
    args: [...settingsFor('rev-parse'), ...commandLine(['rev-parse', '--absolute-git-dir'])],
    cwd: workTree,
    input: '',
    environment: { ...gitEnvironment(false, process.env), GIT_CEILING_DIRECTORIES: dirname(workTree) },
  });
}

/** Returns environment variables that disable the programs that this repository configures by name. */
async function overridesOf(repository: Repository): Promise<Readonly<Record<string, string>>> {
  const call: GitCall = ['config', '--null', '--name-only', '--get-regexp', NAMED_PROGRAMS];
  const { ok, output, complaint } = await askGit(repository, call);
  // If no key matches, git fails without a message.
  if (!ok && complaint !== '') throw failed(call, complaint, repository);
  const keys = output
    .toString('utf8')
    .split('\0')
    .filter((key) => key !== '');
  return settingVariables(keys.map(overrideFor));
}

interface Start {
  readonly args: readonly string[];
  readonly cwd: string;
  readonly input: string | Uint8Array;
  readonly environment: Readonly<Record<string, string>>;
  /** Absent or zero: no limit. */
  readonly patienceMs?: number;
}

async function run({ args, cwd, input, environment, patienceMs = 0 }: Start): Promise<GitAnswer> {
  const program = gitProgram(process.env);
  if (program === undefined) throw cannotStart('ENOENT');
  return new Promise((resolve, reject) => {
    const child = execFile(
      program,
      args,
      {
        cwd,
        encoding: 'buffer',
        env: environment,
        maxBuffer: Number.POSITIVE_INFINITY,
        windowsHide: true,
        timeout: patienceMs,
      },
      (error, output, errors) => {
        // A numeric code is git's exit status; a string means that git could not be started.
        if (typeof error?.code === 'string') reject(cannotStart(error.code, error));
        else if (error?.killed === true) resolve({ ok: false, output, complaint: SILENT });
        else resolve({ ok: error === null, output, complaint: complaintOf(errors) });
      },
    );
    // git may exit before it has read its whole input, which makes the write fail. Ignore that: git's own result says why.
    child.stdin?.on('error', () => {});
    child.stdin?.end(input);
  });
}

const SILENT = 'the remote did not answer in time';

function complaintOf(errors: Buffer): string {
  // A URL may contain credentials before its host and in its query.
  const text = errors
    .toString('utf8')
    .replaceAll(/(:\/\/)[^\s/@]+@/g, '$1***@')
    .replaceAll(/(:\/\/[^\s'"?#]*)[?#][^\s'"]*/g, '$1?***');
  const lines = text.split('\n').filter((line) => line.trim() !== '' && !/^(?:hint:|\s)/.test(line));
  const error = lines.find((line) => /^(?:fatal|error): /.test(line)) ?? lines.at(-1) ?? '';
  return error.replace(/^(?:fatal|error): /, '');
}

function failed([command]: GitCall, complaint: string, { workTree }: Repository): HintedError {
  return gitError(
    'failed',
    sentence`git ${shown(command)} failed: ${personal('system', complaint)}`,
    hintFor(complaint, workTree),
  );
}

function cannotStart(code: string, cause?: unknown): HintedError {
  const hint = sentence`install git, or use a base that does not need it: \`--base DIR\` or \`--base none\``;
  return gitError('not-started', sentence`git cannot be started (${shown(code)})`, hint, cause);
}
