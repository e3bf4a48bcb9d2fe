// Chooses what the action does, from the event and the input `mode`. Pure.

import type { Event } from './event.ts';
import { StepFailed } from './step-failed.ts';

const MODES = ['validate', 'plan', 'apply', 'drift'] as const;

/**
 * Events that the action refuses, each with the reason. Their runs have the secrets of this repository, and work on something
 * that anybody may have sent.
 */
const REFUSED_EVENTS: Readonly<Record<string, string>> = {
  pull_request_target: 'a fork’s manifests would be read with this repository’s secrets',
  workflow_run: 'what another workflow left, for a fork too, would be read with this repository’s secrets',
  issue_comment: 'anybody who can comment would decide when it runs with this repository’s secrets',
};

/** What the action does. */
export type Mode = (typeof MODES)[number];

/**
 * Chooses the mode.
 *
 * @param wanted the input `mode`
 * @throws StepFailed for an event of REFUSED_EVENTS, and for an unknown mode
 */
export function chooseMode(wanted: string, event: Event): Mode {
  if (Object.hasOwn(REFUSED_EVENTS, event.name)) {
    throw new StepFailed(
      `rollcall does not run on ${event.name}: ${REFUSED_EVENTS[event.name]}. Use pull_request, push, schedule or workflow_dispatch.`,
    );
  }
  // Runs of forks have no secrets, so they can only validate.
  if (event.pullRequest?.isFork === true) return 'validate';
  if (wanted === 'auto') return event.name === 'push' ? 'apply' : 'plan';
  const mode = MODES.find((one) => one === wanted);
  if (mode === undefined) throw new StepFailed('mode must be auto, validate, plan, apply or drift');
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
