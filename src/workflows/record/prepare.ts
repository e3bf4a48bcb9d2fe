// Prepares a plan or an apply: compares the manifests with their base, reads the records of what was applied, and keeps what is
// needed to write new ones.

import { relative, resolve, sep } from 'node:path';
import { committedRevision } from '../../base/record/committed.ts';
import { isLocal, localRevision, recordName } from '../../base/record/document.ts';
import { suppressionOf } from '../../base/suppressed/contacts.ts';
import { HintedError } from '../../contact/hinted-error.ts';
import { sentence, shown } from '../../contact/sentence.ts';
import type { Configuration } from '../../manifest/configuration.ts';
import type { Loaded } from '../../manifest/index.ts';
import { keyIdOf, keysFor } from '../../manifest/suppressions/digest.ts';
import { finderOf } from '../../manifest/suppressions/guard.ts';
import { type Based, withNamedBase } from '../base.ts';
import { destinationsOf } from '../destinations.ts';
import { loadRecorded } from './base.ts';
import { openRecords, type RecordOptions } from './open.ts';
import type { RemoteRecords } from './remote.ts';
import type { Recording } from './write.ts';

/** Options of `prepare`: the base to compare with, and whether an apply follows. */
export interface PrepareOptions extends RecordOptions {
  /** `record`, `none`, a git commit or a directory. */
  readonly base: string;
  /** Environment variables, which hold the credentials. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Patterns of contact keys that the manifests were loaded with; absent: all contacts. */
  readonly contacts?: readonly string[];
  /** Private directory with the cache of manifests that were loaded before; absent: no cache is used. */
  readonly cache?: string | undefined;
  /** True if an apply will be recorded: manifests that are in no commit are then stored now. */
  readonly isRecorded: boolean;
}

/** The manifests compared with their base, and what is needed to record an apply. */
export interface Prepared {
  readonly based: Based;
  /** The commit that contains exactly these manifests; null if there is none. */
  readonly commit: string | null;
  /** What is needed to record an apply, or why the records cannot be read. */
  readonly recording: Recording | HintedError;
  /**
   * Reads the records again, after another run may have written some.
   *
   * @throws HintedError the errors of prepare
   */
  readonly reread: (recording: Recording) => Promise<Recording>;
}

/**
 * Compares the manifests with their base.
 *
 * @throws HintedError `base`, `applied-ref`, `git`, `store`
 */
export async function prepare(loaded: Loaded, options: PrepareOptions): Promise<Prepared> {
  const { base, contacts } = options;
  const reread = (recording: Recording): Promise<Recording> => readAgain(recording, options);
  const recording = await readRecording(loaded, options).catch((error: unknown) => {
    if (base === 'record' || !(error instanceof HintedError)) throw error;
    return error;
  });
  const shared = { ...options, ...(contacts === undefined ? {} : { contacts }) };
  if (recording instanceof HintedError) {
    return { based: await withNamedBase(loaded, base, shared), commit: null, recording, reread };
  }
  const { recorded, revision } = recording;
  const based = await withNamedBase(loaded, base, { ...shared, recorded });
  const commit = isLocal(revision) ? null : revision;
  return {
    based,
    commit,
    recording: {
      ...{ ...recording, patterns: contacts, changed: based.changed, leftOut: based.leftOut },
      isForgotten: forgottenAmong(recording, options.environment),
    },
    reread,
  };
}

/** Tells whether an erasure names a contact, in these manifests or at an apply before. Digests without their key name nobody. */
export function forgottenAmong(
  { recorded, whole }: Recording,
  environment: PrepareOptions['environment'],
): NonNullable<Recording['isForgotten']> {
  const before = [...recorded.records.values()].flatMap(({ erased }) => [...(erased ?? [])]);
  const digests = new Set([...before, ...(whole.erasures ?? []).map(({ digest }) => digest)]);
  if (digests.size === 0) return () => false;
  const find = finderOf([...digests], keysFor([...digests].map(keyIdOf), environment).keys);
  return (desired) => suppressionOf({ desired }, { find }) !== undefined;
}

async function readRecording({ whole, files, data }: Loaded, options: PrepareOptions): Promise<Recording> {
  const { environment, sandbox, isRecorded } = options;
  const destinations = destinationsOf(whole, environment, sandbox !== undefined);
  const opened = await openRecords(namesOf(destinations), options);
  // If git cannot use the repository, its records are missing, and every account would look like a first run.
  if (opened.unusable !== undefined && sandbox === undefined) throw opened.unusable;
  if (isRecorded && opened.remote?.reachable === false) throw offlineError(opened.remote);
  const { location } = opened;
  const commit = location && (await committedRevision(location, relativeTo(options, files), data));
  const revision = commit ?? localRevision(whole.digest);
  if (commit === undefined && isRecorded) await opened.manifests.save(revision, files, data);
  const recorded = await loadRecorded({ whole }, { ...options, opened, destinations, ...todayOf(whole, revision) });
  return { opened, recorded, destinations, whole, revision, changed: undefined };
}

function todayOf(whole: Configuration, revision: string) {
  return { today: whole, todayIs: revision, environmentName: whole.environment?.name };
}

function namesOf(destinations: Recording['destinations']): (directory: string) => readonly string[] {
  return (directory) => [...destinations.values()].map((destination) => recordName(destination, directory));
}

async function readAgain(recording: Recording, options: PrepareOptions): Promise<Recording> {
  const { destinations, whole, revision } = recording;
  const opened = await openRecords(namesOf(destinations), options);
  const recorded = await loadRecorded({ whole }, { ...options, opened, destinations, ...todayOf(whole, revision) });
  return { ...recording, opened, recorded };
}

/**
 * Returns the error for a remote that cannot be reached: an apply must know what others have applied, and must be able to tell
 * them what it applied.
 */
export function offlineError({ name, error }: Extract<RemoteRecords, { readonly reachable: false }>): HintedError {
  const message = sentence`${shown(name)} does not say what was last applied: ${error.sentences.message}`;
  return new HintedError('applied-ref', message, {
    reason: 'unreachable',
    hint: sentence`check the remote and the network, or give \`--offline-record\` to use and write only this clone’s record`,
  });
}

/** The files with names relative to the directory of the manifests. */
function relativeTo(
  { directory, workingDirectory }: RecordOptions,
  files: Loaded['files'],
): Parameters<typeof committedRevision>[1] {
  const root = resolve(workingDirectory, directory);
  return files.map((file) => ({
    name: relative(root, resolve(workingDirectory, file.name)).split(sep).join('/'),
    hash: file.hash,
    ...(file.blobId === undefined ? {} : { blobId: file.blobId }),
    get text() {
      return file.text;
    },
  }));
}
