// Writes edited manifests in place of the files that were read, each atomically, and none of them if one of the files has changed
// since or cannot be written. Enters: files as they were read, and their new texts without a byte order mark; a file that has a mark keeps it.

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { personal } from '../../contact/argument.ts';
import { HintedError } from '../../contact/hinted-error.ts';
import { sentence } from '../../contact/sentence.ts';
import type { AssignedFile } from '../../manifest/assign/texts.ts';
import { replaceFiles } from '../../store/replace-file.ts';
import { toStoreError } from '../../store/store-error.ts';

const BYTE_ORDER_MARK = '\uFEFF';

/**
 * Writes the texts of manifests.
 *
 * @param workingDirectory what the names of the files are relative to
 * @throws HintedError `changed-meanwhile` if a file is not as it was read; then nothing was written. `store` if a file cannot be read
 *   or written; then nothing was written either, unless its reason is `partly`
 */
export async function writeEdited(files: readonly AssignedFile[], workingDirectory: string): Promise<void> {
  const texts: { readonly path: string; readonly content: string }[] = [];
  for (const { file, text } of files) {
    const path = resolve(workingDirectory, file.name);
    const bytes = await readFile(path).catch((error: unknown) => {
      throw toStoreError(error, 'read', path);
    });
    if (createHash('sha256').update(bytes).digest('hex') !== file.hash) throw changedMeanwhile(file.name);
    const isMarked = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes).startsWith(BYTE_ORDER_MARK);
    texts.push({ path, content: isMarked ? BYTE_ORDER_MARK + text : text });
  }
  await replaceFiles(texts);
}

function changedMeanwhile(file: string): HintedError {
  const message = sentence`${personal('file', file)} was changed while the edit was made; nothing was written`;
  return new HintedError('changed-meanwhile', message, { hint: sentence`save it in your editor, and try again` });
}
