// Setup and teardown shared by the commands: environment, manifests, base, embedded sandbox, connections.

import { readFile } from 'node:fs/promises';
import { parseEnv } from 'node:util';
import { personal } from '../contact/argument.ts';
import { HintedError } from '../contact/hinted-error.ts';
import { sentence, shown } from '../contact/sentence.ts';
import type { Account } from '../manifest/configuration.ts';
import { type Diagnostic, preventsUse } from '../manifest/diagnostic.ts';
import type { Loaded } from '../manifest/index.ts';
import type { Based } from '../workflows/base.ts';
import type { Connections } from '../workflows/connect.ts';
import type { Prepared } from '../workflows/record/prepare.ts';
import { type GivenFilters, readFilters } from './options/contact-filters.ts';
import { type GlobalOptions, isJson } from './options/options.ts';
import { isRedacted } from './options/redaction.ts';
import { sandboxAddress } from './options/sandbox-place.ts';
import { chosenScope, inScope, type Scope } from './options/scope.ts';
import { prepareBase, type RecordFlags } from './records.ts';
import type { Terminal } from './terminal/terminal.ts';
import { requestTracer } from './terminal/trace.ts';

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the environment variables: those of --env-file, overridden by those of the process.
 *
 * @throws HintedError `env-file` if the file cannot be read
 */
export async function readEnvironment({ envFile }: Pick<GlobalOptions, 'envFile'>): Promise<Environment> {
  if (envFile === undefined) return process.env;
  const text = await readFile(envFile, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new HintedError(
      'env-file',
      sentence`cannot read ${personal('file', envFile)}: ${shown(error.code ?? 'unknown error')}`,
      {
        hint: sentence`name a file with NAME=value lines`,
      },
    );
  });
  return { ...parseEnv(text), ...process.env };
}

/**
 * Loads the manifests and prints all errors and warnings in them.
 *
 * @throws HintedError `invalid-manifests` if there is an error
 */
export async function loadOrExplain(
  options: GlobalOptions,
  { environment, filters }: { readonly environment: Environment; readonly filters: GivenFilters },
  terminal: Terminal,
): Promise<Loaded> {
  const { loadManifests } = await import('../manifest/index.ts');
  const loaded = await loadManifests({
    directory: options.dir,
    workingDirectory: process.cwd(),
    environment,
    now: Date.now,
    sandbox: options.sandbox !== undefined,
    ...filters,
    ...(await cacheOf(options)),
    allowedHosts: allowedHosts(options, environment),
  });
  const { diagnostics } = loaded;
  const errors = diagnostics.filter(preventsUse);
  const shown = diagnostics.filter(({ severity }) => severity !== 'note');
  if (shown.length > 0 && !isJson(options)) await printDiagnostics(shown, options, terminal);
  if (errors.length > 0) throw await invalidManifests(errors.length, await masked(diagnostics, options));
  return loaded;
}

/** Returns the directory for cached manifests. If .rollcall cannot be created, nothing is cached; this is not an error. */
async function cacheOf({ cache }: GlobalOptions): Promise<{ readonly cache?: string }> {
  const store = cache ? await storeDirectory().catch(() => undefined) : undefined;
  return store === undefined ? {} : { cache: `${store}/cache` };
}

/** Hosts from --allow-host and ROLLCALL_ALLOW_HOSTS: a baseUrl may have them in addition to the vendor's own. */
export function allowedHosts({ allowHost = [] }: GlobalOptions, environment: Environment): readonly string[] {
  const fromEnvironment = (environment.ROLLCALL_ALLOW_HOSTS ?? '').split(',').map((host) => host.trim());
  return [...allowHost, ...fromEnvironment.filter((host) => host !== '')];
}

/** Prints diagnostics to stderr, masked if redaction is on. */
export async function printDiagnostics(
  diagnostics: readonly Diagnostic[],
  options: Pick<GlobalOptions, 'redact'>,
  terminal: Terminal,
): Promise<void> {
  const { formatDiagnostics } = await import('../render/text/diagnostics.ts');
  terminal.err(`${formatDiagnostics(await masked(diagnostics, options), { color: terminal.color })}\n`);
}

