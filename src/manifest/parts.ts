// Loads the parts of a configuration, each with the mistakes in it: from the cache, or from the files. Steps: parse (values and
// positions) → validate (schema) → rules → desired contacts.

import { openCache, writeCache } from './cache/cache.ts';
import type { CacheEntry, OpenedEntry } from './cache/entry.ts';
import type { Diagnostic } from './diagnostic.ts';
import { type ReadAccounts, readAccounts } from './environments/accounts.ts';
import { type Choice, chooseEnvironment, type EnvironmentOptions, environmentsToCheck } from './environments/choose.ts';
import { type DeclaredEnvironment, readEnvironments } from './environments/declared.ts';
import type { Believe } from './facts/fact.ts';
import { believedText, type Facts, hasOnlyFacts, readFacts } from './facts/read.ts';
import { type Problem, toDiagnostics } from './problem.ts';
import { dataBeside, type ReadData } from './read/data-file.ts';
import type { ManifestFiles, ManifestPlace } from './read/read.ts';
import type { ManifestFile } from './read/source.ts';
import { accountName } from './resolve/accounts.ts';
import type { ResolvedContacts } from './resolve/contacts.ts';
import { type ReadLimits, readTotalLimits } from './resolve/limits.ts';
import { type ReadOptOuts, readOptOuts } from './resolve/opt-outs.ts';
import { isQuery } from './sources/declaration.ts';
import { loadEntries } from './sources/entries-of-all.ts';
import { type LoadedRows, sameRows, withoutRows } from './sources/loaded-rows.ts';
import type { FetchRows } from './sources/query.ts';
import { type LoadedSuppressions, loadSuppressions } from './suppressions/load.ts';
import type { Item, ParsedFile } from './syntax/item.ts';
import { parseManifest } from './syntax/parse.ts';

/** What the result of loading depends on, apart from the manifests. */
export interface PartOptions extends EnvironmentOptions, ManifestPlace {
  /** Alternative source of the files, for example a commit; defaults to the directory. */
  readonly files?: ManifestFiles;
  /**
   * Environment variables, which hold the credentials. A missing one is only a note, because not every run connects to every
   * account.
   */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Current time in milliseconds since 1970. */
  readonly now: () => number;
  /** Private directory for the cache; its parent must exist. Absent disables the cache. */
  readonly cache?: string | undefined;
  /**
   * True if the cache is only read and nothing is stored in it, because the files may be of a revision that is kept encrypted.
   */
  readonly isCacheReadOnly?: boolean;
  /** Hosts that a baseUrl may name in addition to the vendor's own and this machine. */
  readonly allowedHosts?: readonly string[];
  /** True if all requests go to the sandbox, so that environment variables and hosts are not checked. */
  readonly sandbox?: boolean;
  /** Returns the facts of accounts that are believed. Called only if the manifests declare facts; absent: no fact is believed. */
  readonly believe?: Believe;
  /** True if every source must name the digest of its file. */
  readonly frozen?: boolean;
  /** Fetches the rows of queries of databases; absent: none may be run. */
  readonly fetchRows?: FetchRows | undefined;
  /** True if invalid entries are left out, whatever their source's setting `invalid` says. */
  readonly skipInvalid?: boolean;
  /**
   * Is called with all parts but the contacts, if the manifests are cached: before their contacts are parsed. Loading goes on as soon
   * as the promise is resolved.
   */
  readonly beforeContacts?: (known: KnownParts) => Promise<void>;
}

/** What is known of cached manifests before their contacts are parsed. */
export type KnownParts = Omit<Parts, 'contacts'> & Pick<OpenedEntry, 'counts'>;

/** The parts of a configuration. */
export interface Parts {
  /** Mistakes that already have lines and columns, in contrast to the problems of the parts. */
  readonly found: readonly Diagnostic[];
  readonly accounts: ReadAccounts;
  readonly environments: LoadedEnvironments;
  readonly limits: ReadLimits;
  readonly optOuts: ReadOptOuts;
  readonly contacts: ResolvedContacts;
  readonly rows: LoadedRows;
  readonly suppressions: LoadedSuppressions;
}

