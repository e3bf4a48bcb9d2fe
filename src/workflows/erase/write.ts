// Writes the manifests of an erasure: first a new file of erasures, if one is needed, so that the digest is stored before the
// entries that name the person are gone. Enters: files as they were read, with their new texts, and the new file. Either all of
// it is written, or nothing if a file has changed since or cannot be written.

import { rm, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { hasCode } from '../../contact/hinted-error.ts';
import type { AssignedFile } from '../../manifest/assign/texts.ts';
import { toStoreError } from '../../store/store-error.ts';
import { writeEdited } from '../edit/write.ts';

/** A manifest that does not exist yet; its name is relative to the working directory. */
interface NewManifest {
  readonly name: string;
  readonly text: string;
}

/**
 * Writes edited manifests, and a new one.
 *
 * @throws HintedError `changed-meanwhile` if a file is not as it was read, then nothing was written; `store` if a file cannot be read
 *   or written, or if the new one exists; then nothing was written either, unless its reason is `partly`: the new file is kept then
 */
export async function writeErased(
  edited: readonly AssignedFile[],
  created: NewManifest | undefined,
  workingDirectory: string,
): Promise<void> {
  if (created === undefined) return writeEdited(edited, workingDirectory);
  const path = resolve(workingDirectory, created.name);
  await writeFile(path, created.text, { flag: 'wx' }).catch((error: unknown) => {
    throw toStoreError(error, 'write', path);
  });
  try {
    await writeEdited(edited, workingDirectory);
  } catch (error) {
    // If entries that name the person may be gone, their digest must stay.
    if (!hasCode(error, 'store', 'partly')) await rm(path, { force: true });
    throw error;
  }
}