/** Masks personal data in diagnostics if redaction is on. */
export async function masked(
  diagnostics: readonly Diagnostic[],
  options: Pick<GlobalOptions, 'redact'>,
): Promise<readonly Diagnostic[]> {
  if (!isRedacted(options, process.env)) return diagnostics;
  const { redactDiagnostics } = await import('../render/redact/diagnostics.ts');
  return redactDiagnostics(diagnostics);
}

async function invalidManifests(errors: number, diagnostics: readonly Diagnostic[]): Promise<HintedError> {
  const { diagnosticsWithWords } = await import('../render/words/diagnostics.ts');
  const message = sentence`${errors} ${errors === 1 ? 'mistake' : 'mistakes'} in the manifests; nothing was sent anywhere`;
  return new HintedError('invalid-manifests', message, {
    details: { diagnostics: diagnosticsWithWords(diagnostics) },
  });
}

async function withoutCredentials(
  mistakes: readonly Diagnostic[],
  options: GlobalOptions,
  terminal: Terminal,
): Promise<HintedError> {
  if (!isJson(options)) await printDiagnostics(mistakes, options, terminal);
  const { diagnosticsWithWords } = await import('../render/words/diagnostics.ts');
  const what = mistakes.length === 1 ? sentence`a credential is` : sentence`${mistakes.length} credentials are`;
  return new HintedError('no-credentials', sentence`${what} missing or unusable; nothing was sent anywhere`, {
    details: { diagnostics: diagnosticsWithWords(await masked(mistakes, options)) },
  });
}

/** Manifests compared with their base, and connected accounts. */
export interface Session extends Based, Pick<Prepared, 'commit' | 'recording'> {
  /** The filters of the command line. */
  readonly filters: GivenFilters;
  readonly connections: Connections;
}

/** How a command wants its session to be set up. */
export interface SessionOptions {
  /** Whether to store recent use of the vendors' quota under .rollcall. */
  readonly store: boolean;
  /** Value of --base; with `none`, nothing counts as removed. */
  readonly base: string;
  /** Whether what the command applies will be recorded. */
  readonly isRecorded?: boolean;
  /** Path of a snapshot to read instead of the vendors; then no credentials are needed. */
  readonly live?: string | undefined;
  /** Selects the accounts in scope; absent: the options select them. */
  readonly scope?: Scope | undefined;
}

/**
 * Loads the manifests, compares them with their base, connects the accounts in scope, and runs `work`. Closes the connections
 * afterwards.
 *
 * @returns the result of `work`
 * @throws HintedError `env-file`, `contacts-file`, `invalid-manifests`, `no-credentials`; the errors of withNamedBase and of `work`
 */
export async function withSession<T>(
  options: GlobalOptions & RecordFlags,
  terminal: Terminal,
  wanted: SessionOptions,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const environment = await readEnvironment(options);
  const filters = await readFilters(options);
  const { prepared, sandbox } = await loadAndPrepare(options, terminal, { ...wanted, environment, filters });
  try {
    return await connected(prepared, options, terminal, { ...wanted, environment, filters, sandbox }, work);
  } finally {
    await sandbox?.close();
  }
}

type UsedSandbox = Awaited<ReturnType<typeof startEmbedded>>;

interface Surroundings extends SessionOptions {
  readonly environment: Environment;
  readonly filters: GivenFilters;
  readonly sandbox?: UsedSandbox | undefined;
}

/** Everything that needs the manifests' files, in a function of its own so that their text does not stay in memory. */
async function loadAndPrepare(
  options: GlobalOptions & RecordFlags,
  terminal: Terminal,
  wanted: Surroundings,
): Promise<{ readonly prepared: Prepared; readonly sandbox: UsedSandbox | undefined }> {
  const loaded = await loadOrExplain(options, wanted, terminal);
  const sandbox = options.sandbox === undefined ? undefined : await startEmbedded(options.sandbox);
  try {
    const prepared = await prepareSession(loaded, options, terminal, { ...wanted, sandbox });
    return { prepared, sandbox };
  } catch (error) {
    await sandbox?.close();
    throw error;
  }
}

