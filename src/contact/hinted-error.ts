// The one error for every failure that is foreseen. Everything else that is thrown is a fault of this program.

import type { Arguments } from './argument.ts';

/** What failed. JSON output has it as `error.code`, so that a script can act on it. */
export type ErrorCode =
  | 'age' // an encrypted file, a recipient or an identity cannot be used
  | 'applied-ref' // the record of what was applied cannot be read from the remote, or cannot advance
  | 'base' // the manifests of the base cannot be read, or are invalid
  | 'declined' // the question was not answered with "yes"
  | 'env-file' // the file of --env-file cannot be read
  | 'git' // git cannot be started, may not be asked, or failed
  | 'interrupted' // Ctrl+C at the question
  | 'invalid-manifests' // the manifests have mistakes; details.diagnostics lists them
  | 'journal' // a file is not a journal, or there is nothing to resume
  | 'locked' // another apply is at work with the same credential
  | 'manifest-directory' // the directory of the manifests cannot be read
  | 'no-credentials' // credentials are missing or unusable; details.diagnostics lists them
  | 'no-saved-plan' // the plan that a journal belongs to is not there
  | 'not-interactive' // there is no terminal to confirm on
  | 'plan-encrypted' // a plan is encrypted, and no identity was given
  | 'plan-file' // a file is not a plan, or not one that this version can apply
  | 'plan-too-large' // more changes than a plan can hold
  | 'read-failed' // the vendor could not be read
  | 'snapshot' // a file is not a snapshot, or a snapshot cannot be taken
  | 'store' // a file cannot be read or written
  | 'unknown-contact' // no manifest declares the contact
  | 'usage'; // the command line is wrong

/** What a HintedError carries besides its code and its message. */
export interface HintedErrorOptions {
  /** What to do about it, as a sentence without a full stop. */
  readonly hint?: string | undefined;
  /** Tells failures with the same code apart: `missing`. */
  readonly reason?: string | undefined;
  /** Further members of the error in JSON output. */
  readonly details?: Readonly<Record<string, unknown>>;
  /** What the message says, as code and arguments: redaction masks the arguments and makes the sentence anew. */
  readonly said?: { readonly code: string; readonly args: Arguments };
  /** What was caught; never shown, as it may quote somebody's data. */
  readonly cause?: unknown;
}

/** A foreseen failure: what failed, in words, and what to do about it. */
export class HintedError extends Error {
  override readonly name = 'HintedError';
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  readonly reason: string | undefined;
  readonly details: Readonly<Record<string, unknown>>;
  readonly said: HintedErrorOptions['said'];

  /** @param message a sentence without a full stop */
  constructor(code: ErrorCode, message: string, { hint, reason, details = {}, said, cause }: HintedErrorOptions = {}) {
    super(message, { cause });
    this.code = code;
    this.hint = hint;
    this.reason = reason;
    this.details = details;
    this.said = said;
  }
}

/**
 * Whether something caught is a foreseen failure of one kind.
 *
 * @param reason absent: whatever the reason
 */
export function hasCode(error: unknown, code: ErrorCode, reason?: string): error is HintedError {
  return error instanceof HintedError && error.code === code && (reason === undefined || error.reason === reason);
}
