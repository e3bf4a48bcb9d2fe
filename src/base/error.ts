import type { Diagnostic } from '../manifest/diagnostic.ts';

/** The base that removals are worked out from cannot be had, or is invalid: there is no plan then, never one from part of it. */
export class BaseError extends Error {
  override readonly name = 'BaseError';
  /** The command to run, where there is one. */
  readonly hint: string;
  /** Mistakes in the base's manifests. */
  readonly diagnostics: readonly Diagnostic[];

  constructor(message: string, hint: string, diagnostics: readonly Diagnostic[] = []) {
    super(message);
    this.hint = hint;
    this.diagnostics = diagnostics;
  }
}
