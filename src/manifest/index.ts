// A directory of manifests goes in; the complete configuration and every mistake in the files come out. Steps: read (files) →
// parse (values and positions) → validate (schema) → rules → desired contacts. Never throws for the content of a
// file, never connects to anything, and never outputs a credential's value.

import { readCache, writeCache } from './cache/cache.ts';
import type { CacheEntry } from './cache/entry.ts';
import type { Configuration, Environment } from './configuration.ts';
import type { Diagnostic } from './diagnostic.ts';
import { type ReadAccounts, readAccounts } from './environments/accounts.ts';
import { type Choice, chooseEnvironment, type EnvironmentOptions } from './environments/choose.ts';
import { type DeclaredEnvironment, readEnvironments } from './environments/declared.ts';
import { inEnvironment, unmatchedScopes } from './environments/scope.ts';
import type { Believe } from './facts/fact.ts';
import { believedText, type Facts, hasOnlyFacts, readFacts } from './facts/read.ts';
import { readLarge } from './large/reader.ts';
import { resolveLarge } from './large/resolve.ts';
import { mistake } from './mistake.ts';
import { append, type NewerLine, type Problem, toDiagnostics } from './problem.ts';
import { type ManifestFiles, ofDirectory, readManifests } from './read/read.ts';
import { type ManifestFile, manifestsDigest } from './read/source.ts';
import { accountName } from './resolve/accounts.ts';
import { type ContactContext, type ResolvedContacts, resolveContacts } from './resolve/contacts.ts';
import { type DefaultsFile, trackDefaults } from './resolve/default-use.ts';
import { checkDefaults, checkStage } from './resolve/entry.ts';
import { type ContactsFile, patternsOf, selectContacts, unmatchedFilters } from './resolve/filter.ts';
import { type ReadLimits, readTotalLimits } from './resolve/limits.ts';
import { type ReadOptOuts, readOptOuts } from './resolve/opt-outs.ts';
import { routeEntries } from './resolve/route.ts';
import { validateItem } from './schema/validate.ts';
import { type LoadedSuppressions, loadSuppressions } from './suppressions/load.ts';
import type { Item, ParsedFile } from './syntax/item.ts';
import { parseManifest } from './syntax/parse.ts';

/** Location of the manifests, and filters on accounts and contacts. */
export interface LoadOptions extends EnvironmentOptions {
  readonly directory: string;
  /** Alternative source of the files, for example a commit; defaults to the directory. */
  readonly files?: ManifestFiles;
  readonly workingDirectory: string;
  /** The directory that links among the manifests must not leave; absent: the parent of the directory. */
  readonly boundary?: string | undefined;
  /** Environment variables, which hold the credentials. A missing one is only a note, because not every run connects to every account. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Names of the accounts to include; absent includes all. */
  readonly accounts?: readonly string[];
  /** Patterns of contact keys; those that begin with `!` exclude. Absent includes all. */
  readonly contacts?: readonly string[];
  /** More such patterns, from a file that diagnostics name. */
  readonly contactsFrom?: ContactsFile;
  /** Current time in milliseconds since 1970. */
  readonly now: () => number;
  /** Private directory for the cache; its parent must exist. Absent disables the cache. */
  readonly cache?: string;
  /** Hosts that a baseUrl may name in addition to the vendor's own and this machine. */
  readonly allowedHosts?: readonly string[];
  /** All requests will go to the sandbox, so do not check environment variables and hosts. */
  readonly sandbox?: boolean;
  /** Tells which of two conflicting lines is newer, so that only that one is reported. Absent reports both. */
  readonly newerLine?: NewerLine;
  /** Manifests of at least so many bytes in all are read part by part, which takes less memory and a little more time. */
  readonly largeFrom?: number;
  /** Chooses the facts of accounts that are believed. It is asked only if there are some; absent: none are. */
  readonly believe?: Believe;
}

/** The configuration that the manifests declare, and every mistake in them. */
export interface Loaded {
  /** Usable only if no diagnostic is an error. */
  readonly configuration: Configuration;
  /** The configuration without the filters applied. */
  readonly whole: Configuration;
  /** The manifest files that could be read. */
  readonly files: readonly ManifestFile[];
  /** Sorted by file and position. */
  readonly diagnostics: readonly Diagnostic[];
  /** Names of all environments that the manifests declare, sorted. */
  readonly environments: readonly string[];
}

