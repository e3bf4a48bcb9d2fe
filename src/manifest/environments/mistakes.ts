// The mistakes of environments: codes and their argument types. render/words/diagnostics composes the sentences.

import type { Personal } from '../../contact/argument.ts';

/** Mistakes in what the manifests say of environments. */
export type EnvironmentMistakes = {
  readonly 'invalid-environment-name': { readonly name: Personal<'name'> };
  /**
   * An environment has a setting, or an account, twice: in two files.
   *
   * `other`: the position of the first one, which toDiagnostics adds.
   */
  readonly 'duplicate-in-environment': {
    readonly environment: string;
    readonly name: string;
  } & Partial<Readonly<Record<'other', Personal<'file'>>>>;
  /** An environment mentions some accounts, and not this one. */
  readonly 'account-not-mentioned': { readonly environment: string; readonly account: string };
  /** A setting that an account has once, for all environments. */
  readonly 'not-in-environments': { readonly field: string };
};
