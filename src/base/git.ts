// Runs git: the only module that starts a program. Enters: a repository (git-repository.ts) and a command. Leaves: what git
// answered, as bytes. It never goes through a shell, lets git look for a repository, asks anybody for a password, runs what a
// repository's configuration names (git-settings.ts), or hands git a credential (git-environment.ts).

import { execFile } from 'node:child_process';
import { dirname } from 'node:path';
import type { HintedError } from '../contact/hinted-error.ts';
import { gitEnvironment, gitProgram, settingVariables } from './git/environment.ts';
import { gitError, hintFor } from './git/error.ts';
import {
  commandLine,
  connects,
  type GitCommand,
  NAMED_PROGRAMS,
  needsOverrides,
  overrideFor,
  settingsFor,
} from './git/settings.ts';

/** Absolute paths, symbolic links resolved. */
export interface Repository {
  /** Where `.git` was found, and where git runs. */
  readonly workTree: string;
  readonly gitDirectory: string;
}

export interface GitAnswer {
  readonly ok: boolean;
  readonly output: Buffer;
  /** The first error that git complained of, in English and without credentials; empty where it said nothing. */
  readonly complaint: string;
}

export interface GitOptions {
  readonly input?: string | Uint8Array;
  /** Further variables of git's own, such as the author of a commit. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** A command that git-settings.ts knows, and its arguments. Whatever a manifest or a user names goes behind `--`, or is checked first. */
export type GitCall = readonly [GitCommand, ...string[]];

/**
 * Whatever git answers.
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
  });
}

/**
 * The answer without its last line break.
 *
 * @throws HintedError `git` unless git succeeds
 */
export async function gitText(repository: Repository, call: GitCall, options?: GitOptions): Promise<string> {
  return (await gitBytes(repository, call, options)).toString('utf8').replace(/\n$/, '');
}

/** @throws HintedError `git` unless git succeeds */
export async function gitBytes(repository: Repository, call: GitCall, options?: GitOptions): Promise<Buffer> {
  const { ok, output, complaint } = await askGit(repository, call, options);
  if (ok) return output;
  throw failed(call, complaint, repository);
}

/**
 * git's own word on a repository that belongs to another user: this is the one call in which it looks for itself, no further
 * than the work tree.
 *
 * @returns the git directory that it would use there
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

/** Variables that switch off the programs which this repository configures by name. */
async function overridesOf(repository: Repository): Promise<Readonly<Record<string, string>>> {
  const call: GitCall = ['config', '--null', '--name-only', '--get-regexp', NAMED_PROGRAMS];
  const { ok, output, complaint } = await askGit(repository, call);
  // Where no key matches, git fails without a word.
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
}

async function run({ args, cwd, input, environment }: Start): Promise<GitAnswer> {
  const program = gitProgram(process.env);
  if (program === undefined) throw cannotStart('ENOENT');
  return new Promise((resolve, reject) => {
    const child = execFile(
      program,
      args,
      { cwd, encoding: 'buffer', env: environment, maxBuffer: Number.POSITIVE_INFINITY, windowsHide: true },
      (error, output, errors) => {
        // A number is git's exit status; a word says that there was no git to exit.
        if (typeof error?.code === 'string') reject(cannotStart(error.code, error));
        else resolve({ ok: error === null, output, complaint: complaintOf(errors) });
      },
    );
    // git may end before it has read everything; its answer says why.
    child.stdin?.on('error', () => {});
    child.stdin?.end(input);
  });
}

function complaintOf(errors: Buffer): string {
  // An address may carry credentials in front of its host, and in its query.
  const text = errors
    .toString('utf8')
    .replaceAll(/(:\/\/)[^\s/@]+@/g, '$1***@')
    .replaceAll(/(:\/\/[^\s'"?#]*)[?#][^\s'"]*/g, '$1?***');
  const lines = text.split('\n').filter((line) => line.trim() !== '' && !/^(?:hint:|\s)/.test(line));
  const telling = lines.find((line) => /^(?:fatal|error): /.test(line)) ?? lines.at(-1) ?? '';
  return telling.replace(/^(?:fatal|error): /, '');
}

function failed([command]: GitCall, complaint: string, { workTree }: Repository): HintedError {
  return gitError('failed', `git ${command} failed: ${complaint}`, hintFor(complaint, workTree));
}

function cannotStart(code: string, cause?: unknown): HintedError {
  const hint = 'install git, or do without it: `--base DIR` or `--base none`';
  return gitError('not-started', `git cannot be started (${code})`, hint, cause);
}
