// Prepares the manifests of a session: compares them with their base, leaves what is in scope, and checks credentials.

import { join } from 'node:path';
import type { Configuration } from '../../manifest/configuration.ts';
import type { Loaded } from '../../manifest/index.ts';
import { credentialMistakes } from '../../manifest/resolve/credentials.ts';
import { patternsOf } from '../../manifest/resolve/filter.ts';
import { destinationsOf, sharedDestinations } from '../../workflows/destinations.ts';
import type { SandboxStore } from '../../workflows/record/open.ts';
import { type Prepared, prepare } from '../../workflows/record/prepare.ts';
import { cacheOf, invalidManifests, masked, printDiagnostics, withoutCredentials } from '../manifests.ts';
import { type GlobalOptions, isJson } from '../options/options.ts';
import { chosenScope, inScope } from '../options/scope.ts';
import { encryptionOf, isPushBuild, type RecordFlags } from '../records.ts';
import type { Environment } from '../secrets.ts';
import type { Terminal } from '../terminal/terminal.ts';
import type { Surroundings } from './wanted.ts';

/**
 * Compares loaded manifests with the base that a command asks for, and leaves the accounts in scope.
 *
 * @throws HintedError `no-credentials`, `invalid-manifests`, and the errors of prepare
 */
export async function prepareSession(
  loaded: Loaded,
  options: GlobalOptions & RecordFlags,
  terminal: Terminal,
  { base, live, isRecorded = false, needsRecord = false, scope = chosenScope(options), ...wanted }: Surroundings,
): Promise<Prepared> {
  const { environment, filters, sandbox } = wanted;
  const request = {
    base,
    isRecorded,
    needsRecord: needsRecord || isRecorded || base === 'record',
    contacts: patternsOf(filters),
    isOffline: live !== undefined,
    sandbox: sandbox?.records,
  };
  const prepared = await prepareBase(loaded, request, options, environment);
  const configuration = inScope(prepared.based.configuration, scope(prepared.based.configuration));
  if (live === undefined && sandbox === undefined) {
    const mistakes = credentialMistakes(configuration.accounts, environment, loaded.diagnostics);
    if (mistakes.length > 0) throw await withoutCredentials(mistakes, options, terminal);
    await refuseSharedDestinations(configuration, environment, options, terminal);
  }
  return { ...prepared, based: { ...prepared.based, configuration } };
}

/** How a command wants its manifests to be compared with their base. */
interface BaseRequest {
  /** Value of --base. */
  readonly base: string;
  /** Patterns of contact keys that the manifests were loaded with; undefined: all contacts. */
  readonly contacts: readonly string[] | undefined;
  /** Whether what is applied will be recorded. */
  readonly isRecorded: boolean;
  /** Whether the records of git's remote are needed. */
  readonly needsRecord: boolean;
  /** True: the command works offline, and no remote is asked. */
  readonly isOffline: boolean;
  /** Records of the sandbox; absent if the accounts are at their vendors. */
  readonly sandbox?: SandboxStore | undefined;
}

/**
 * Compares the manifests with their base.
 *
 * @throws HintedError the errors of prepare
 */
async function prepareBase(
  loaded: Loaded,
  { base, contacts, isRecorded, needsRecord, isOffline, sandbox }: BaseRequest,
  options: GlobalOptions & RecordFlags,
  environment: Environment,
): Promise<Prepared> {
  const { dir, trustRecord = false, offlineRecord = false, identity } = options;
  return prepare(loaded, {
    base,
    directory: dir,
    workingDirectory: process.cwd(),
    now: Date.now,
    store: join(process.cwd(), '.rollcall'),
    environment,
    isRecorded,
    isOnline: !isOffline && !offlineRecord && needsRecord,
    trust: trustRecord,
    isPushBuild: isPushBuild(process.env),
    ...(contacts === undefined ? {} : { contacts }),
    ...(await cacheOf(options)),
    sandbox,
    ...(identity === undefined ? {} : { encryption: await encryptionOf(identity) }),
  });
}

/**
 * Checks that no two accounts are the same account at the vendor.
 *
 * @throws HintedError `invalid-manifests` if two of them are
 */
async function refuseSharedDestinations(
  configuration: Pick<Configuration, 'accounts' | 'environment'>,
  environment: Environment,
  options: GlobalOptions,
  terminal: Terminal,
): Promise<void> {
  const shared = sharedDestinations(configuration.accounts, destinationsOf(configuration, environment, false));
  if (shared.length === 0) return;
  if (!isJson(options)) await printDiagnostics(shared, options, terminal);
  throw await invalidManifests(shared.length, await masked(shared, options));
}
