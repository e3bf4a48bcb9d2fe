// Follows a `.git` that is a file: `gitdir: PATH`. git follows any such path; this program follows it only if the repository at
// that path points back to the work tree.
//
//   kind               location                         points back by
//   linked work tree   COMMON/worktrees/NAME            its file `gitdir`, and `commondir`, which names COMMON
//   submodule          …/.git/modules/NAME, as a rule   `core.worktree`
//
// The repository must not lie among files that could have been committed: their author could have forged the pointer back.

import { lstat, readFile, realpath } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import { personal } from '../../contact/argument.ts';
import type { HintedError } from '../../contact/hinted-error.ts';
import { type Sentence, sentence } from '../../contact/sentence.ts';
import { shellWord } from '../../contact/shell-word.ts';
import { askGit } from '../git.ts';
import { gitError } from './error.ts';

/** Maximum size of a file that contains a path, in bytes; no system has longer paths. */
const MAX_BYTES = 40_000;

/**
 * Finds the git directory that a `.git` file points to, and verifies that it points back.
 *
 * @param workTree the directory with the `.git` file
 * @returns the git directory
 * @throws HintedError `git` (`refused`) if the file is malformed, or if the repository does not point back
 */
export async function followPointer(workTree: string): Promise<string> {
  const file = join(workTree, '.git');
  const target = await targetOf(workTree);
  if (target === undefined) {
    throw refused(
      sentence`${personal('file', file)} does not name an existing git directory`,
      sentence`remove the file, or run \`git worktree repair\``,
    );
  }
  const common = await commonDirectoryOf(target);
  const owner = await workTreeAround(common ?? target, workTree);
  if (owner !== undefined) {
    throw refused(
      sentence`${personal('file', file)} points to ${personal('file', target)}, which lies among the files of ${personal('file', owner)}`,
      sentence`move that repository elsewhere: anybody who commits files there could have written it`,
    );
  }
  if (common === undefined) await requireSubmodule(target, workTree);
  else await requireLinked(target, common, workTree);
  return target;
}

async function requireLinked(target: string, common: string, workTree: string): Promise<void> {
  const back = await pathIn(join(target, 'gitdir'), target);
  const isOurs = back !== undefined && (await realpathOf(back)) === join(workTree, '.git');
  if (isOurs && dirname(target) === join(common, 'worktrees')) return;
  throw refused(
    sentence`${personal('file', join(workTree, '.git'))} points to ${personal('file', target)}, which does not point back to it`,
    sentence`run \`git worktree repair\` in the main work tree, or \`git worktree add\` again`,
  );
}

async function requireSubmodule(target: string, workTree: string): Promise<void> {
  const { ok, output } = await askGit({ workTree, gitDirectory: target }, [
    'config',
    '--null',
    '--get',
    'core.worktree',
  ]);
  const named = output.toString('utf8').replace(/\0$/, '');
  if (ok && (await realpathOf(resolve(target, named))) === workTree) return;
  throw refused(
    sentence`${personal('file', join(workTree, '.git'))} points to ${personal('file', target)}, whose \`core.worktree\` is not ${personal('file', workTree)}`,
    sentence`if that is right, run \`git --git-dir=${personal('file', shellWord(target))} config core.worktree ${personal('file', shellWord(workTree))}\``,
  );
}

/** The path in a `.git` file, with links resolved; undefined if the file is malformed or the path does not exist. */
async function targetOf(workTree: string): Promise<string | undefined> {
  const text = await textOf(join(workTree, '.git'));
  const named = /^gitdir: ([^\0\r\n]+)[\r\n]*$/.exec(text ?? '')?.[1];
  return named === undefined ? undefined : realpathOf(resolve(workTree, named));
}

/** Returns the shared git directory that the git directory of a linked work tree names; undefined if it names none. */
async function commonDirectoryOf(target: string): Promise<string | undefined> {
  const named = await pathIn(join(target, 'commondir'), target);
  return named === undefined ? undefined : realpathOf(named);
}

/**
 * The work tree whose committed files could include this git directory; undefined if there is none. git never checks out files
 * below the name `.git`, so a git directory there cannot have been committed.
 */
async function workTreeAround(gitDirectory: string, workTree: string): Promise<string | undefined> {
  if (gitDirectory.split(sep).includes('.git')) return undefined;
  const above = await nearestAbove(gitDirectory);
  // Allow the layout of `git clone --bare URL .bare` with a `.git` file next to it and linked work trees below.
  const isItsOwn = above !== undefined && above !== workTree && (await targetOf(above)) === gitDirectory;
  return isItsOwn ? undefined : above;
}

/** Returns the nearest directory above a path that has a `.git` entry. */
async function nearestAbove(path: string): Promise<string | undefined> {
  const above = dirname(path);
  if (above === path) return undefined;
  const exists = await lstat(join(above, '.git')).then(
    () => true,
    () => false,
  );
  return exists ? above : nearestAbove(above);
}

async function pathIn(file: string, base: string): Promise<string | undefined> {
  const named = (await textOf(file))?.replace(/[\r\n]+$/, '');
  return named === undefined || named === '' || named.includes('\0') ? undefined : resolve(base, named);
}

async function textOf(file: string): Promise<string | undefined> {
  const stats = await lstat(file).catch(() => undefined);
  return stats?.isFile() && stats.size <= MAX_BYTES ? readFile(file, 'utf8').catch(() => undefined) : undefined;
}

function realpathOf(path: string): Promise<string | undefined> {
  return realpath(path).catch(() => undefined);
}

function refused(message: Sentence, hint: Sentence): HintedError {
  return gitError('refused', message, hint);
}
