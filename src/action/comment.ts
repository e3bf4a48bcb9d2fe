// The sticky comment of a pull request: one per directory, account and environment, identified by a hidden marker. Pure.

import { MAX_COMMENT } from '../render/markdown/plan.ts';
import { commentMarker, type Subject } from './subject.ts';

/** A comment of a pull request. */
export interface Comment {
  readonly id: number;
  readonly isBot: boolean;
  readonly body: string;
}

/**
 * Builds the text of the comment, which starts with the marker.
 *
 * @param plan as Markdown; empty if planning failed before it printed anything
 * @returns at most MAX_COMMENT bytes of UTF-8
 */
export function commentBody(subject: Subject, plan: string): string {
  const text = plan.trim() === '' ? 'rollcall could not plan; see the log of the run.' : plan.trim();
  const body = `${commentMarker(subject)}\n${text}`;
  if (Buffer.byteLength(body) <= MAX_COMMENT) return body;
  return `${commentMarker(subject)}\nThe plan is too long for a comment; see the summary of the job.`;
}

/** Finds the existing comment: one that begins with the marker and is by a bot, because anybody can write the marker. */
export function findOwnComment(comments: readonly Comment[], subject: Subject): Comment | undefined {
  return comments.find(({ isBot, body }) => isBot && body.startsWith(commentMarker(subject)));
}
