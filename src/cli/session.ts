// What a command needs to work with the vendors' accounts: manifests compared with their base, and connections. Loaded on demand,
// because it loads most of the program.

import { join } from 'node:path';
import { byAccount } from '../base/layers.ts';
import type { StopSignal } from '../http/stop-signal.ts';
import type { Account, Configuration } from '../manifest/configuration.ts';
import type { Loaded, ValidManifests } from '../manifest/index.ts';
import { credentialMistakes } from '../manifest/resolve/credentials.ts';
import { patternsOf } from '../manifest/resolve/filter.ts';
import type { Based } from '../workflows/base.ts';
import type { Connections, ConnectOptions } from '../workflows/connect.ts';
import { type ChosenEnvironment, destinationsOf, sharedDestinations } from '../workflows/destinations.ts';
import { accountsOutside, connectOutside, type OutsideAccount } from '../workflows/outside.ts';
import { requireOwnStore } from '../workflows/own-store.ts';
import type { SandboxStore } from '../workflows/record/open.ts';
import { type Prepared, prepare } from '../workflows/record/prepare.ts';
import { type BegunReading, beginReading, connectOrGoOn } from './begin-reading.ts';
import { cacheOf, invalidManifests, loadOrExplain, masked, printDiagnostics, withoutCredentials } from './manifests.ts';
import { type GivenFilters, readFilters } from './options/contact-filters.ts';
import { type GlobalOptions, isJson } from './options/options.ts';
import { sandboxAddress } from './options/sandbox-place.ts';
import { chosenScope, inScope, type Scope } from './options/scope.ts';
import { startEmbedded, storeDirectory } from './places.ts';
import { encryptionOf, isPushBuild, type RecordFlags } from './records.ts';
import { checkDefine, defineKeyFields, defineNames, sayLeftOut } from './sandbox/define.ts';
import { type Environment, readEnvironment } from './secrets.ts';
import { pauseSayer } from './terminal/reading.ts';
import type { Terminal } from './terminal/terminal.ts';
import { requestTracer } from './terminal/trace.ts';

/** Manifests compared with their base, and connected accounts. */
export interface Session extends Based, Pick<Prepared, 'commit' | 'recording' | 'reread'> {
  /** The filters of the command line. */
  readonly filters: GivenFilters;
  readonly connections: Connections;
  /** Accounts that are out of scope and have the same sender as one in scope. They can be asked about opt-outs. */
  readonly outside: readonly OutsideAccount[];
}

/** How a command wants its session to be set up. */
export interface SessionOptions {
  /** Whether to store recent use of the vendors' quota under .rollcall. */
  readonly store: boolean;
  /** Value of --base; with `none`, nothing is seen as removed. */
  readonly base: string;
  /** Whether what the command applies will be recorded. */
  readonly isRecorded?: boolean;
  /**
   * Whether the record (what was last applied) decides what may be written, whatever --base says. If so, the remote is asked for
   * its records.
   */
  readonly needsRecord?: boolean;
  /** Path of a snapshot to read instead of the vendors; then no credentials are needed. */
  readonly live?: string | undefined;
  /** Ends the reading of the vendors when it is aborted. */
  readonly signal: StopSignal;
  /** True: do not warn if the directory declares no contacts. */
  readonly mayBeEmpty?: boolean;
  /** Selects the accounts in scope; absent: the options select them. */
  readonly scope?: Scope | undefined;
  /** Whether all contacts of the options' accounts will be read. If so, reading begins as soon as the manifests are valid. */
  readonly readsAll?: boolean;
}

/**
 * Loads the manifests, compares them with their base, connects the accounts in scope, and runs `work`. Closes the connections
 * afterwards.
 *
 * @returns the result of `work`
 * @throws HintedError `foreign-store`, `secrets-file`, `contacts-file`, `invalid-manifests`, `no-credentials`; the errors of withNamedBase and of `work`
 */
export async function withSession<T>(
  options: GlobalOptions & RecordFlags,
  terminal: Terminal,
  wanted: SessionOptions,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  // Modules are loaded while git is asked about .rollcall.
  const modules = import('../manifest/index.ts');
  await requireOwnStore(process.cwd());
  await modules;
  const environment = await readEnvironment(options);
  const filters = await readFilters(options);
  const ready = await loadAndPrepare(options, terminal, { ...wanted, environment, filters });
  try {
    return await connected(ready, { ...wanted, environment, filters }, work);
  } finally {
    await ready.sandbox?.close();
  }
}

type UsedSandbox = Awaited<ReturnType<typeof startEmbedded>>;

interface Surroundings extends SessionOptions {
  readonly environment: Environment;
  readonly filters: GivenFilters;
  readonly sandbox?: UsedSandbox | undefined;
}

/**
 * What the session needs of the manifests once they are loaded and compared with their base, without the texts of their files.
 */
