// Writes the files of an import: first all of them into a hidden directory beside their places, then each into its place, where
// no file may exist. Enters: names and texts. Leaves: either all files, or none.

import { rmdirSync, rmSync } from 'node:fs';
import { constants, copyFile, link, lstat, mkdir, mkdtemp, open, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { personal } from '../../contact/argument.ts';
import { HintedError } from '../../contact/hinted-error.ts';
import { joined, type Sentence, sentence } from '../../contact/sentence.ts';
import { errorCode, toStoreError } from '../../store/store-error.ts';
import { syncDirectory } from '../../store/write-private.ts';

/** The files of one import, not yet in their places. */
export interface StagedFiles {
  /** Adds a file. @throws HintedError `store` */
  add(name: string, text: string): Promise<void>;
  /**
   * Moves all files to their places.
   *
   * @throws HintedError `import` if there is a file at one of these places; then none of them was moved
   */
  publish(): Promise<void>;
  /** Removes what was not published; does not throw for that. */
  discard(): void;
}

/**
 * Begins to write files.
 *
 * @param directory where they will be; it is created
 * @throws HintedError `store` if it cannot be created
 */
export async function stageFiles(directory: string): Promise<StagedFiles> {
  const created = await storing('create', directory, () => mkdir(directory, { recursive: true }));
  // The reader of manifests skips names that begin with a dot.
  const staging = await storing('create', directory, () => mkdtemp(join(directory, '.rollcall-import-')));
  const names: string[] = [];
  // A second Ctrl+C exits at once; the hidden directory must not stay behind then.
  const removeAtExit = (): void => {
    removeQuietly(() => rmSync(staging, { recursive: true, force: true }));
    // Only an empty directory can be removed, so published files stay.
    if (created !== undefined) removeQuietly(() => rmdirSync(directory));
  };
  process.once('exit', removeAtExit);
  return {
    async add(name, text) {
      const path = join(staging, name);
      await storing('write', path, async () => {
        const file = await open(path, 'wx');
        try {
          await file.appendFile(text);
          await file.sync();
        } finally {
          await file.close();
        }
      });
      names.push(name);
    },
    async publish() {
      await refuseExisting(directory, names);
      const done: string[] = [];
      try {
        for (const name of names) {
          await place(join(staging, name), join(directory, name));
          done.push(name);
        }
        await syncDirectory(directory);
      } catch (error) {
        for (const name of done) await unlink(join(directory, name)).catch(() => {});
        if (errorCode(error) === 'EEXIST') await refuseExisting(directory, names);
        throw toStoreError(error, 'write', directory);
      }
    },
    discard() {
      process.off('exit', removeAtExit);
      removeAtExit();
    },
  };
}

function removeQuietly(remove: () => void): void {
  try {
    remove();
  } catch {
    // What cannot be removed stays; the import itself has ended.
  }
}

/**
 * Puts a file into its place. Unlike a rename, a link never replaces a file that has appeared meanwhile. File systems without
 * links copy instead.
 */
async function place(from: string, to: string): Promise<void> {
  await link(from, to).catch(async (error: unknown) => {
    if (errorCode(error) === 'EEXIST') throw error;
    await copyFile(from, to, constants.COPYFILE_EXCL);
  });
}

const MOST_NAMED = 5;

/**
 * Checks that there is nothing at the places of the files.
 *
 * @throws HintedError `import` that names what is there
 */
export async function refuseExisting(directory: string, names: readonly string[]): Promise<void> {
  const existing: string[] = [];
  for (const name of names) {
    const path = join(directory, name);
    const found = await lstat(path).catch((error: unknown) => {
      if (errorCode(error) !== 'ENOENT' && errorCode(error) !== 'ENOTDIR') throw toStoreError(error, 'open', path);
    });
    if (found !== undefined) existing.push(path);
  }
  if (existing.length === 0) return;
  const named = existing.slice(0, MOST_NAMED).map((path): Sentence => sentence`${personal('file', path)}`);
  const rest = existing.length - named.length;
  const more = rest === 0 ? sentence`` : sentence` and ${rest} more`;
  const verb = existing.length === 1 ? 'exists' : 'exist';
  throw new HintedError('import', sentence`${joined(named, ', ')}${more} ${verb}, and an import replaces no file`, {
    hint: sentence`name another directory with --to`,
  });
}

async function storing<T>(doing: 'create' | 'write', path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw toStoreError(error, doing, path);
  }
}
