// A directory of manifests goes in; the complete configuration and every mistake in the files come out. Steps: read (files) →
// parse (values and positions) → validate (schema) → rules → desired contacts. Never throws for the content of a
// file, never connects to anything, and never outputs a credential's value.

import type { Account, Configuration, Environment } from './configuration.ts';
import { type Diagnostic, preventsUse } from './diagnostic.ts';
import type { ReadAccounts } from './environments/accounts.ts';
import { inEnvironment, unmatchedScopes } from './environments/scope.ts';
import { mistake } from './mistake.ts';
import { type KnownParts, type LoadedEnvironments, loadParts, type PartOptions } from './parts.ts';
import { type NewerLine, type Problem, toDiagnostics } from './problem.ts';
import type { DataFile } from './read/data-file.ts';
import { ofDirectory, readManifests } from './read/read.ts';
import { type ManifestFile, manifestsDigest } from './read/source.ts';
import type { ResolvedContacts } from './resolve/contacts.ts';
import { type ContactsFile, patternsOf, selectContacts, unmatchedFilters } from './resolve/filter.ts';
import type { LoadedRows } from './sources/loaded-rows.ts';

/** Location of the manifests, and filters on accounts and contacts. */
export interface LoadOptions extends Omit<PartOptions, 'beforeContacts'> {
  /** Names of the accounts to include; absent includes all. */
  readonly accounts?: readonly string[];
  /** Patterns of contact keys; those that begin with `!` exclude. Absent includes all. */
  readonly contacts?: readonly string[];
  /** More such patterns, from a file that diagnostics name. */
  readonly contactsFrom?: ContactsFile;
  /** Tells which of two conflicting lines is newer, so that only that one is reported. Absent reports both. */
  readonly newerLine?: NewerLine;
  /**
   * Is called before the contacts are parsed if it is certain by then that the manifests are valid and what they select: they are
   * cached, all contacts of all accounts are wanted, and no environment takes only some of them. Loading goes on as soon as the promise
   * is resolved.
   */
  readonly onValid?: ((valid: ValidManifests) => Promise<void>) | undefined;
}

/** What is known of valid manifests before their contacts are parsed. */
export interface ValidManifests {
  /** In the order of the configuration. */
  readonly accounts: readonly Account[];
  /** The chosen environment; absent for none. */
  readonly environment?: Pick<Environment, 'name'>;
  /** Number of declared contacts by account. */
  readonly counts: ReadonlyMap<string, number>;
}

/** The configuration that the manifests declare, and every mistake in them. */
export interface Loaded {
  /** Usable only if no diagnostic is an error. */
  readonly configuration: Configuration;
  /** The configuration without the filters applied. */
  readonly whole: Configuration;
  /** The manifest files that could be read. */
  readonly files: readonly ManifestFile[];
  /** The data files that sources read, each once. */
  readonly data: readonly DataFile[];
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
  const { found, accounts, environments, limits, optOuts, contacts, rows, suppressions } = await loadParts(
    files,
    diagnostics,
    { ...options, beforeContacts: (known) => announce(known, options) },
  );
  const { here, resolved, environment } = inChosen(environments, accounts, contacts);
  const selected = selectContacts(resolved, here, options);
  const isFiltered = options.accounts !== undefined || patternsOf(options) !== undefined;
  const whole = isFiltered ? selectContacts(resolved, here, { directory }) : selected;
  const sections = { ...limits.declared, ...optOuts.declared, ...suppressions.declared, ...declaredRows(rows) };
  const digest = manifestsDigest([...files, ...rows.data]);
  const read = { digest, files: files.length, ...environment, ...sections };
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
    data: rows.data,
    diagnostics: [...filters, ...empty, ...inFiles],
    environments: environments.declared.map(({ name }) => name),
  };
}

async function announce(known: KnownParts, { onValid, accounts, ...filters }: LoadOptions): Promise<void> {
  const { choice } = known.environments;
  const here = accountsHere(known.accounts);
  const isWhole = accounts === undefined && patternsOf(filters) === undefined && here.every(({ scope }) => !scope);
  if (onValid === undefined || !isWhole || choice === 'undeclared' || isAnyError(known)) return;
  const environment = choice === 'none' ? {} : { environment: { name: choice.name } };
  await onValid({ accounts: here, ...environment, counts: known.counts });
}

function isAnyError(known: KnownParts): boolean {
  const { accounts, environments, limits, optOuts, suppressions } = known;
  const problems = [accounts, environments, limits, optOuts, suppressions].flatMap((part) => part.problems);
  const found = [...known.found, ...suppressions.diagnostics];
  return found.some(preventsUse) || problems.some(({ severity = 'error' }) => severity === 'error');
}

/** Returns the members of the configuration about contacts from data files; a member whose list would be empty is absent. */
function declaredRows({ sources, skipped }: LoadedRows): Pick<Configuration, 'sources' | 'skipped'> {
  return { ...(sources.length === 0 ? {} : { sources }), ...(skipped.length === 0 ? {} : { skipped }) };
}

/**
 * Returns the accounts and contacts of the chosen environment. Without an environment, these are all contacts; for an earlier
 * revision that does not declare the environment, there are no contacts.
 */
function inChosen({ declared, choice }: LoadedEnvironments, read: ReadAccounts, { resolved }: ResolvedContacts) {
  const here = accountsHere(read);
  const accounts = new Map(here.map((account) => [account.name, account]));
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

function accountsHere({ accounts, absent }: ReadAccounts): readonly Account[] {
  return [...accounts].flatMap(([name, account]) => (absent.includes(name) ? [] : [account]));
}

function isError({ severity }: Diagnostic): boolean {
  return severity === 'error';
}

/** Reports patterns of environments that match no contact. In an earlier revision of the manifests they do not matter. */
function checkScopes(
  { declared, choice }: LoadedEnvironments,
  { resolved }: ResolvedContacts,
  { environmentUse }: LoadOptions,
): readonly Problem[] {
  if (environmentUse === 'earlier') return [];
  const checked = typeof choice === 'string' ? declared : [choice];
  return checked.flatMap((environment) => unmatchedScopes(environment, resolved));
}