/** The environments that the manifests declare, and the one that is chosen. */
export interface LoadedEnvironments {
  readonly declared: readonly DeclaredEnvironment[];
  readonly choice: Choice;
  readonly problems: readonly Problem[];
}

/** Loads all parts. Reads and writes the cache. */
export async function loadParts(
  files: readonly ManifestFile[],
  diagnostics: readonly Diagnostic[],
  options: PartOptions,
): Promise<Parts> {
  const now = options.now();
  const cache = options.cache === undefined ? undefined : { directory: options.cache, files, now };
  const cached = cache === undefined || diagnostics.some(isError) ? undefined : await openCache(cache);
  const parts = cached && (await fromCache(cached, diagnostics, options));
  if (parts !== undefined) return parts;
  const parsed = await parseAll(files);
  const inText = parsed.flatMap((file) => file.diagnostics);
  const sections = sectionsOf(parsed);
  const facts = await readFacts(sections.accounts, options.believe);
  const incomplete = [...diagnostics, ...inText].some(isError);
  const loaded = loadSettings({ ...sections, facts }, options, incomplete);
  const context = { ...loaded.accounts, now, incomplete, skipInvalid: options.skipInvalid === true };
  const { contacts, rows } = await loadEntries(parsed, {
    ...context,
    read: readerOf(options),
    fetchRows: options.fetchRows,
    isEarlier: options.files !== undefined && options.fetchRows === undefined,
    frozen: options.frozen === true,
  });
  const suppressions = await loadSuppressions(sections, accountNamesOf(sections.accounts), incomplete, options);
  const limits = readTotalLimits(sections.limits);
  const optOuts = readOptOuts(sections.optOuts);
  // The rows of a query may have changed before the next run, so that manifests with a query are not cached.
  const isFetched = parsed.some(({ sources = [] }) => sources.some(isQuery));
  const isCertain =
    !diagnostics.some(isError) && rows.diagnostics.length === 0 && rows.skipped.length === 0 && !isFetched;
  const inContacts = [...limits.problems, ...optOuts.problems, ...contacts.problems];
  const warnings = cache && isCertain ? await warningsToCache(inText, inContacts) : undefined;
  if (cache !== undefined && warnings !== undefined && options.isCacheReadOnly !== true) {
    const { resolved } = contacts;
    const believed = believedTexts(facts, loaded.environments);
    await writeCache(cache, { ...sections, ...withoutRows(rows), warnings, believed, resolved });
  }
  const found = [...unread(diagnostics, rows), ...inText, ...rows.diagnostics];
  return { found, ...loaded, limits, optOuts, contacts, rows, suppressions };
}

/** Removes the warning `file-ignored` about files that a source reads. */
function unread(diagnostics: readonly Diagnostic[], { data }: LoadedRows): readonly Diagnostic[] {
  const names = new Set(data.map(({ name }) => name));
  return diagnostics.filter(({ code, file }) => code !== 'file-ignored' || !names.has(file));
}

function isError({ severity }: Diagnostic): boolean {
  return severity === 'error';
}

/** Maximum number of warnings in a cache entry. With more, nothing is cached: whoever corrects them changes the files anyway. */
const MAX_CACHED_WARNINGS = 1000;

/**
 * Returns the warnings about these files that a cache entry stores. Diagnostics about other files, such as ignored ones, are
 * found anew in every run.
 *
 * @returns undefined if there is an error or there are too many warnings: then nothing is cached
 */
async function warningsToCache(
  inText: readonly Diagnostic[],
  problems: readonly Problem[],
): Promise<readonly Diagnostic[] | undefined> {
  if (inText.some(isError) || problems.some(({ severity = 'error' }) => severity === 'error')) return undefined;
  return inText.length + problems.length > MAX_CACHED_WARNINGS ? undefined : toDiagnostics(problems, inText);
}

