// Loads the manifests of a base (what was declared before): at a commit, in a directory, or from any other source of files.
// Leaves: a complete and valid configuration, or a HintedError. Never reads a credential or opens a connection.

import { stat } from 'node:fs/promises';
import { dirname, relative, resolve, sep } from 'node:path';
import { personal } from '../contact/argument.ts';
import { HintedError, hasCode } from '../contact/hinted-error.ts';
import { type Sentence, sentence, shown } from '../contact/sentence.ts';
import type { Configuration } from '../manifest/configuration.ts';
import { preventsUse } from '../manifest/diagnostic.ts';
import { type LoadOptions, loadManifests } from '../manifest/index.ts';
import { type ManifestFiles, manifestsIn } from '../manifest/read/read.ts';
import { manifestsDigest } from '../manifest/read/source.ts';
import { manifestsAtCommit, shortId } from './at-commit.ts';
import { linkBoundary } from './link-boundary.ts';
import { type BaseNote, noteOf } from './notes.ts';
import { dateOf, findCommit, type RepositoryLocation, repositoryLocationOf, resolveCommit } from './resolve-commit.ts';
import { sourceOfUnknownRows } from './sources/unknown-rows.ts';

/** Options for loading a base: where today's manifests are, and how they are loaded. */
export interface BaseOptions
  extends Pick<LoadOptions, 'directory' | 'workingDirectory' | 'now' | 'environmentName' | 'cache' | 'skipInvalid'> {
  /**
   * Today's configuration without filters. A base with the same files is not parsed again: this configuration is returned for it.
   */
  readonly today?: Configuration;
  /**
   * The configuration of the base, if the caller has it already. The files are then not read, unless it names files of
   * suppressions.
   */
  readonly known?: Configuration;
}

/** Manifests that were declared before. */
export interface LoadedManifests {
  readonly configuration: Configuration;
  readonly files: ManifestFiles;
  /** Full id of their commit; absent if they are in none. */
  readonly commit?: string;
  /** Date of the commit, as an RFC 3339 instant. */
  readonly committedAt?: string;
  /** Notes that the plan shows. */
  readonly notes: readonly BaseNote[];
  /** Names of the sources that are queries and whose rows are not known any more; absent: none. */
  readonly unknownRows?: readonly string[];
}

/**
 * Loads the base with the given name.
 *
 * @param name a commit or a directory; a name that begins with `./`, `../` or `/` is a directory
 * @throws HintedError `base`, `git`
 */
export async function loadBase(name: string, options: BaseOptions): Promise<LoadedManifests> {
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
    throw new HintedError('base', sentence`${personal('file', name)} is both a directory and a commit`, {
      hint: sentence`write ./${personal('file', name)} for the directory, or the commit's id ${shown(shortId(commit))}`,
    });
  }
  const location = await repositoryLocationOf(manifestDirectory);
  const commit = await resolveCommit(location.repository, name);
  return loadCommit(commit, location, sentence`${personal('file', name)} (${shown(shortId(commit))})`, options);
}

/**
 * Loads the manifests of a commit.
 *
 * @param location the repository, and the path of the manifests in it
 * @param label names the base in errors
 * @throws HintedError `base`, `git`
 */
export async function loadCommit(
  commit: string,
  location: RepositoryLocation,
  label: Sentence,
  options: BaseOptions,
): Promise<LoadedManifests> {
  const files = filesAt(commit, location, options);
  const loaded = await loadFiles(files, label, options);
  return { ...loaded, commit, committedAt: await dateOf(location.repository, commit) };
}

function filesAt(
  commit: string,
  { repository, path }: RepositoryLocation,
  { directory, workingDirectory }: BaseOptions,
): ManifestFiles {
  // Name files in the same way as today's manifests (read.ts).
  const below = relative(workingDirectory, resolve(workingDirectory, directory)).split(sep).join('/');
  return manifestsAtCommit({ repository, commit, path, directory: below.startsWith('..') ? directory : below });
}

async function fromDirectory(directory: string, options: BaseOptions): Promise<LoadedManifests> {
  const { workingDirectory } = options;
  const boundary = await linkBoundary(directory, workingDirectory);
  const manifests = manifestsIn({ directory, workingDirectory, boundary });
  const parentOf = (path: string): string => dirname(resolve(workingDirectory, path));
  // Beside today's manifests lie today's files of suppressions, which do not say who was in them before.
  const isApart = parentOf(directory) !== parentOf(options.directory);
  const files = isApart && manifests.data !== undefined ? { ...manifests, suppressions: manifests.data } : manifests;
  return loadFiles(files, sentence`${personal('file', directory)}`, { ...options, directory });
}

/**
 * True if the manifests name files of suppressions (people who must not be mailed). Such a file may have changed although the
 * manifests have not.
 */
function namesFiles({ suppressions = [] }: Configuration): boolean {
  return suppressions.some(({ isInFile }) => isInFile === true);
}

/**
 * Loads manifests from any source of files.
 *
 * @param label names the base in errors
 * @throws HintedError `base`; the errors of the source
 */
export async function loadFiles(files: ManifestFiles, label: Sentence, options: BaseOptions): Promise<LoadedManifests> {
  const { known, today } = options;
  if (known !== undefined && !namesFiles(known)) return { configuration: known, files, notes: [] };
  const read = await files.read().catch((error: unknown) => {
    throw hasCode(error, 'manifest-directory')
      ? new HintedError('base', sentence`the base cannot be read: ${error.sentences.message}`, {
          hint: error.sentences.hint,
        })
      : error;
  });
  // If today's manifests have sources, their files of data must be read to tell whether the base has the same ones.
  const isToday =
    today?.sources === undefined &&
    today?.digest === manifestsDigest(read.files) &&
    today.environment?.name === options.environmentName;
  if (today !== undefined && isToday && read.diagnostics.length === 0 && !namesFiles(today))
    return { configuration: today, files, notes: [] };
  const { configuration, diagnostics } = await loadManifests({
    ...options,
    files: { ...files, read: async () => read },
    environment: {},
    environmentUse: 'earlier',
    // Use what is cached from planning in this directory, but store nothing: the manifests of the base may be kept encrypted.
    isCacheReadOnly: true,
    // No connection is opened, so environment variables and hosts do not matter.
    sandbox: true,
    // Manifests that were valid when they were applied must stay valid. So believe only the facts that allow more, and none that
    // forbid something.
    believe: async (facts) => facts.filter(({ result }) => result === 'proved'),
  });
  const errors = diagnostics.filter(preventsUse);
  const [first] = errors;
  if (first !== undefined) {
    const mistakes = errors.length === 1 ? sentence`a mistake` : sentence`${errors.length} mistakes, the first of them`;
    const place = personal('file', `${first.file}:${first.line}:${first.column}`);
    throw new HintedError(
      'base',
      sentence`the manifests of the base ${label} have ${mistakes} at ${place} (${shown(first.code)})`,
      { hint: sentence`choose a base that is valid, or write \`--base none\`: then nothing counts as removed` },
    );
  }
  const unknownRows = diagnostics.flatMap((diagnostic) => sourceOfUnknownRows(diagnostic) ?? []);
  const notes = diagnostics.flatMap((diagnostic) => noteOf(diagnostic) ?? []);
  return { configuration, files, notes, ...(unknownRows.length === 0 ? {} : { unknownRows }) };
}
