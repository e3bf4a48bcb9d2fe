// Loads the base: the manifests at a commit, in a directory, or as last applied to each account. Enters: the base's name.
// Leaves: a complete and valid configuration, or a HintedError. Never reads a credential or opens a connection.

import { stat } from 'node:fs/promises';
import { relative, resolve, sep } from 'node:path';
import { sha256 } from '../contact/canonical.ts';
import { HintedError, hasCode } from '../contact/hinted-error.ts';
import type { Configuration } from '../manifest/configuration.ts';
import { preventsUse } from '../manifest/diagnostic.ts';
import { type LoadOptions, loadManifests } from '../manifest/index.ts';
import { type ManifestFiles, manifestsIn } from '../manifest/read/read.ts';
import { appliedRef, listApplied } from './applied-ref.ts';
import { manifestsAtCommit, shortId } from './at-commit.ts';
import { type BaseNote, noteOf } from './notes.ts';
import { dateOf, findCommit, type RepositoryLocation, repositoryLocationOf, resolveCommit } from './resolve-commit.ts';

/** Location of today's manifests, and the time of loading. */
export type BaseOptions = Pick<LoadOptions, 'directory' | 'workingDirectory' | 'now'>;

/** A loaded base. */
export interface LoadedBase {
  readonly configuration: Configuration;
  /** Full ids of the commits it was read from: one for a ref, one per account for records, none for a directory. */
  readonly commits: readonly string[];
  /** The base's manifest files, by account. */
  readonly manifests: ReadonlyMap<string, BaseManifests>;
  /** Commit dates by account, as RFC 3339 instants; empty for a directory. */
  readonly committedAt: ReadonlyMap<string, string>;
  /** For the plan. */
  readonly notes: readonly BaseNote[];
}

interface BaseManifests {
  readonly files: ManifestFiles;
  /** Full id; absent for a directory. */
  readonly commit?: string;
}

/**
 * Loads the base with the given name.
 *
 * @param name a commit or a directory; a name that begins with `./`, `../` or `/` is a directory
 * @throws HintedError `base`, `git`
 */
