// Runs git, never through a shell. Enters: a directory and arguments. Leaves: what git answered, as bytes. It decides
// nothing, asks nobody for a password, and is not misled by the variables that git sets for its hooks.

import { execFile } from 'node:child_process';

/** git could not be started, or failed where it should not. */
export class GitError extends Error {
  override readonly name = 'GitError';
  readonly hint: string;

  constructor(message: string, hint: string, cause?: unknown) {
    super(message, { cause });
    this.hint = hint;
  }
}

export interface GitAnswer {
  readonly ok: boolean;
  readonly output: Buffer;
  /** The first error that git complained of, in English and without credentials; empty where it said nothing. */
  readonly complaint: string;
}

export interface GitOptions {
  readonly input?: string | Uint8Array;
  /** Laid over the environment of this process. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** Set for hooks and by scripts: each would make git work on another repository, index or set of objects than that of the directory. */
const MISLEADING = new Set([
  'GIT_DIR',
  'GIT_WORK_TREE',
  'GIT_COMMON_DIR',
  'GIT_INDEX_FILE',
  'GIT_PREFIX',
  'GIT_NAMESPACE',
  'GIT_OBJECT_DIRECTORY',
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_QUARANTINE_PATH',
  'GIT_SHALLOW_FILE',
  'GIT_GRAFT_FILE',
  'GIT_REPLACE_REF_BASE',
]);

/** Whatever git answers; rejects only where it cannot be started. */
export function askGit(
  directory: string,
  args: readonly string[],
  { input = '', environment = {} }: GitOptions = {},
): Promise<GitAnswer> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      'git',
      ['-C', directory, ...args],
      { encoding: 'buffer', env: environmentOf(environment), maxBuffer: Number.POSITIVE_INFINITY, windowsHide: true },
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

/**
 * The answer without its last line break.
 *
 * @throws GitError unless git succeeds
 */
export async function gitText(directory: string, args: readonly string[], options?: GitOptions): Promise<string> {
  return (await gitBytes(directory, args, options)).toString('utf8').replace(/\n$/, '');
}

/** @throws GitError unless git succeeds */
export async function gitBytes(directory: string, args: readonly string[], options?: GitOptions): Promise<Buffer> {
  const answer = await askGit(directory, args, options);
  if (!answer.ok)
    throw new GitError(`git ${args[0]} failed: ${answer.complaint}`, 'check the repository with `git fsck`');
  return answer.output;
}

/** False also where git cannot be started, or does not trust the repository. */
export async function isInRepository(directory: string): Promise<boolean> {
  const answer = await askGit(directory, ['rev-parse', '--git-dir']).catch(() => undefined);
  return answer?.ok === true;
}

function environmentOf(additions: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !MISLEADING.has(name.toUpperCase()));
  // Its complaints are read, so they must be English; a replaced object is not what was committed.
  const fixed = { LC_ALL: 'C', LANGUAGE: 'C', GIT_TERMINAL_PROMPT: '0', GIT_NO_REPLACE_OBJECTS: '1' };
  return { ...Object.fromEntries(inherited), ...fixed, ...additions };
}

function complaintOf(errors: Buffer): string {
  const text = errors.toString('utf8').replaceAll(/(:\/\/)[^\s/@]+@/g, '$1***@');
  const lines = text.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('hint:'));
  const telling = lines.find((line) => /^(?:fatal|error): /.test(line)) ?? lines.at(-1) ?? '';
  return telling.replace(/^(?:fatal|error): /, '');
}

function cannotStart(code: string, cause: unknown): GitError {
  return new GitError(
    `git cannot be started (${code})`,
    'install git, or do without it: `--base DIR` or `--base none`',
    cause,
  );
}
