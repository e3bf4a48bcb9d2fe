// Steps that only say something.

import { annotate } from '../runner.ts';
import { StepFailed } from '../step-failed.ts';

/** Says, before anything is applied, that nobody reviewed it. */
export async function noteUnreviewed(): Promise<void> {
  annotate(
    'notice',
    'What the manifests say is applied, and nothing of it was reviewed: without `identity` no kept plan can be opened. Give `identity`, or `reviewed: none` if this is meant.',
  );
}

/** @throws StepFailed always: the action that downloads says only that it could not */
export async function failDownload(): Promise<void> {
  throw new StepFailed(
    'Nothing was applied: the reviewed plan could not be downloaded. Add `actions: read` to the permissions of the job; if it has that, run it again.',
  );
}