export async function loadBase(name: string, options: BaseOptions): Promise<LoadedBase> {
  const path = resolve(options.workingDirectory, name);
  const isDirectory = await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (/^\.{0,2}\//.test(name) || name === '.' || name === '..') return fromDirectory(name, options);
  const manifestDirectory = resolve(options.workingDirectory, options.directory);
  if (isDirectory) {
    const commit = await repositoryLocationOf(manifestDirectory).then(
      ({ repository }) => findCommit(repository, name),
      () => undefined,
    );
    if (commit === undefined) return fromDirectory(name, options);
    throw new HintedError('base', `${name} is both a directory and a commit`, {
      hint: `write ./${name} for the directory, or the commit's id ${shortId(commit)}`,
    });
  }
  const location = await repositoryLocationOf(manifestDirectory);
  const commit = await resolveCommit(location.repository, name);
  const files = filesAt(commit, location.path, location, options);
  const { configuration, notes } = await load(files, `${name} (${shortId(commit)})`, options);
  const date = await dateOf(location.repository, commit);
  const committedAt = new Map(configuration.accounts.map((account) => [account.name, date]));
  const manifests = new Map(configuration.accounts.map((account) => [account.name, { files, commit }]));
  return { configuration, commits: [commit], manifests, committedAt, notes };
}

/**
 * Loads each account's manifests as they were last applied to it.
 *
 * @param accounts names of the declared accounts
 * @throws HintedError `base`, `git`
 */
export async function loadAppliedBase(accounts: readonly string[], options: BaseOptions): Promise<LoadedBase> {
  const location = await repositoryLocationOf(resolve(options.workingDirectory, options.directory));
  const applied = await listApplied(location);
  const loaded = new Map<string, LoadedManifests>();
  const dates = new Map<string, string>();
  const manifests = new Map<string, BaseManifests>();
  for (const commit of new Set(accounts.flatMap((account) => applied.get(account) ?? []))) {
    const files = filesAt(commit, '', location, options);
    loaded.set(commit, await load(files, `what was last applied (${shortId(commit)})`, options));
    dates.set(commit, await dateOf(location.repository, commit));
    for (const account of accounts) if (applied.get(account) === commit) manifests.set(account, { files, commit });
  }
  const parts = accounts.flatMap((account) => {
    const record = loaded.get(applied.get(account) ?? '');
    return record === undefined ? [] : [{ account, configuration: record.configuration }];
  });
  const known = new Set(accounts);
  return {
    configuration: {
      accounts: parts.flatMap(({ account, configuration }) =>
        configuration.accounts.filter(({ name }) => name === account),
      ),
      contacts: parts.flatMap(({ account, configuration }) =>
        configuration.contacts.filter((contact) => contact.account === account),
      ),
      unsupportedFields: [],
      digest: sha256([...loaded.keys()].sort()),
      files: [...loaded.values()].reduce((sum, { configuration }) => sum + configuration.files, 0),
    },
    commits: accounts.flatMap((account) => applied.get(account) ?? []),
    manifests,
    committedAt: new Map(
      accounts.flatMap((account) => {
        const date = dates.get(applied.get(account) ?? '');
        return date === undefined ? [] : [[account, date] as const];
      }),
    ),
    notes: [
      ...accounts.filter((account) => !applied.has(account)).map(nothingRecorded),
      ...[...applied.keys()].filter((account) => !known.has(account)).map(undeclaredRecord),
      ...distinct([...loaded.values()].flatMap(({ notes }) => notes)),
    ],
  };
}

type LoadedManifests = Pick<LoadedBase, 'configuration' | 'notes'>;

function filesAt(
  commit: string,
  path: string,
  { repository }: RepositoryLocation,
  { directory, workingDirectory }: BaseOptions,
): ManifestFiles {
  // Name files in the same way as today's manifests (read.ts).
  const below = relative(workingDirectory, resolve(workingDirectory, directory)).split(sep).join('/');
  return manifestsAtCommit({ repository, commit, path, directory: below.startsWith('..') ? directory : below });
}

async function fromDirectory(directory: string, options: BaseOptions): Promise<LoadedBase> {
  const { configuration, notes } = await load(undefined, directory, { ...options, directory });
  const files = manifestsIn(directory, options.workingDirectory);
  const manifests = new Map(configuration.accounts.map((account) => [account.name, { files }]));
  return { configuration, commits: [], manifests, committedAt: new Map(), notes };
}

async function load(files: ManifestFiles | undefined, label: string, options: BaseOptions): Promise<LoadedManifests> {
  const { configuration, diagnostics } = await loadManifests({
    ...options,
    ...(files === undefined ? {} : { files }),
    environment: {},
    // No connection is opened, so environment variables and hosts do not matter.
    sandbox: true,
  }).catch((error: unknown) => {
    throw hasCode(error, 'manifest-directory')
      ? new HintedError('base', `the base cannot be read: ${error.message}`, { hint: error.hint })
      : error;
  });
  const errors = diagnostics.filter(preventsUse);
  const [first] = errors;
  if (first !== undefined) {
    const mistakes = errors.length === 1 ? 'a mistake' : `${errors.length} mistakes, the first of them`;
    throw new HintedError(
      'base',
      `the manifests of the base ${label} have ${mistakes} at ${first.file}:${first.line}:${first.column} (${first.code})`,
      { hint: 'choose a base that is valid, or write `--base none`: then nothing counts as removed' },
    );
  }
  return { configuration, notes: diagnostics.flatMap((diagnostic) => noteOf(diagnostic) ?? []) };
}

function nothingRecorded(account: string): BaseNote {
  return { code: 'nothing-recorded', args: { account } };
}

function undeclaredRecord(account: string): BaseNote {
  return { code: 'left-over', args: { account, ref: appliedRef(account) } };
}

/** Notes without duplicates: accounts whose records are the same commit share its notes. */
function distinct(notes: readonly BaseNote[]): readonly BaseNote[] {
  return [...new Map(notes.map((note) => [JSON.stringify(note), note])).values()];
}
