// The mistakes of environments: codes and their argument types. render/words/diagnostics composes the sentences.

import type { Personal } from '../../contact/argument.ts';

/** Mistakes in what the manifests declare about environments. */
export type EnvironmentMistakes = {
  readonly 'invalid-environment-name': { readonly name: Personal<'name'> };
  /**
   * Two files declare the same setting or account of an environment.
   *
   * `other`: the position of the first one, which toDiagnostics adds.
   */
  readonly 'duplicate-in-environment': {
    readonly environment: string;
    readonly name: string;
  } & Partial<Readonly<Record<'other', Personal<'file'>>>>;
  /** An environment mentions other accounts, but not this one. */
  readonly 'account-not-mentioned': { readonly environment: string; readonly account: string };
  /** An environment declares a setting that must be the same in all environments. */
  readonly 'not-in-environments': { readonly field: string };
};
