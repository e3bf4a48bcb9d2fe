// The event that started the workflow, reduced to what the action needs. Pure.

import { integerIn, member, textIn } from './json.ts';

/** The event that started the workflow. */
export interface Event {
  /** `push`, `schedule`, …: docs.github.com, "Events that trigger workflows". */
  readonly name: string;
  /** Present for `pull_request`. */
  readonly pullRequest?: PullRequestEvent;
  /** For `push`: SHA of the branch's latest commit before the push. Absent if the push created the branch. */
  readonly before?: string;
}

interface PullRequestEvent {
  readonly number: number;
  /** Whether the branch belongs to another repository, or to a deleted one. Such a run gets no secrets. */
  readonly isFork: boolean;
}

/**
 * Parses the event.
 *
 * @param name of the event
 * @param payload the parsed file at GITHUB_EVENT_PATH
 * @param repository `owner/name` of the workflow
 * @throws Error for a pull request without a number
 */
export function parseEvent(name: string, payload: unknown, repository: string): Event {
  if (name === 'push') return { name, ...beforeIn(payload) };
  if (name !== 'pull_request') return { name };
  const pullRequest = member(payload, 'pull_request');
  const number = integerIn(pullRequest, 'number');
  if (number === undefined) throw new Error('the event has no pull request');
  return { name, pullRequest: { number, isFork: !isIn(repository, member(pullRequest, 'head')) } };
}

/** Reads the SHA of the branch's latest commit before the push. GitHub sends zeros if the branch did not exist. */
function beforeIn(payload: unknown): Pick<Event, 'before'> {
  const before = textIn(payload, 'before') ?? '';
  return /^(?!0+$)[0-9a-f]{40,64}$/.test(before) ? { before } : {};
}

function isIn(repository: string, head: unknown): boolean {
  // Repository names at GitHub are case-insensitive.
  return textIn(member(head, 'repo'), 'full_name')?.toLowerCase() === repository.toLowerCase();
}
