// Loads the manifests for a command, with the environment that it was given, and prints what is wrong with them.

import { HintedError } from '../contact/hinted-error.ts';
import { sentence } from '../contact/sentence.ts';
import { type Diagnostic, preventsUse } from '../manifest/diagnostic.ts';
import type { Loaded, LoadOptions, ValidManifests } from '../manifest/index.ts';
import type { FetchRows } from '../manifest/sources/query.ts';
import type { GivenFilters } from './options/contact-filters.ts';
import { environmentNameOf } from './options/environment.ts';
import { type GlobalOptions, isJson } from './options/options.ts';
import { isCi, isRedacted } from './options/redaction.ts';
import { storeDirectory } from './places.ts';
import { isPushBuild } from './records.ts';
import type { Environment } from './secrets.ts';
import type { Terminal } from './terminal/terminal.ts';

interface ToLoad {
  readonly environment: Environment;
  readonly filters: GivenFilters;
  /** Fetches the rows of queries; absent: as the options say. A caller that loads again passes it, so that no query runs twice. */
  readonly fetchRows?: FetchRows | undefined;
  /** True: do not warn if the directory declares no contacts. */
  readonly mayBeEmpty?: boolean;
  /** Is called as soon as it is known that the manifests are valid, if that is before all of them are loaded (`LoadOptions`). */
  readonly onValid?: ((valid: ValidManifests) => Promise<void>) | undefined;
}

/**
 * Loads the manifests and prints all errors and warnings in them.
 *
 * @throws HintedError `invalid-manifests` if there is an error
 */
export async function loadOrExplain(
  options: GlobalOptions & Reach & { readonly isCheck?: boolean },
  { environment, filters, mayBeEmpty = false, onValid, fetchRows }: ToLoad,
  terminal: Terminal,
): Promise<Loaded> {
  const { loadManifests } = await import('../manifest/index.ts');
  const loaded = await loadManifests({
    ...(await loadOptionsOf(options, environment, isOnline(options))),
    ...filters,
    ...(await cacheOf(options)),
    ...(fetchRows === undefined ? {} : { fetchRows }),
    onValid,
  });
  const { diagnostics } = loaded;
  const errors = diagnostics.filter(preventsUse);
  const shown = diagnostics.filter(
    ({ severity, code }) => severity !== 'note' && !(mayBeEmpty && code === 'no-contacts'),
  );
  if (shown.length > 0 && !isJson(options)) await printDiagnostics(shown, options, terminal);
  if (errors.length > 0) throw await invalidManifests(errors.length, await masked(diagnostics, options));
  return loaded;
}

/** Returns the directory for cached manifests. If .rollcall cannot be created, nothing is cached; this is not an error. */
export async function cacheOf({ cache }: GlobalOptions): Promise<{ readonly cache?: string }> {
  const store = cache ? await storeDirectory().catch(() => undefined) : undefined;
  return store === undefined ? {} : { cache: `${store}/cache` };
}

/** The options that decide whether git's remote is asked. */
interface Reach {
  readonly offlineRecord?: true;
  /** Path of a snapshot that is read instead of the vendors. */
  readonly live?: string;
}

/**
 * True if git's remote may be asked which recorded facts about accounts are merged. It is asked only if the manifests record
 * facts.
 */
function isOnline({ sandbox, live, offlineRecord }: GlobalOptions & Reach): boolean {
  return sandbox === undefined && live === undefined && offlineRecord !== true;
}

/**
 * Returns the options with which the command line loads manifests, except filters and the cache.
 *
 * @param isOnline whether the remote may be asked for its default branch
 */
export async function loadOptionsOf(
  options: Pick<GlobalOptions, 'dir' | 'env' | 'sandbox' | 'allowHost' | 'allowSql' | 'frozen' | 'skipInvalid'> & {
    /** True: queries that are not allowed are left out with a warning. */
    readonly isCheck?: boolean;
  },
  environment: Environment,
  isOnline = false,
): Promise<LoadOptions> {
  const { linkBoundary } = await import('../base/link-boundary.ts');
  let newerLine: LoadOptions['newerLine'];
  const boundary = await linkBoundary(options.dir, process.cwd());
  return {
    directory: options.dir,
    workingDirectory: process.cwd(),
    boundary,
    fetchRows: fetcherOf(options, environment, boundary),
    environment,
    environmentName: environmentNameOf(options, process.env),
    now: Date.now,
    sandbox: options.sandbox !== undefined,
    frozen: options.frozen === true,
    skipInvalid: options.skipInvalid === true,
    allowedHosts: allowedHosts(options),
    async newerLine(a, b) {
      const { newerLineIn } = await import('../base/newer-line.ts');
      newerLine ??= newerLineIn(options.dir, process.cwd());
      return newerLine(a, b);
    },
    async believe(facts) {
      const { believeMerged } = await import('../base/facts/merged.ts');
      const place = { directory: options.dir, workingDirectory: process.cwd() };
      const run = { isOnline, isPushBuild: isPushBuild(process.env), isCi: isCi(process.env) };
      return believeMerged({ ...place, ...run })(facts);
    },
  };
}

/**
 * Returns the function that fetches the rows of queries, if --allow-sql allows it. Its code is loaded when the first rows are asked
 * for.
 */
function fetcherOf(
  { dir, allowSql, isCheck = false }: Pick<GlobalOptions, 'dir' | 'allowSql'> & { readonly isCheck?: boolean },
  environment: Environment,
  boundary: string | undefined,
): FetchRows {
  let fetch: FetchRows | undefined;
  return async (query) => {
    const { rowsFetcher } = await import('../workflows/sources/sql/index.ts');
    fetch ??= rowsFetcher({
      isAllowed: allowSql === true,
      isOptional: isCheck,
      environment,
      directory: dir,
      workingDirectory: process.cwd(),
      boundary,
    });
    return fetch(query);
  };
}

/**
 * Returns the hosts of --allow-host and ROLLCALL_ALLOW_HOSTS, which a baseUrl may name in addition to the vendor's own. The
 * variable is read only from the environment of the process, because a file of the checkout must not decide where credentials may
 * be sent.
 */
export function allowedHosts({ allowHost = [] }: Pick<GlobalOptions, 'allowHost'>): readonly string[] {
  const fromEnvironment = (process.env.ROLLCALL_ALLOW_HOSTS ?? '').split(',').map((host) => host.trim());
  return [...allowHost, ...fromEnvironment.filter((host) => host !== '')];
}

/** Prints diagnostics to stderr, masked if redaction is on. */
export async function printDiagnostics(
  diagnostics: readonly Diagnostic[],
  options: Pick<GlobalOptions, 'redact'>,
  terminal: Terminal,
): Promise<void> {
  const { formatDiagnostics } = await import('../render/text/diagnostics.ts');
  const { color, errWidth: width } = terminal;
  terminal.err(`${formatDiagnostics(await masked(diagnostics, options), { color, width })}\n`);
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

/** Creates the error for manifests with mistakes, with all their diagnostics. */
export async function invalidManifests(errors: number, diagnostics: readonly Diagnostic[]): Promise<HintedError> {
  const { diagnosticsWithWords } = await import('../render/words/diagnostics.ts');
  const message = sentence`${errors} ${errors === 1 ? 'mistake' : 'mistakes'} in the manifests; nothing was sent anywhere`;
  return new HintedError('invalid-manifests', message, {
    details: { diagnostics: diagnosticsWithWords(diagnostics) },
  });
}

/** Prints the mistakes about credentials, and returns the error that says how many there are. */
export async function withoutCredentials(
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
