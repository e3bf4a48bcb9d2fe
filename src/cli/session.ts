// The setup that commands share: environment, manifests, base, embedded sandbox, connections.

import { readFile } from 'node:fs/promises';
import { parseEnv } from 'node:util';
import { withoutBase } from '../base/contact-to-plan.ts';
import { claimsToSupersede } from '../contact/consent.ts';
import { HintedError } from '../contact/hinted-error.ts';
import { type Diagnostic, preventsUse } from '../manifest/diagnostic.ts';
import type { Loaded } from '../manifest/index.ts';
import type { Based } from '../workflows/base.ts';
import type { Connections } from '../workflows/connect.ts';
import { type GivenFilters, readFilters } from './options/contact-filters.ts';
import { type GlobalOptions, isJson } from './options/options.ts';
import { isRedacted } from './options/redaction.ts';
import { sandboxAddress } from './options/sandbox-place.ts';
import { chosenScope, inScope, type Scope } from './options/scope.ts';
import type { Terminal } from './terminal/terminal.ts';
import { requestTracer } from './terminal/trace.ts';

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the environment: the variables of --env-file, overridden by those of the process.
 *
 * @throws HintedError `env-file` if the file cannot be read
 */
export async function readEnvironment({ envFile }: Pick<GlobalOptions, 'envFile'>): Promise<Environment> {
  if (envFile === undefined) return process.env;
  const text = await readFile(envFile, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new HintedError('env-file', `cannot read ${envFile}: ${error.code}`, {
      hint: 'name a file with NAME=value lines',
    });
  });
  return { ...parseEnv(text), ...process.env };
}

/**
 * Loads the manifests and prints all errors and warnings in them.
 *
 * @throws HintedError `invalid-manifests` if there is an error
 */
async function loadOrExplain(
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

/** Where to cache parsed manifests. If .rollcall cannot be written, nothing is cached; this is not an error. */
async function cacheOf({ cache }: GlobalOptions): Promise<{ readonly cache?: string }> {
  const store = cache ? await storeDirectory().catch(() => undefined) : undefined;
  return store === undefined ? {} : { cache: `${store}/cache` };
}

/** Hosts that a baseUrl may have, from --allow-host and ROLLCALL_ALLOW_HOSTS. */
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
  const message = `${errors} ${errors === 1 ? 'mistake' : 'mistakes'} in the manifests; nothing was sent anywhere`;
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
  const what = mistakes.length === 1 ? 'a credential is' : `${mistakes.length} credentials are`;
  return new HintedError('no-credentials', `${what} missing or unusable; nothing was sent anywhere`, {
    details: { diagnostics: diagnosticsWithWords(await masked(mistakes, options)) },
  });
}

/** Manifests compared with their base, and connected accounts. */
export interface Session extends Based {
  /** The filters of the command line. */
  readonly filters: GivenFilters;
  readonly connections: Connections;
}

/** What a command needs of its session. */
export interface SessionOptions {
  /** Whether recent use of the quota is stored under .rollcall. */
  readonly store: boolean;
  /** Name of the base; with `none`, nothing counts as removed. */
  readonly base: string;
  /** Path of a snapshot to read instead of the vendors; then no credentials are needed. */
  readonly live?: string | undefined;
  /** The accounts in scope; absent: those chosen by the options. */
  readonly scope?: Scope | undefined;
}

/**
 * Loads the manifests, compares them with their base, connects the accounts in scope, and runs `work`. Closes the connections
 * afterwards.
 *
 * @throws HintedError `env-file`, `contacts-file`, `invalid-manifests`, `no-credentials`; the errors of withNamedBase and of `work`
 */
export async function withSession<T>(
  options: GlobalOptions,
  terminal: Terminal,
  { store, base, live, scope = chosenScope(options) }: SessionOptions,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const environment = await readEnvironment(options);
  const filters = await readFilters(options);
  const loaded = await loadOrExplain(options, { environment, filters }, terminal);
  const based = await basedOn(loaded, base, options, filters);
  const configuration = inScope(based.configuration, scope(based.configuration));
  if (live === undefined && options.sandbox === undefined) {
    const { credentialMistakes } = await import('../manifest/resolve/credentials.ts');
    const mistakes = credentialMistakes(configuration.accounts, environment, loaded.diagnostics);
    if (mistakes.length > 0) throw await withoutCredentials(mistakes, options, terminal);
  }
  const { connectAccounts } = await import('../workflows/connect.ts');
  const sandbox = options.sandbox === undefined ? undefined : await startEmbedded(options.sandbox);
  const trace = await requestTracer(options, terminal, process.env);
  const connections = connectAccounts(configuration, {
    environment,
    ...(trace === undefined ? {} : { http: { trace } }),
    ...(sandbox === undefined ? {} : { sandboxUrl: sandbox.url }),
    ...(store && sandbox === undefined ? { store: await storeDirectory() } : {}),
  });
  try {
    const accounts = live === undefined ? connections.accounts : await offline(connections.accounts, live);
    return await work({ ...based, filters, configuration, connections: { ...connections, accounts } });
  } finally {
    await connections.close();
    await sandbox?.close();
  }
}

async function offline(accounts: Connections['accounts'], file: string): Promise<Connections['accounts']> {
  const { accountsFromSnapshot } = await import('../workflows/snapshot.ts');
  return accountsFromSnapshot(accounts, file);
}

/** Compares the manifests with the base. Loads git only for a base, or if a manifest claims to supersede an opt-out. */
async function basedOn(
  loaded: Loaded,
  base: string,
  { dir }: Pick<GlobalOptions, 'dir'>,
  filters: GivenFilters,
): Promise<Based> {
  if (base === 'none' && !loaded.configuration.contacts.some(claimsToSupersede))
    return { configuration: withoutBase(loaded.configuration), base: null, notes: [], changed: undefined };
  const { withNamedBase } = await import('../workflows/base.ts');
  const place = { directory: dir, workingDirectory: process.cwd(), now: Date.now };
  const { patternsOf } = await import('../manifest/resolve/filter.ts');
  const contacts = patternsOf(filters);
  return withNamedBase(loaded, base, contacts === undefined ? place : { ...place, contacts });
}

/** Starts the embedded sandbox; if the option is an address, uses the sandbox that runs there. */
async function startEmbedded(file: true | string): Promise<{ readonly url: string; close(): Promise<void> }> {
  const address = sandboxAddress(file);
  if (address !== undefined) return { url: address, close: async () => {} };
  const { startSandbox } = await import('../sandbox/index.ts');
  const dataFile = file === true ? `${await storeDirectory()}/sandbox.json` : file;
  return startSandbox({ dataFile, rateLimit: 'off' });
}

/** The path of `.rollcall` in the working directory; created if missing. */
export async function storeDirectory(): Promise<string> {
  const { ensureStore } = await import('../store/directory.ts');
  return ensureStore(process.cwd());
}
