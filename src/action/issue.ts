// The issue about drift (contacts that were changed at the vendor since the last apply): one per workflow, directory, account and
// environment, identified by a hidden marker. Pure.

import { MAX_COMMENT } from '../render/markdown/plan.ts';
import { commentMarker, type Subject, spellDirectory } from './subject.ts';

/** An open issue of the repository. */
export interface Issue {
  readonly number: number;
  readonly author: Author;
  readonly body: string;
}

/** The GitHub user or app that wrote an issue. */
interface Author {
  readonly login: string;
  readonly isBot: boolean;
}

/** The login under which the action's token writes; undefined for the token of an app whose login is not known. */
export type Writer = string | undefined;

/** What the issue is about. */
export interface Watched {
  readonly subject: Subject;
  /** Path of the workflow's file: `.github/workflows/contacts.yml`. */
  readonly workflow: string;
  /** URL of the run; empty if it is not known. */
  readonly run: string;
}

/** Builds the marker, which is the first line of the issue's text: an HTML comment, which GitHub does not show. */
export function issueMarker({ subject, workflow }: Pick<Watched, 'subject' | 'workflow'>): string {
  return commentMarker(subject).replace('<!-- rollcall ', `<!-- rollcall-drift ${encodeURIComponent(workflow)} `);
}

/** Builds the title of the issue. The issue is found by its marker, so people may change the title. */
export function issueTitle({ subject: { directory, account, env } }: Pick<Watched, 'subject'>): string {
  const where = env === '' ? '' : ` (${env})`;
  return `Contacts were changed at the vendor: ${account === '' ? spellDirectory(directory) : account}${where}`;
}

/**
 * Builds the text of the issue, which starts with the marker.
 *
 * @param report drift as Markdown, redacted
 * @returns at most MAX_COMMENT bytes of UTF-8
 */
export function issueBody(watched: Watched, report: string): string {
  const body = `${issueMarker(watched)}\n${report.trim()}\n${seenBy(watched)}`;
  if (report.trim() !== '' && Buffer.byteLength(body) <= MAX_COMMENT) return body;
  return `${issueMarker(watched)}\nThe report does not fit here; see the summary of the job.\n${seenBy(watched)}`;
}

/**
 * Builds the comment with which the issue is closed. It says which drift has ended, in the words of the first line of the issue's
 * report.
 */
export function closingComment(watched: Watched, issue: Pick<Issue, 'body'>): string {
  const summary = /^<p><b>([^<>]{1,500})<\/b><\/p>$/m.exec(issue.body)?.[1];
  const ended = summary === undefined ? '' : `\n<p>What ended: ${summary}</p>`;
  return `<p>The contacts are as they were applied: the drift has ended.</p>${ended}\n${seenBy(watched)}`;
}

function seenBy({ run }: Watched): string {
  return run === '' ? '' : `<p><a href="${run}">The run that saw it</a></p>`;
}

/**
 * Finds the existing issue: the oldest one that the writer itself opened, because anybody can write the marker.
 *
 * @param issues all open issues, pull requests left out
 */
export function findOwnIssue(
  issues: readonly Issue[],
  watched: Pick<Watched, 'subject' | 'workflow'>,
  writer: Writer,
): Issue | undefined {
  const marker = `${issueMarker(watched)}\n`;
  const own = issues.filter(({ author, body }) => isOwn(author, writer) && body.startsWith(marker));
  return own.toSorted((one, other) => one.number - other.number)[0];
}

function isOwn({ login, isBot }: Author, writer: Writer): boolean {
  return writer === undefined ? isBot : login.toLowerCase() === writer.toLowerCase();
}
