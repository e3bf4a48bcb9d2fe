// Steps that only print a message.

import { annotate } from '../runner.ts';
import { StepFailed } from '../step-failed.ts';

/** Prints a notice, before anything is applied, that the manifests are applied without a review. */
export async function noteUnreviewed(): Promise<void> {
  annotate(
    'notice',
    'The manifests are applied without a review, because saved plans cannot be decrypted without `identity`. Set `identity`, or `reviewed: none` if this is intended.',
  );
}

/**
 * Fails with an explanation of the failed download; the download action itself does not say what to do.
 *
 * @throws StepFailed always
 */
export async function failDownload(): Promise<void> {
  throw new StepFailed(
    'Nothing was applied: the reviewed plan could not be downloaded. Add `actions: read` to the permissions of the job; if it has this permission, run the job again.',
  );
}