/**
 * Reads and checks the manifests of a directory, or of a commit. Connects to nothing.
 *
 * @returns the configuration, and a diagnostic for every mistake in a file (none of them is thrown)
 * @throws HintedError `manifest-directory` if the directory cannot be read; `environment` if an environment has to be named, or there
 *   is none of this name
 */
export async function loadManifests(options: LoadOptions): Promise<Loaded> {
  const { directory } = options;
  const { files, diagnostics } = await (options.files?.read() ?? readManifests(options));
  const { found, accounts, environments, limits, optOuts, contacts, suppressions } = await loadParts(
    files,
    diagnostics,
    options,
  );
  const { here, resolved, environment } = inChosen(environments, accounts, contacts);
  const selected = selectContacts(resolved, here, options);
  const isFiltered = options.accounts !== undefined || patternsOf(options) !== undefined;
  const whole = isFiltered ? selectContacts(resolved, here, { directory }) : selected;
  const sections = { ...limits.declared, ...optOuts.declared, ...suppressions.declared };
  const read = { digest: manifestsDigest(files), files: files.length, ...environment, ...sections };
  const scopes = checkScopes(environments, contacts, options);
  const problems = [
    ...[accounts, environments, limits, optOuts, contacts, suppressions].flatMap((part) => part.problems),
    ...scopes,
  ];
  const filters = unmatchedFilters(resolved, new Set(here.map(({ name }) => name)), options);
  const inFiles = await toDiagnostics(problems, [...found, ...suppressions.diagnostics], options.newerLine);
  const isEmpty =
    files.length > 0 &&
    whole.contacts.length + (whole.proposed?.length ?? 0) === 0 &&
    Object.keys(suppressions.declared).length === 0 &&
    !inFiles.some(isError);
  const empty = isEmpty ? [ofDirectory(directory, mistake('no-contacts', {}, 'warning'))] : [];
  return {
    configuration: { ...selected, ...read },
    whole: { ...whole, ...read },
    files,
    diagnostics: [...filters, ...empty, ...inFiles],
    environments: environments.declared.map(({ name }) => name),
  };
}

/** The accounts and contacts that are there in the chosen environment. */
function inChosen({ declared, choice }: LoadedEnvironments, read: ReadAccounts, { resolved }: ResolvedContacts) {
  const accounts = new Map([...read.accounts].filter(([name]) => !read.absent.includes(name)));
  const here = [...accounts.values()];
  if (typeof choice === 'string') return { here, resolved: choice === 'none' ? resolved : [], environment: {} };
  const scoped = inEnvironment(resolved, accounts);
  const environment: Environment = {
    name: choice.name,
    declared: declared.map(({ name }) => name),
    absentAccounts: read.absent,
    outOfScope: scoped.outOfScope,
  };
  return { here, resolved: scoped.chosen, environment: { environment } };
}

function isError({ severity }: Diagnostic): boolean {
  return severity === 'error';
}

interface Parts {
  readonly found: readonly Diagnostic[];
  readonly accounts: ReadAccounts;
  readonly environments: LoadedEnvironments;
  readonly limits: ReadLimits;
  readonly optOuts: ReadOptOuts;
  readonly contacts: ResolvedContacts;
  readonly suppressions: LoadedSuppressions;
}

interface LoadedEnvironments {
  readonly declared: readonly DeclaredEnvironment[];
  readonly choice: Choice;
  readonly problems: readonly Problem[];
}

