// Writes files on disk as a tree to git's object store. Never touches the index or the work tree, and never applies filters.

import { gitText, type Repository } from './git.ts';

/** A file to write to a tree. */
export interface RecordedFile {
  /** Absolute path on disk. */
  readonly path: string;
  /** Path in the tree, with `/` as separator. */
  readonly name: string;
}

/** Maximum total length of the paths in one call, in characters. Windows limits a command line to 32,767. */
const MAX_PATHS = 20_000;

/**
 * Writes files as a tree.
 *
 * @returns the tree's object id
 * @throws HintedError `git`
 */
export async function writeTree(repository: Repository, files: readonly RecordedFile[]): Promise<string> {
  const blobs: (readonly [name: string, id: string])[] = [];
  for (const chunk of chunksOf(files)) {
    const paths = chunk.map(({ path }) => path);
    const ids = (await gitText(repository, ['hash-object', '-w', '--', ...paths])).split('\n');
    blobs.push(...chunk.map(({ name }, index) => [name, ids[index] ?? ''] as const));
  }
  return writeDirectory(repository, blobs);
}

function chunksOf(files: readonly RecordedFile[]): readonly (readonly RecordedFile[])[] {
  const chunks: RecordedFile[][] = [];
  let length = Number.POSITIVE_INFINITY;
  for (const file of files) {
    length += file.path.length;
    if (length > MAX_PATHS) {
      chunks.push([]);
      length = file.path.length;
    }
    chunks.at(-1)?.push(file);
  }
  return chunks;
}

async function writeDirectory(repository: Repository, blobs: readonly (readonly [string, string])[]): Promise<string> {
  const entries: string[] = [];
  const below = new Map<string, (readonly [string, string])[]>();
  for (const [name, id] of blobs) {
    const slash = name.indexOf('/');
    if (slash === -1) entries.push(`100644 blob ${id}\t${name}\0`);
    else {
      const directory = name.slice(0, slash);
      below.set(directory, [...(below.get(directory) ?? []), [name.slice(slash + 1), id]]);
    }
  }
  for (const [directory, inside] of below) {
    entries.push(`040000 tree ${await writeDirectory(repository, inside)}\t${directory}\0`);
  }
  return gitText(repository, ['mktree', '-z'], { input: entries.join('') });
}
