// Event and input → what the action does. Pure.

import type { Event } from './event.ts';
import { StepFailed } from './step-failed.ts';

const MODES = ['validate', 'plan', 'apply'] as const;

export type Mode = (typeof MODES)[number];

/**
 * @param wanted the input `mode`
 * @throws StepFailed for an event that is refused, and for an unknown mode
 */
export function chooseMode(wanted: string, event: Event): Mode {
  if (event.name === 'pull_request_target') {
    throw new StepFailed(
      "rollcall does not run on pull_request_target: a fork's manifests would be read with this repository's secrets. Use pull_request.",
    );
  }
  // A fork's run has no secrets, whatever was asked for.
  if (event.pullRequest?.isFork === true) return 'validate';
  if (wanted === 'auto') return event.name === 'push' ? 'apply' : 'plan';
  const mode = MODES.find((one) => one === wanted);
  if (mode === undefined) throw new StepFailed('mode is auto, validate, plan or apply');
  return mode;
}

/** A run comments on its own pull request only, and may be told not to. */
export function mayComment(wanted: string, event: Event): boolean {
  return event.pullRequest !== undefined && wanted.toLowerCase() === 'true';
}
