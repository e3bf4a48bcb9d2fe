// Defines how manifests that are in no commit are stored, exactly as they were planned: the interface of every place that stores
// them, and the document that holds them. Their revision (`local:<sha256>`) contains the hash of their bytes, so manifests that
// were damaged or replaced are never mistaken for them. Pure.

import { posix } from 'node:path';
import { personal } from '../../contact/argument.ts';
import { HintedError } from '../../contact/hinted-error.ts';
import { sentence } from '../../contact/sentence.ts';
import { type DataFile, dataFileOf, refuse, utf8TextOf } from '../../manifest/read/data-file.ts';
import { formatOf } from '../../manifest/read/file-kind.ts';
import type { ManifestFiles } from '../../manifest/read/read.ts';
import { type ManifestFile, manifestsDigest, sourceOf } from '../../manifest/read/source.ts';
import { isLocal, localRevision, type Revision } from './document.ts';

/** Manifests with the files of data that they name. */
export type KeptManifests = Required<Pick<ManifestFiles, 'read' | 'data'>>;

/** A place that stores the manifests of revisions that are in no commit. */
export interface LocalManifests {
  /**
   * Stores manifests durably. Call it before anything is sent, so that a failure stops the apply. If the apply has taken long,
   * call it again right before a record names the revision, because `prune` of another run may have removed them.
   *
   * @param revision `localRevision` of their digest
   * @throws HintedError `store` or `applied-ref` if they cannot be written; `base` (`too-large`)
   */
  save(revision: Revision, files: readonly ManifestFile[], data?: readonly DataFile[]): Promise<void>;
  /**
   * Returns the manifests of a revision, read lazily. Reading throws HintedError `base` if they are missing (`missing`), damaged
   * (`damaged`) or may have been written by somebody else (`untrusted`), and `age` if they are encrypted and cannot be decrypted.
   */
  filesAt(revision: Revision): ManifestFiles;
  /**
   * Removes the manifests of all revisions except those in `keep` and those that were saved within the last hour: an apply that
   * is still running may be about to record the latter.
   *
   * @param keep every revision that a record names
   */
  prune(keep: readonly Revision[]): Promise<void>;
}

/** How long manifests that no record names are kept, in milliseconds. */
export const KEPT_UNNAMED_MS = 60 * 60 * 1000;

const FORMAT_VERSION = 2;

/**
 * Maximum size of a document in bytes. Node's strings cannot be much longer, and the sandbox's admin routes accept no larger
 * body.
 */
const MAX_BYTES = 500 * 1024 * 1024 - 1024;

interface StoredFile {
  readonly name: string;
  readonly format: string;
  /** Decoded bytes, including a byte order mark. */
  readonly text: string;
}

/** A file of data that a source reads. */
interface StoredData {
  readonly name: string;
  readonly from: string;
  /** Decoded bytes; in base64 if they are not UTF-8. */
  readonly text: string;
  readonly encoding: 'utf-8' | 'base64';
}

/** The document that holds the manifests of one revision, and the data that they name. */
export interface ManifestsDocument {
  readonly formatVersion: number;
  readonly files: readonly StoredFile[];
  readonly data: readonly StoredData[];
}

/**
 * Returns the sha256 that a local revision contains.
 *
 * @throws RangeError for a revision that is a commit
 */
export function digestOf(revision: Revision): string {
  if (!isLocal(revision)) throw new RangeError('only manifests that are in no commit are kept');
  return revision.slice(revision.indexOf(':') + 1);
}

/**
 * Builds the document that holds manifests and their files of data.
 *
 * @throws RangeError if the revision is not that of these files
 */
export function toDocument(
  revision: Revision,
  files: readonly ManifestFile[],
  data: readonly DataFile[] = [],
): ManifestsDocument {
  if (localRevision(manifestsDigest([...files, ...data])) !== revision)
    throw new RangeError('the revision is not of these manifests');
  return { formatVersion: FORMAT_VERSION, files: files.map(toStored), data: data.map(toStoredData) };
}

function toStoredData({ name, from, bytes }: DataFile): StoredData {
  const text = utf8TextOf({ bytes });
  const isSame = text !== undefined && Buffer.from(text).equals(bytes);
  if (isSame) return { name, from, text, encoding: 'utf-8' };
  return { name, from, text: Buffer.from(bytes).toString('base64'), encoding: 'base64' };
}

function toStored(file: ManifestFile): StoredFile {
  const { name, format, text, hash } = file;
  // The text has no byte order mark, but the hash is of the bytes as they were. Find out which of the two texts has this hash.
  const stored = ['', '\uFEFF'].map((mark) => mark + text).find((bytes) => hashOf(file, bytes) === hash);
  if (stored === undefined) throw new RangeError('the hash of a manifest is that of its bytes');
  return { name, format, text: stored };
}

function hashOf({ name, format }: ManifestFile, text: string): string | undefined {
  const file = sourceOf(name, format, Buffer.from(text));
  return 'hash' in file ? file.hash : undefined;
}

/**
 * Serialises a document as JSON, in pieces: one for each file.
 *
 * @throws HintedError `base` (`too-large`) if the text would be larger than `maxBytes`, so that it could not be parsed again
 */
