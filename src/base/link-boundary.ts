import { lstat, realpath } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { workTreeAround } from './git/repository.ts';

/**
 * Finds the directory that links among manifests must not leave: the root of the repository's work tree. Runs no git. If the
 * manifest directory itself is a link, the repository that contains this link is meant.
 *
 * @param directory of the manifests; may be relative to the working directory
 * @returns undefined if there is no repository, or no such directory
 */
export async function linkBoundary(directory: string, workingDirectory: string): Promise<string | undefined> {
  const path = resolve(workingDirectory, directory);
  const status = await lstat(path).catch(() => undefined);
  if (status === undefined) return undefined;
  const start = await realpath(status.isSymbolicLink() ? dirname(path) : path).catch(() => undefined);
  return start === undefined ? undefined : workTreeAround(start);
}
