// A step that only prints a message.

import { annotate } from '../runner.ts';

/** Prints a notice, before anything is applied, that the manifests are applied without a review. */
export async function noteUnreviewed(): Promise<void> {
  annotate(
    'notice',
    'The manifests are applied without a review, because saved plans cannot be decrypted without `identity`. Set `identity`, or `reviewed: none` if this is intended.',
  );
}
