// Stores the planned manifests of private records (those that only this machine has) in
// `.rollcall/record/manifests/<digest>.json`. They contain personal data: only their owner can read them, they are encrypted if
// the user gives an age identity, and they are removed once no record names them any more.

import { lstat, readdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { personal } from '../../contact/argument.ts';
import { HintedError, hasCode } from '../../contact/hinted-error.ts';
import { sentence } from '../../contact/sentence.ts';
import { type Decrypt, type Encrypt, isEncrypted } from '../../store/age.ts';
import { directoryExists, ensurePrivateDirectory } from '../../store/directory.ts';
import { openPrivate } from '../../store/open-private.ts';
import { errorCode, toStoreError } from '../../store/store-error.ts';
import { openDraft, syncDirectory } from '../../store/write-private.ts';
import { isLocal, type Revision } from './document.ts';
import {
  damaged,
  digestOf,
  filesOnDemand,
  fromDocument,
  KEPT_UNNAMED_MS,
  type KeptManifests,
  type LocalManifests,
  missing,
  serialiseDocument,
  toDocument,
  untrusted,
} from './local-manifests.ts';
import { ensureRecordDirectory, recordDirectory } from './private-store.ts';

/** How manifests are encrypted and decrypted. */
export interface ManifestEncryption {
  /** Absent: they are saved unencrypted. */
  readonly encrypt?: Encrypt | undefined;
  /** Absent: encrypted manifests cannot be read. */
  readonly decrypt?: Decrypt | undefined;
}

/**
 * Opens the place where this machine keeps such manifests.
 *
 * @param store the path of `.rollcall`
 */
export function privateManifests(store: string, { encrypt, decrypt }: ManifestEncryption = {}): LocalManifests {
  const directory = join(recordDirectory(store), 'manifests');
  const pathOf = (revision: Revision): string => join(directory, `${digestOf(revision)}.json`);
  return {
    async save(revision, files, data) {
      const pieces = serialiseDocument(toDocument(revision, files, data));
      await ensurePrivateDirectory(join(await ensureRecordDirectory(store), 'manifests'));
      await syncDirectory(recordDirectory(store));
      await replaceFile(pathOf(revision), encrypt === undefined ? pieces : encrypt(pieces));
    },
    filesAt: (revision) => filesOnDemand(() => readFiles(revision, pathOf(revision), decrypt)),
    async prune(keep) {
      if (!(await directoryExists(directory))) return;
      const kept = new Set(keep.filter(isLocal).map((revision) => `${digestOf(revision)}.json`));
      for (const name of await readdir(directory)) if (!kept.has(name)) await removeIfOld(join(directory, name));
    },
  };
}

/** Writes a file in place of whatever is at the path, without following a link or writing to a pipe. */
async function replaceFile(path: string, pieces: AsyncIterable<Uint8Array> | Iterable<string>): Promise<void> {
  try {
    const draft = await openDraft(path);
    try {
      for await (const piece of pieces) await draft.file.appendFile(piece);
      await draft.commit();
    } catch (error) {
      await draft.discard();
      throw error;
    }
  } catch (error) {
    throw errorCode(error) === undefined ? error : toStoreError(error, 'write', path);
  }
}

async function readFiles(revision: Revision, path: string, decrypt: Decrypt | undefined): Promise<KeptManifests> {
  const bytes = await readOwn(revision, path);
  const text = isEncrypted(bytes) ? await decrypted(bytes, path, decrypt) : bytes.toString('utf8');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw damaged(path, error);
  }
  return fromDocument(value, revision, path);
}

async function readOwn(revision: Revision, path: string): Promise<Buffer> {
  const file = await openPrivate(path);
  if (file === 'absent') throw missing(revision, path);
  if (file === 'untrusted') throw untrusted(path);
  try {
    return await file.readFile();
  } catch (error) {
    throw toStoreError(error, 'read', path);
  } finally {
    await file.close();
  }
}

async function decrypted(bytes: Buffer, path: string, decrypt: Decrypt | undefined): Promise<string> {
  if (decrypt !== undefined) {
    return decrypt(bytes, path).catch((error: unknown) => {
      throw hasCode(error, 'age', 'damaged') ? damaged(path, error) : error;
    });
  }
  const message = sentence`${personal('file', path)}, which holds the manifests that were applied, is encrypted`;
  throw new HintedError('age', message, {
    reason: 'no-identity',
    hint: sentence`add \`--identity FILE\` with the identity that the apply was given`,
  });
}

/** Removes a file that was written more than KEPT_UNNAMED_MS ago. The file may be a draft that a killed run has left. */
async function removeIfOld(path: string): Promise<void> {
  try {
    if (Date.now() - (await lstat(path)).mtimeMs > KEPT_UNNAMED_MS) await unlink(path);
  } catch (error) {
    // Another process may have removed it.
    if (errorCode(error) !== 'ENOENT') throw toStoreError(error, 'remove', path);
  }
}
