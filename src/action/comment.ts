// The sticky comment of a pull request: one per account, identified by a hidden marker. Pure.

import { MAX_COMMENT } from '../render/markdown/plan.ts';

/** A comment of a pull request. */
export interface Comment {
  readonly id: number;
  readonly isBot: boolean;
  readonly body: string;
}

/** The hidden marker that identifies the comment of an account; an empty name stands for all accounts. */
function commentMarker(account: string): string {
  return `<!-- rollcall ${encodeURIComponent(account)} -->`;
}

/**
 * Builds the text of the comment, which starts with the marker.
 *
 * @param plan as Markdown; empty if planning failed before it printed anything
 * @returns at most as many characters as GitHub accepts
 */
export function commentBody(account: string, plan: string): string {
  const text = plan.trim() === '' ? 'rollcall could not plan; see the log of the run.' : plan.trim();
  const body = `${commentMarker(account)}\n${text}`;
  if (body.length <= MAX_COMMENT) return body;
  return `${commentMarker(account)}\nThe plan is too long for a comment; see the summary of the job.`;
}

/** Finds the existing comment. Only a bot's comment counts, because anybody can write the marker. */
export function findOwnComment(comments: readonly Comment[], account: string): Comment | undefined {
  return comments.find(({ isBot, body }) => isBot && body.startsWith(commentMarker(account)));
}
