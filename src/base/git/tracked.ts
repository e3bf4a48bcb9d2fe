import { relative, sep } from 'node:path';
import { gitBytes } from '../git.ts';
import { openRepository } from './repository.ts';

/**
 * Lists the files of a directory that git tracks: those that a checkout brought or may bring. A submodule counts as one file.
 * Upper and lower case are the same, as they are on many disks.
 *
 * @param parent an existing directory, with symbolic links resolved
 * @param name the name of the directory in it, which need not exist
 * @returns paths relative to `parent`, as git has them; empty if there is no repository
 * @throws HintedError `git` if git cannot be asked, or must not be
 */
export async function trackedBelow(parent: string, name: string): Promise<readonly string[]> {
  const repository = await openRepository(parent);
  if (repository === undefined) return [];
  const prefix = relative(repository.workTree, parent).split(sep).join('/');
  const path = prefix === '' ? name : `${prefix}/${name}`;
  const output = await gitBytes(repository, ['ls-files', '-z', '--', `:(icase,literal)${path}`]);
  const files = output.toString('utf8').split('\0');
  return files.filter((file) => file !== '').map((file) => (prefix === '' ? file : file.slice(prefix.length + 1)));
}
