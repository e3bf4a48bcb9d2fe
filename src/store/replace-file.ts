// Replaces an existing file of the user, such as a manifest, and keeps its mode: unlike the files of the store, it may be
// readable by others.

import { realpath, stat } from 'node:fs/promises';
import { toStoreError } from './store-error.ts';
import { openDraft } from './write-private.ts';

/**
 * Replaces the content of an existing file atomically and durably. Its mode stays the same. If the path is a symbolic link, the
 * file that it points at is replaced, and the link stays.
 *
 * @throws HintedError `store` if the file does not exist or cannot be written; then it is unchanged
 */
export async function replaceFile(path: string, content: string): Promise<void> {
  try {
    const real = await realpath(path);
    const { mode } = await stat(real);
    const draft = await openDraft(real);
    try {
      await draft.file.appendFile(content);
      await draft.file.chmod(mode & 0o7777);
      await draft.commit();
    } catch (error) {
      await draft.discard();
      throw error;
    }
  } catch (error) {
    throw toStoreError(error, 'write', path);
  }
}