async function prepareSession(
  loaded: Loaded,
  options: GlobalOptions & RecordFlags,
  terminal: Terminal,
  { base, live, isRecorded = false, scope = chosenScope(options), environment, filters, sandbox }: Surroundings,
): Promise<Prepared> {
  const { patternsOf } = await import('../manifest/resolve/filter.ts');
  const request = {
    base,
    isRecorded,
    contacts: patternsOf(filters),
    isOffline: live !== undefined,
    sandbox: sandbox?.records,
  };
  const prepared = await prepareBase(loaded, request, options, environment);
  const configuration = inScope(prepared.based.configuration, scope(prepared.based.configuration));
  if (live === undefined && sandbox === undefined) {
    const { credentialMistakes } = await import('../manifest/resolve/credentials.ts');
    const mistakes = credentialMistakes(configuration.accounts, environment, loaded.diagnostics);
    if (mistakes.length > 0) throw await withoutCredentials(mistakes, options, terminal);
    await refuseSharedDestinations(configuration.accounts, environment, options, terminal);
  }
  return { ...prepared, based: { ...prepared.based, configuration } };
}

/** @throws HintedError `invalid-manifests` if two of the accounts are the same at the vendor */
async function refuseSharedDestinations(
  accounts: readonly Account[],
  environment: Environment,
  options: GlobalOptions,
  terminal: Terminal,
): Promise<void> {
  const { destinationsOf, sharedDestinations } = await import('../workflows/destinations.ts');
  const shared = sharedDestinations(accounts, destinationsOf(accounts, environment, false));
  if (shared.length === 0) return;
  if (!isJson(options)) await printDiagnostics(shared, options, terminal);
  throw await invalidManifests(shared.length, await masked(shared, options));
}

async function connected<T>(
  { based, commit, recording }: Prepared,
  options: GlobalOptions,
  terminal: Terminal,
  { store, live, environment, filters, sandbox }: Surroundings,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const { connectAccounts } = await import('../workflows/connect.ts');
  const trace = await requestTracer(options, terminal, process.env);
  const connections = connectAccounts(based.configuration, {
    environment,
    ...(trace === undefined ? {} : { http: { trace } }),
    ...(sandbox === undefined ? {} : { sandboxUrl: sandbox.url }),
    ...(store && sandbox === undefined ? { store: await storeDirectory() } : {}),
  });
  try {
    const accounts = live === undefined ? connections.accounts : await offline(connections.accounts, live);
    return await work({ ...based, commit, recording, filters, connections: { ...connections, accounts } });
  } finally {
    await connections.close();
  }
}

async function offline(accounts: Connections['accounts'], file: string): Promise<Connections['accounts']> {
  const { accountsFromSnapshot } = await import('../workflows/snapshot.ts');
  return accountsFromSnapshot(accounts, file);
}

/** Starts the embedded sandbox; if the value of --sandbox is a URL, uses the sandbox that runs there. */
export async function startEmbedded(file: true | string) {
  const { url, close } = await sandboxAt(file);
  const { sandboxRecords } = await import('../base/record/sandbox-store.ts');
  const records = sandboxRecords(url);
  return {
    url,
    records,
    async close() {
      await records.close();
      await close();
    },
  };
}

async function sandboxAt(file: true | string): Promise<{ readonly url: string; close(): Promise<void> }> {
  const address = sandboxAddress(file);
  if (address !== undefined) return { url: address, close: async () => {} };
  const { startSandbox } = await import('../sandbox/index.ts');
  const dataFile = file === true ? `${await storeDirectory()}/sandbox.json` : file;
  return startSandbox({ dataFile, rateLimit: 'off' });
}

/** Returns the path of `.rollcall` in the working directory; creates it if missing. */
export async function storeDirectory(): Promise<string> {
  const { ensureStore } = await import('../store/directory.ts');
  return ensureStore(process.cwd());
}
