// What an apply of a saved plan records: the manifests that were planned, even if those on disk have changed since.

import { HintedError } from '../../contact/hinted-error.ts';
import type { Plan } from '../../plan/document.ts';
import { revisionLoader } from './load-revision.ts';
import type { RecordOptions } from './open.ts';
import type { Recording } from './write.ts';

/** What an apply records, and whether its manifests are the ones that the plan was made from. */
export interface PlannedRecording {
  readonly recording: Recording;
  readonly isSameManifests: boolean;
}

/**
 * Returns what an apply of the plan records. If the manifests on disk are not the planned ones, those at the plan's commit are
 * recorded instead. If the plan has no commit, or the commit cannot be read, the manifests on disk are recorded, and only
 * contacts that the plan changed are recorded as applied.
 *
 * @throws HintedError `git`
 */
export async function recordingOf(
  { manifests: { digest, commit } }: Pick<Plan, 'manifests'>,
  recording: Recording,
  options: Pick<RecordOptions, 'directory' | 'workingDirectory' | 'now'>,
): Promise<PlannedRecording> {
  if (recording.whole.digest === digest) return { recording, isSameManifests: true };
  if (commit === null) return { recording, isSameManifests: false };
  const load = revisionLoader({
    ...options,
    opened: recording.opened,
    environmentName: recording.whole.environment?.name,
  });
  const planned = await load(commit).catch((error: unknown) => {
    if (error instanceof HintedError) return undefined;
    throw error;
  });
  if (planned === undefined || planned.configuration.digest !== digest) return { recording, isSameManifests: false };
  return { recording: { ...recording, whole: planned.configuration, revision: commit }, isSameManifests: true };
}