async function loadParts(
  files: readonly ManifestFile[],
  diagnostics: readonly Diagnostic[],
  options: LoadOptions,
): Promise<Parts> {
  const now = options.now();
  const cache = options.cache === undefined ? undefined : { directory: options.cache, files, now };
  const cached = cache === undefined || diagnostics.some(isError) ? undefined : await readCache(cache);
  const cachedFacts = cached && (await readFacts(cached.accounts, options.believe));
  if (cached !== undefined && cachedFacts !== undefined && believedText(cachedFacts) === cached.believed) {
    const contacts = { resolved: cached.resolved, problems: [] };
    const settings = { limits: readTotalLimits(cached.limits), optOuts: readOptOuts(cached.optOuts) };
    const loaded = loadSettings({ ...cached, facts: cachedFacts }, options, false);
    const suppressions = await loadSuppressions(cached, accountNamesOf(cached.accounts), false, options);
    return { found: diagnostics, ...loaded, ...settings, contacts, suppressions };
  }
  const large = isLarge(files, options) ? await readLarge(files) : undefined;
  const parsed = large?.map(({ settings }) => settings) ?? (await parseAll(files));
  const inText = parsed.flatMap((file) => file.diagnostics);
  const found = [...diagnostics, ...inText];
  const items = parsed.flatMap((file) => file.accounts);
  const environmentItems = parsed.flatMap((file) => file.environments ?? []);
  const limitItems = parsed.flatMap((file) => file.limits ?? []);
  const limits = readTotalLimits(limitItems);
  const optOutItems = parsed.flatMap((file) => file.optOuts ?? []);
  const optOuts = readOptOuts(optOutItems);
  const incomplete = found.some(isError);
  const settings = { accounts: items, environments: environmentItems };
  const facts = await readFacts(items, options.believe);
  const loaded = loadSettings({ ...settings, facts }, options, incomplete);
  const context = { ...loaded.accounts, now };
  const contacts =
    large === undefined ? loadContacts(parsed, context, incomplete) : await resolveLarge(large, context, incomplete);
  if (contacts === undefined) return loadParts(files, diagnostics, { ...options, largeFrom: Number.POSITIVE_INFINITY });
  const listed = {
    suppressions: parsed.flatMap((file) => file.suppressions ?? []),
    erasures: parsed.flatMap((file) => file.erasures ?? []),
  };
  const suppressions = await loadSuppressions(listed, accountNamesOf(items), incomplete, options);
  // Diagnostics about other files are found anew at every reading, so they do not prevent caching.
  const isCacheable =
    !diagnostics.some(isError) &&
    [inText, limits.problems, optOuts.problems, contacts.problems].every(({ length }) => length === 0);
  if (cache !== undefined && isCacheable)
    await writeCache(cache, {
      ...settings,
      limits: limitItems,
      optOuts: optOutItems,
      ...listed,
      believed: believedText(facts),
      resolved: contacts.resolved,
    });
  return { found, ...loaded, limits, optOuts, contacts, suppressions };
}

/** Parts are for manifests that would take much memory: they take up to a fifth more time. */
const LARGE_FROM = 6 * 1024 * 1024;

function isLarge(files: readonly ManifestFile[], { largeFrom = LARGE_FROM }: LoadOptions): boolean {
  return files.reduce((sum, { size = 0 }) => sum + size, 0) >= largeFrom;
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
  options: LoadOptions,
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

/** Patterns of environments that match nobody; of an earlier revision, they do not matter. */
function checkScopes(
  { declared, choice }: LoadedEnvironments,
  { resolved }: ResolvedContacts,
  { environmentUse }: LoadOptions,
): readonly Problem[] {
  if (environmentUse === 'earlier') return [];
  const checked = typeof choice === 'string' ? declared : [choice];
  return checked.flatMap((environment) => unmatchedScopes(environment, resolved));
}

/** @param incomplete true if a file could not be read; it may declare an account that seems unknown */
function loadContacts(parsed: readonly ParsedFile[], context: ContactContext, incomplete: boolean): ResolvedContacts {
  const problems: Problem[] = [];
  const valid = parsed.map((file) => validateFile(file, context.now, problems));
  const routed = routeEntries(valid, context.accountNames, incomplete);
  const use = trackDefaults(valid);
  const contacts = resolveContacts(routed.entries, context, use);
  return {
    resolved: contacts.resolved,
    problems: [...problems, ...routed.problems, ...contacts.problems, ...use.unused()],
  };
}

/** @param problems receives the problems of the file's defaults and contacts */
function validateFile(file: ParsedFile, now: number, problems: Problem[]): DefaultsFile {
  const defaults = file.defaults === undefined ? undefined : validateItem(file.defaults);
  const contacts = file.contacts.map(validateItem);
  append(problems, defaults?.problems ?? []);
  for (const contact of contacts) append(problems, contact.problems);
  if (defaults?.item !== undefined) append(problems, checkDefaults(defaults.item, now));
  if (file.stage !== undefined) append(problems, checkStage(file.stage));
  return {
    defaults: defaults?.item,
    contacts: contacts.flatMap(({ item }) => item ?? []),
    proposed: file.stage !== undefined,
    complete: file.diagnostics.length === 0 && contacts.every(({ item }) => item !== undefined),
  };
}
