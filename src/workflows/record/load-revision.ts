// Loads the manifests of a revision that a record names: from git, or from where manifests that are in no commit are kept.

import { type BaseOptions, type LoadedManifests, loadCommit, loadFiles } from '../../base/load.ts';
import { isLocal, type Revision } from '../../base/record/document.ts';
import { HintedError } from '../../contact/hinted-error.ts';
import { sentence, shown } from '../../contact/sentence.ts';
import type { OpenedRecords } from './open.ts';

/**
 * Loads the manifests of a revision; throws HintedError `base`, `git`. The directory is their path in a commit; absent: the one that
 * the manifests of today have.
 */
export type RevisionLoader = (revision: Revision, directory?: string) => Promise<LoadedManifests>;

/** Where records and manifests are, and what is known of today's. */
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
}: RevisionOptions): RevisionLoader {
  // Nothing else is passed on: filters of the command line must not leave out contacts of a revision.
  const shared = { directory: name, workingDirectory, now, ...(today === undefined ? {} : { today }) };
  const loaded = new Map<string, Promise<LoadedManifests>>();
  const load = (revision: Revision, path: string): Promise<LoadedManifests> => {
    const isToday = revision === todayIs && path === (opened.location?.path ?? '');
    const options = { ...shared, ...(isToday && today !== undefined ? { known: today } : {}) };
    const what = isLocal(revision) ? 'manifests in no commit' : shown(revision.slice(0, 10));
    const label = sentence`what was last applied (${what})`;
    if (isLocal(revision)) return loadFiles(opened.manifests.filesAt(revision), label, options);
    const { location } = opened;
    if (location !== undefined) return loadCommit(revision, { ...location, path }, label, options);
    throw new HintedError('base', sentence`${label} is a commit, and the manifests are in no git repository`, {
      hint: sentence`run in a clone of the repository, or write \`--base none\``,
    });
  };
  return (revision, directory = opened.location?.path ?? '') => {
    const key = `${revision} ${directory}`;
    const known = loaded.get(key) ?? load(revision, directory);
    loaded.set(key, known);
    return known;
  };
}
