// Chooses what the action does, from the event and the input `mode`. Pure.

import type { Event } from './event.ts';
import { StepFailed } from './step-failed.ts';

const MODES = ['validate', 'plan', 'apply'] as const;

/** What the action does. */
export type Mode = (typeof MODES)[number];

/**
 * Chooses the mode.
 *
 * @param wanted the input `mode`
 * @throws StepFailed for `pull_request_target`, and for an unknown mode
 */
export function chooseMode(wanted: string, event: Event): Mode {
  if (event.name === 'pull_request_target') {
    throw new StepFailed(
      "rollcall does not run on pull_request_target: a fork's manifests would be read with this repository's secrets. Use pull_request.",
    );
  }
  // Runs of forks have no secrets, so they can only validate.
  if (event.pullRequest?.isFork === true) return 'validate';
  if (wanted === 'auto') return event.name === 'push' ? 'apply' : 'plan';
  const mode = MODES.find((one) => one === wanted);
  if (mode === undefined) throw new StepFailed('mode must be auto, validate, plan or apply');
  return mode;
}

/**
 * Whether the run comments on its pull request: the input must allow it, and the event must belong to a pull request.
 *
 * @param wanted the input `comment`
 */
export function mayComment(wanted: string, event: Event): boolean {
  return event.pullRequest !== undefined && wanted.toLowerCase() === 'true';
}