export function* serialiseDocument(
  { formatVersion, files, data }: ManifestsDocument,
  maxBytes: number = MAX_BYTES,
): Generator<string, void, undefined> {
  let bytes = 0;
  yield `{"formatVersion":${formatVersion},"files":[`;
  function* pieces(stored: readonly (StoredFile | StoredData)[]): Generator<string, void, undefined> {
    for (const [index, file] of stored.entries()) {
      const piece = (index === 0 ? '' : ',\n') + stringify(file);
      bytes += Buffer.byteLength(piece);
      if (bytes > maxBytes) throw tooLarge();
      yield piece;
    }
  }
  yield* pieces(files);
  yield '],"data":[';
  yield* pieces(data);
  yield ']}\n';
}

/**
 * Checks that a document is not too large to be parsed again.
 *
 * @returns the document
 * @throws HintedError `base` (`too-large`)
 */
export function assertFits(document: ManifestsDocument): ManifestsDocument {
  const pieces = serialiseDocument(document);
  while (!pieces.next().done);
  return document;
}

function stringify(file: StoredFile | StoredData): string {
  try {
    return JSON.stringify(file);
  } catch {
    // JSON.stringify throws because the text would be longer than JavaScript's strings can be.
    throw tooLarge();
  }
}

/**
 * Reads manifests from a document.
 *
 * @param value the document, parsed
 * @param where names the document in messages
 * @throws HintedError `base` (`damaged`) unless it holds exactly the manifests of the revision
 */
export function fromDocument(value: unknown, revision: Revision, where: string): KeptManifests {
  if (!isDocument(value)) throw damaged(where);
  const files: ManifestFile[] = [];
  for (const { name, format: stored, text } of value.files) {
    const format = formatOf(`.${stored}`);
    const file = format === stored ? sourceOf(name, format, Buffer.from(text)) : undefined;
    if (file === undefined || !('hash' in file)) throw damaged(where);
    files.push(file);
  }
  const data = value.data.map(fromStoredData);
  if (manifestsDigest([...files, ...data]) !== digestOf(revision)) throw damaged(where);
  return {
    read: async () => ({ files, diagnostics: [] }),
    data: async (from) => data.find((one) => one.from === pathOf(from)) ?? refuse({ why: 'missing' }),
  };
}

function fromStoredData({ name, from, text, encoding }: StoredData): DataFile {
  return dataFileOf(name, from, Buffer.from(text, encoding));
}

function pathOf(from: string): string {
  return posix.normalize(from.replaceAll('\\', '/'));
}

/** Returns manifests that are read with `open` when they are first needed, and at most once. */
export function filesOnDemand(open: () => Promise<KeptManifests>): KeptManifests {
  let opened: Promise<KeptManifests> | undefined;
  const once = (): Promise<KeptManifests> => {
    opened ??= open();
    return opened;
  };
  return { read: async () => (await once()).read(), data: async (from) => (await once()).data(from) };
}

function isDocument(value: unknown): value is ManifestsDocument {
  if (typeof value !== 'object' || value === null || !('formatVersion' in value) || !('files' in value)) return false;
  if (value.formatVersion !== FORMAT_VERSION || !('data' in value)) return false;
  const { files, data } = value;
  return Array.isArray(files) && files.every(isStoredFile) && Array.isArray(data) && data.every(isStoredData);
}

function isStoredFile(value: unknown): value is StoredFile {
  if (typeof value !== 'object' || value === null) return false;
  const { name, format, text } = value as Partial<Record<keyof StoredFile, unknown>>;
  return [name, format, text].every((member) => typeof member === 'string');
}

function isStoredData(value: unknown): value is StoredData {
  if (typeof value !== 'object' || value === null) return false;
  const { name, from, text, encoding } = value as Partial<Record<keyof StoredData, unknown>>;
  const isText = [name, from, text].every((member) => typeof member === 'string');
  return isText && (encoding === 'utf-8' || encoding === 'base64');
}

const HINT = sentence`name another base with \`--base\`; what was applied is recorded for good once the manifests are committed`;

function tooLarge(): HintedError {
  const message = sentence`the manifests are in no commit, and too large to be kept as they were planned (500 MB)`;
  return new HintedError('base', message, { reason: 'too-large', hint: sentence`commit them, then apply` });
}

/** Builds the error for manifests that this place does not have. */
export function missing(revision: Revision, where: string): HintedError {
  const id = personal('id', digestOf(revision).slice(0, 10));
  const what = sentence`the manifests that were applied (local:${id}) are not in ${personal('file', where)}`;
  return new HintedError('base', what, { reason: 'missing', hint: HINT });
}

/** Builds the error for manifests that are not what was saved. */
export function damaged(where: string, cause?: unknown): HintedError {
  const message = sentence`the manifests in ${personal('file', where)} are damaged, or of another version of rollcall`;
  return new HintedError('base', message, { reason: 'damaged', hint: HINT, cause });
}

/** Builds the error for manifests that somebody else may have written. */
export function untrusted(path: string): HintedError {
  const message = sentence`${personal('file', path)} may have been written or read by somebody else, so it is not used`;
  return new HintedError('base', message, { reason: 'untrusted', hint: HINT });
}
