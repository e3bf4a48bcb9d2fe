// Command-line options → the base of a plan, and the records of what was applied.

import { join } from 'node:path';
import type { Loaded } from '../manifest/index.ts';
import type { SandboxStore } from '../workflows/record/open.ts';
import type { Prepared } from '../workflows/record/prepare.ts';
import type { GlobalOptions } from './options/options.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Parsed values of the options about records. */
export interface RecordFlags {
  readonly trustRecord?: true;
  /** Do not ask the remote. */
  readonly offlineRecord?: true;
  /** Path of the age identity file that encrypts and decrypts what is stored. */
  readonly identity?: string;
}

/** What a command wants of its base. */
export interface BaseRequest {
  /** Value of --base. */
  readonly base: string;
  /** Patterns of contact keys that the manifests were loaded with; undefined: all contacts. */
  readonly contacts: readonly string[] | undefined;
  /** Whether what is applied will be recorded. */
  readonly isRecorded: boolean;
  /** Whether nothing is asked of a remote: the command works offline. */
  readonly isOffline: boolean;
  /** Records of the sandbox; absent: the accounts are at their vendors. */
  readonly sandbox?: SandboxStore | undefined;
}

/**
 * Compares the manifests with their base. Loads the modules for git and records on demand.
 *
 * @throws HintedError the errors of prepare
 */
export async function prepareBase(
  loaded: Loaded,
  { base, contacts, isRecorded, isOffline, sandbox }: BaseRequest,
  options: GlobalOptions & RecordFlags,
  environment: Environment,
): Promise<Prepared> {
  const { prepare } = await import('../workflows/record/prepare.ts');
  const { dir, trustRecord = false, offlineRecord = false, identity } = options;
  return prepare(loaded, {
    base,
    directory: dir,
    workingDirectory: process.cwd(),
    now: Date.now,
    store: join(process.cwd(), '.rollcall'),
    environment,
    isRecorded,
    // Another base than the record needs the remote only to record what is applied.
    isOnline: !isOffline && !offlineRecord && (base === 'record' || isRecorded),
    trust: trustRecord,
    isPushBuild: isPushBuild(process.env),
    ...(contacts === undefined ? {} : { contacts }),
    sandbox,
    ...(identity === undefined ? {} : { encryption: await encryptionOf(identity) }),
  });
}

/** True in a build of a push at GitHub or GitLab: what is checked out was taken into its branch. */
export function isPushBuild({ GITHUB_EVENT_NAME, CI_PIPELINE_SOURCE }: Environment): boolean {
  return GITHUB_EVENT_NAME === 'push' || CI_PIPELINE_SOURCE === 'push';
}

/** Encrypts and decrypts what is stored with an age identity file. */
export async function encryptionOf(identity: string) {
  const { ownerDecryption, ownerEncryption } = await import('../workflows/read-plan.ts');
  return { encrypt: await ownerEncryption(identity), decrypt: ownerDecryption(identity) };
}
