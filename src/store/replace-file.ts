// Replaces existing files of the user, such as manifests, and keeps their modes: unlike the files of the store, they may be
// readable by others.

import { readFile, realpath, stat } from 'node:fs/promises';
import { personal } from '../contact/argument.ts';
import { sentence } from '../contact/sentence.ts';
import { storeError, toStoreError } from './store-error.ts';
import { type DraftFile, openDraft } from './write-private.ts';

/** The new content of an existing file. */
interface Replacement {
  readonly path: string;
  readonly content: string | Uint8Array;
}

/** A new content that is written beside its file, and not yet in its place. */
interface Staged extends Replacement {
  readonly draft: DraftFile;
  /** What the file contains so far. */
  readonly old: Uint8Array;
}

/**
 * Replaces the content of an existing file atomically and durably. Its mode stays the same. If the path is a symbolic link, the
 * file that it points at is replaced, and the link stays.
 *
 * @throws HintedError `store` if the file does not exist or cannot be written; then it is unchanged
 */
export async function replaceFile(path: string, content: string): Promise<void> {
  await replaceFiles([{ path, content }]);
}

/**
 * Replaces the contents of existing files, as `replaceFile` does: of all of them, or of none. All contents are on disk before the
 * first file is replaced; if a file then cannot be replaced, those that were are put back.
 *
 * @throws HintedError `store` if a file does not exist or cannot be written. Then all files are unchanged, unless the reason is
 *   `partly`: then files that were replaced could not be put back
 */
export async function replaceFiles(files: readonly Replacement[]): Promise<void> {
  const staged: Staged[] = [];
  const replaced: Staged[] = [];
  let current = '';
  try {
    for (const file of files) {
      current = file.path;
      staged.push(await stage(file));
    }
    for (const one of staged) {
      current = one.path;
      // Even a commit that fails may have replaced the file.
      replaced.push(one);
      await one.draft.commit();
    }
  } catch (error) {
    for (const { draft } of staged) await draft.discard();
    await putBack(replaced, error);
    throw toStoreError(error, 'write', current);
  }
}

async function stage({ path, content }: Replacement): Promise<Staged> {
  const real = await realpath(path);
  const old = await readFile(real);
  const { mode } = await stat(real);
  const draft = await openDraft(real);
  try {
    await draft.file.appendFile(content);
    await draft.file.chmod(mode & 0o7777);
    await draft.file.sync();
  } catch (error) {
    await draft.discard();
    throw error;
  }
  return { path, content, old, draft };
}

/** @throws HintedError `store` (`partly`) if a file cannot be put back */
async function putBack(replaced: readonly Staged[], cause: unknown): Promise<void> {
  for (const { path, old } of replaced) {
    try {
      const now = await readFile(path);
      if (!now.equals(old)) await restore(path, old);
    } catch {
      const message = sentence`some files were written and others were not: ${personal('file', path)} has its new content`;
      throw storeError('partly', message, sentence`compare the files with git, and run the command again`, cause);
    }
  }
}

async function restore(path: string, content: Uint8Array): Promise<void> {
  const { draft } = await stage({ path, content });
  try {
    await draft.commit();
  } catch (error) {
    await draft.discard();
    throw error;
  }
}
