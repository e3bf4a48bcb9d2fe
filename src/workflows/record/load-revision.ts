// Loads the manifests of a revision that a record names: from git, or from where manifests that are in no commit are kept.

import { type BaseOptions, type LoadedManifests, loadCommit, loadFiles } from '../../base/load.ts';
import { isLocal, type Revision, type RevisionPlace } from '../../base/record/document.ts';
import { HintedError } from '../../contact/hinted-error.ts';
import { sentence, shown } from '../../contact/sentence.ts';
import type { OpenedRecords } from './open.ts';

/**
 * Loads the manifests of a revision; throws HintedError `base`, `git`. `place` gives their path in a commit and the environment
 * that was applied; absent: the path and environment of today.
 */
export type RevisionLoader = (
  revision: Revision,
  place?: Pick<RevisionPlace, 'directory' | 'environment'>,
) => Promise<LoadedManifests>;

/** Where the records and the manifests are, and what is known about today's manifests. */
export interface RevisionOptions extends Omit<BaseOptions, 'known'> {
  readonly opened: OpenedRecords;
  /** The revision of today's manifests; absent: unknown. */
  readonly todayIs?: Revision;
}

/** Creates a loader that loads each revision once. */
export function revisionLoader({
  opened,
  directory: name,
  workingDirectory,
  now,
  today,
  todayIs,
  environmentName,
  cache,
}: RevisionOptions): RevisionLoader {
  // Nothing else is passed on: filters of the command line must not leave out contacts of a revision. Invalid entries are
  // skipped, because the apply of that revision skipped them.
  const shared = {
    directory: name,
    workingDirectory,
    now,
    cache,
    skipInvalid: true,
    ...(today === undefined ? {} : { today }),
  };
  const loaded = new Map<string, Promise<LoadedManifests>>();
  const here = { directory: opened.location?.path ?? '', environment: environmentName };
  const load = (revision: Revision, { directory: path, environment }: typeof here): Promise<LoadedManifests> => {
    const isToday = revision === todayIs && path === here.directory && environment === here.environment;
    const options = {
      ...shared,
      environmentName: environment,
      ...(isToday && today !== undefined ? { known: today } : {}),
    };
    const what = isLocal(revision) ? 'manifests in no commit' : shown(revision.slice(0, 10));
    const label = sentence`what was last applied (${what})`;
    if (isLocal(revision)) return loadFiles(opened.manifests.filesAt(revision), label, options);
    const { location } = opened;
    if (location !== undefined) return loadCommit(revision, { ...location, path }, label, options);
    throw new HintedError('base', sentence`${label} is a commit, and the manifests are in no git repository`, {
      hint: sentence`run in a clone of the repository, or write \`--base none\``,
    });
  };
  return (revision, place) => {
    const wanted = place === undefined ? here : { directory: place.directory, environment: place.environment };
    const key = JSON.stringify([revision, wanted]);
    const known = loaded.get(key) ?? load(revision, wanted);
    loaded.set(key, known);
    return known;
  };
}
