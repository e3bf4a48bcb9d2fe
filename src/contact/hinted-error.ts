// The error class of every expected failure. Any other error that is thrown is a bug in this program.

import { type Sentence, unmasked } from './sentence.ts';

/** Code of a failure. JSON output contains it as `error.code`, so that scripts can act on it. */
export type ErrorCode =
  | 'age' // an encrypted file, a recipient or an identity cannot be used
  | 'applied-ref' // the record of what was applied cannot be read from the remote, or cannot advance
  | 'base' // the base's manifests cannot be read, or are invalid
  | 'batch-may-run' // a batch of an earlier apply may still be carried out
  | 'changed-meanwhile' // a manifest was changed while it was edited
  | 'cannot-edit' // a manifest cannot be edited as asked; the reason is a code of the editor
  | 'contacts-file' // the file given with --contacts-from cannot be read, or names no contact
  | 'declined' // the confirmation was not answered with "yes"
  | 'environment' // an environment has to be named, or there is none of this name
  | 'foreign-store' // something under .rollcall was not written by this user
  | 'git' // git cannot be started or failed, or the repository cannot be trusted
  | 'import' // live contacts cannot be imported: a file is in the way
  | 'interrupted' // Ctrl+C at the confirmation
  | 'invalid-manifests' // the manifests have errors; details.diagnostics lists them
  | 'journal' // a file is not a journal, or there is nothing to resume
  | 'locked' // another apply is running at the same destination
  | 'manifest-directory' // the manifest directory cannot be read
  | 'no-credentials' // credentials are missing or unusable; details.diagnostics lists them
  | 'no-run' // there is no apply that could be rolled back
  | 'no-saved-plan' // the plan that a journal belongs to does not exist
  | 'not-interactive' // there is no terminal to confirm on
  | 'plan-encrypted' // a plan is encrypted, and no identity was given
  | 'plan-file' // a file is not a plan that this version can apply
  | 'plan-too-large' // the plan would contain more changes than it may
  | 'queue' // the queue of several machines cannot be used
  | 'read-failed' // the vendor could not be read
  | 'sandbox' // a sandbox cannot be reached, or rejects the definitions (lists, properties) that it is sent
  | 'secrets-file' // the file given with --secrets cannot be read
  | 'snapshot' // a file is not a snapshot, or a snapshot cannot be taken
  | 'source-file' // the file of a source cannot be read
  | 'store' // a file cannot be read or written
  | 'unknown-contact' // no manifest declares the contact
  | 'unknown-source' // no manifest declares a source of this name
  | 'usage'; // the command line is wrong

/** Optional parts of a HintedError. */
export interface HintedErrorOptions {
  /** Advice to the user. */
  readonly hint?: Sentence | undefined;
  /** Distinguishes failures with the same code: `missing`. */
  readonly reason?: string | undefined;
  /** Additional members of the error in JSON output. */
  readonly details?: Readonly<Record<string, unknown>>;
  /** The caught error; never shown, because it may quote personal data. */
  readonly cause?: unknown;
}

/** An expected failure, with a hint on what the user can do. */
export class HintedError extends Error {
  override readonly name = 'HintedError';
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  readonly reason: string | undefined;
  readonly details: Readonly<Record<string, unknown>>;
  /** Message and hint with their arguments, for redaction. */
  readonly sentences: { readonly message: Sentence; readonly hint: Sentence | undefined };

  constructor(code: ErrorCode, message: Sentence, { hint, reason, details = {}, cause }: HintedErrorOptions = {}) {
    super(unmasked(message), { cause });
    this.code = code;
    this.hint = hint && unmasked(hint);
    this.reason = reason;
    this.details = details;
    this.sentences = { message, hint };
  }
}

/**
 * True if the caught value is a HintedError with this code.
 *
 * @param reason if given, the error must also have this reason
 */
export function hasCode(error: unknown, code: ErrorCode, reason?: string): error is HintedError {
  return error instanceof HintedError && error.code === code && (reason === undefined || error.reason === reason);
}
