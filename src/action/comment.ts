// The sticky comment of a pull request: one for each account, found again by a marker that no reader sees. Pure.

import { MAX_COMMENT } from '../render/markdown/plan.ts';

export interface Comment {
  readonly id: number;
  readonly isBot: boolean;
  readonly body: string;
}

/** @param account empty for all accounts */
function commentMarker(account: string): string {
  return `<!-- rollcall ${encodeURIComponent(account)} -->`;
}

/**
 * @param plan as Markdown; empty where planning failed before it could print anything
 * @returns at most as many characters as GitHub takes
 */
export function commentBody(account: string, plan: string): string {
  const text = plan.trim() === '' ? 'rollcall could not plan: see the run’s log.' : plan.trim();
  const body = `${commentMarker(account)}\n${text}`;
  if (body.length <= MAX_COMMENT) return body;
  return `${commentMarker(account)}\nThe plan is too long for a comment: see the summary of the job.`;
}

/** Anybody can write the marker, so only a bot's comment is ours. */
export function findOwnComment(comments: readonly Comment[], account: string): Comment | undefined {
  return comments.find(({ isBot, body }) => isBot && body.startsWith(commentMarker(account)));
}