function readerOf(options: PartOptions): ReadData {
  return options.files?.data ?? dataBeside(options);
}

/** Returns the facts that contacts are checked with, as texts: one for each environment that they are checked for. */
function believedTexts(facts: Facts, { declared, choice }: LoadedEnvironments): readonly string[] {
  const names = environmentsToCheck(declared, choice).map(({ name }) => name);
  const texts =
    declared.length === 0 ? [believedText(facts, undefined)] : names.map((name) => believedText(facts, name));
  return [...new Set(texts)];
}

/**
 * Loads the parts from a cache entry.
 *
 * @returns undefined if the data files have changed since, or if the contacts were not checked with the facts that are believed now
 */
async function fromCache(
  cached: OpenedEntry,
  diagnostics: readonly Diagnostic[],
  options: PartOptions,
): Promise<Parts | undefined> {
  const facts = await readFacts(cached.accounts, options.believe);
  const loaded = loadSettings({ ...cached, facts }, options, false);
  if (!believedTexts(facts, loaded.environments).every((text) => cached.believed.includes(text))) return undefined;
  const rows = await sameRows(cached, readerOf(options), options.frozen === true);
  if (rows === undefined) return undefined;
  const known = {
    found: [...unread(diagnostics, rows), ...cached.warnings],
    ...loaded,
    limits: readTotalLimits(cached.limits),
    optOuts: readOptOuts(cached.optOuts),
    rows,
    suppressions: await loadSuppressions(cached, accountNamesOf(cached.accounts), false, options),
  };
  await options.beforeContacts?.({ ...known, counts: cached.counts });
  return { ...known, contacts: { resolved: await cached.readContacts(), problems: [] } };
}

type SectionItems = Pick<CacheEntry, 'accounts' | 'environments' | 'limits' | 'optOuts' | 'suppressions' | 'erasures'>;

function sectionsOf(parsed: readonly ParsedFile[]): SectionItems {
  return {
    accounts: parsed.flatMap((file) => file.accounts),
    environments: parsed.flatMap((file) => file.environments ?? []),
    limits: parsed.flatMap((file) => file.limits ?? []),
    optOuts: parsed.flatMap((file) => file.optOuts ?? []),
    suppressions: parsed.flatMap((file) => file.suppressions ?? []),
    erasures: parsed.flatMap((file) => file.erasures ?? []),
  };
}

function accountNamesOf(items: readonly Item[]): ReadonlySet<string> {
  return new Set(items.filter((item) => !hasOnlyFacts(item)).map(accountName));
}

async function parseAll(files: readonly ManifestFile[]): Promise<readonly ParsedFile[]> {
  const parsed: ParsedFile[] = [];
  for (const file of files) parsed.push(await parseManifest(file));
  return parsed;
}

type SettingItems = Pick<CacheEntry, 'accounts' | 'environments'> & { readonly facts: Facts };

/**
 * Resolves environments and accounts. Never cached, because the result depends on the environment and the command line.
 *
 * @param incomplete true if a file could not be read; it may declare the environment that is asked for
 */
function loadSettings(
  { accounts: items, environments: environmentItems, facts }: SettingItems,
  options: PartOptions,
  incomplete: boolean,
): Pick<Parts, 'accounts' | 'environments'> {
  const { environment, allowedHosts = [], sandbox = false } = options;
  const names = accountNamesOf(items);
  const { environments: declared, problems } = readEnvironments(environmentItems, names, incomplete);
  const isCertain = !incomplete && !problems.some(({ severity = 'error' }) => severity === 'error');
  const choice = isCertain ? chooseEnvironment(declared, options) : 'none';
  const context = { environment, allowedHosts, sandbox, facts, incomplete };
  const accounts = readAccounts(items, declared, choice, context);
  return { accounts, environments: { declared, choice, problems } };
}