interface Ready {
  readonly prepared: Prepared;
  readonly sandbox: UsedSandbox | undefined;
  /** Accounts that are out of scope and have the same sender as one in scope. They can be asked about opt-outs. */
  readonly outside: readonly Account[];
  /** Options with which accounts are connected. */
  readonly how: ConnectOptions;
  readonly begun: BegunReading | undefined;
}

/** Does everything that needs the manifests' files, in a function of its own so that their texts do not stay in memory. */
async function loadAndPrepare(
  options: GlobalOptions & RecordFlags,
  terminal: Terminal,
  wanted: Surroundings,
): Promise<Ready> {
  checkDefine(options);
  const early: { reached?: Reached } = {};
  const onValid = async (valid: ValidManifests): Promise<void> => {
    early.reached = await reach(valid, valid, options, terminal, wanted);
  };
  try {
    const listener = mayReachEarly(options, wanted) ? onValid : undefined;
    const loaded = await loadOrExplain(options, { ...wanted, onValid: listener }, terminal);
    early.reached ??= await reach(validOf(loaded), loaded.whole, options, terminal, wanted);
    const { sandbox, how, begun } = early.reached;
    const prepared = await prepareSession(loaded, options, terminal, { ...wanted, sandbox });
    const outside = accountsOutside(prepared.based.configuration.accounts, loaded.whole.accounts);
    return { prepared, sandbox, outside, how, begun };
  } catch (error) {
    await early.reached?.begun?.abandon();
    await early.reached?.sandbox?.close();
    throw error;
  }
}

/** The sandbox, if there is one, how accounts are connected, and the reading that has begun at them. */
type Reached = Pick<Ready, 'sandbox' | 'how' | 'begun'>;

/** Whether the accounts may be reached before cached contacts are parsed: a sandbox of this process may have to take them first. */
function mayReachEarly({ define, sandbox }: GlobalOptions, { readsAll }: SessionOptions): boolean {
  const isElsewhere = sandbox === undefined || sandboxAddress(sandbox) !== undefined;
  return readsAll === true && define !== true && isElsewhere;
}

function validOf({ configuration: { accounts, contacts, environment } }: Loaded): ValidManifests {
  const counts = new Map([...byAccount(contacts)].map(([name, own]) => [name, own.length]));
  return { accounts, counts, ...(environment && { environment }) };
}

/** @param whole all that the manifests name; without contacts if nothing is defined */
async function reach(
  valid: ValidManifests,
  whole: Pick<Loaded['whole'], 'accounts'> & Partial<Pick<Loaded['whole'], 'contacts'>> & ChosenEnvironment,
  options: GlobalOptions,
  terminal: Terminal,
  wanted: Surroundings,
): Promise<Reached> {
  const sandbox = options.sandbox === undefined ? undefined : await startEmbedded(options.sandbox);
  try {
    if (sandbox !== undefined) sayLeftOut(sandbox.leftOut, terminal);
    if (sandbox !== undefined && options.define === true)
      await defineNames(sandbox.url, { contacts: [], ...whole }, options, terminal);
    else if (sandbox !== undefined) await defineKeyFields(sandbox.url, whole);
    const how = await howToConnect(options, terminal, { ...wanted, sandbox });
    const begun = wanted.readsAll === true ? await beginReading(valid, options, how) : undefined;
    return { sandbox, how, begun };
  } catch (error) {
    await sandbox?.close();
    throw error;
  }
}

async function prepareSession(
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

async function howToConnect(
  options: GlobalOptions,
  terminal: Terminal,
  { store, signal, environment, sandbox }: Surroundings,
): Promise<ConnectOptions> {
  const trace = await requestTracer(options, terminal, process.env);
  return {
    environment,
    signal,
    http: { ...(trace === undefined ? {} : { trace }), onPause: pauseSayer(options, terminal) },
    ...(sandbox === undefined ? {} : { sandboxUrl: sandbox.url }),
    ...(store && sandbox === undefined ? { store: await storeDirectory() } : {}),
  };
}

async function connected<T>(
  { prepared: { based, ...prepared }, outside, how, begun }: Ready,
  { live, filters }: Surroundings,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const connections = await connectOrGoOn(based.configuration, how, begun);
  const others = connectOutside(outside, based.configuration.environment, how, live !== undefined);
  try {
    const accounts = live === undefined ? connections.accounts : await offline(connections.accounts, live);
    const inside = { ...connections, accounts };
    return await work({ ...based, ...prepared, filters, connections: inside, outside: others.outside });
  } finally {
    await Promise.all([connections.close(), others.close()]);
  }
}

async function offline(accounts: Connections['accounts'], file: string): Promise<Connections['accounts']> {
  const { accountsFromSnapshot } = await import('../workflows/snapshot.ts');
  return accountsFromSnapshot(accounts, file);
}
