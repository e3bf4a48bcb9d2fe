// Real git repositories of a running test, independent of the machine's own configuration.

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Repository } from '../../src/base/git/repository-paths.ts';

const ENVIRONMENT = {
  PATH: process.env.PATH,
  HOME: '/nonexistent',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'Test',
  GIT_AUTHOR_EMAIL: 'test@example.com',
  GIT_COMMITTER_NAME: 'Test',
  GIT_COMMITTER_EMAIL: 'test@example.com',
  // Without the process that most commands start to tidy up.
  GIT_CONFIG_COUNT: '1',
  GIT_CONFIG_KEY_0: 'maintenance.auto',
  GIT_CONFIG_VALUE_0: 'false',
};

export function temporaryDirectory(): string {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'rollcall-git-')));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** What git prints, without the last line break. */
export function git(directory: string, ...args: readonly string[]): string {
  const options = { cwd: directory, env: ENVIRONMENT, encoding: 'utf8', stdio: 'pipe' } as const;
  return execFileSync('git', args, options).replace(/\n$/, '');
}

/** The same, for a command that reads its standard input. */
export function gitWithInput(directory: string, input: string, ...args: readonly string[]): string {
  const options = { cwd: directory, env: ENVIRONMENT, encoding: 'utf8', stdio: 'pipe', input } as const;
  return execFileSync('git', args, options).replace(/\n$/, '');
}

export function aRepository(): string {
  const directory = temporaryDirectory();
  git(directory, 'init', '--quiet', '--initial-branch=main');
  return directory;
}

/** As `openRepository` gives it. */
export function repositoryIn(directory: string): Repository {
  return { workTree: directory, gitDirectory: join(directory, '.git') };
}

export function writeFiles(directory: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, name)), { recursive: true });
    writeFileSync(join(directory, name), text);
  }
}

/** @returns the commit of everything in the work tree, the files written before */
export function commit(directory: string, files: Readonly<Record<string, string>> = {}): string {
  writeFiles(directory, files);
  git(directory, 'add', '--all');
  git(directory, 'commit', '--quiet', '--allow-empty', '--message=test');
  return git(directory, 'rev-parse', 'HEAD');
}

/** A clone over the file protocol, with `git clone`'s own options. */
export function cloneOf(origin: string, ...options: readonly string[]): string {
  const directory = temporaryDirectory();
  git(directory, 'clone', '--quiet', ...options, `file://${origin}`, '.');
  return directory;
}
