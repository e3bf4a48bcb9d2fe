// The mistakes of suppressions and erasures: codes and their argument types. render/words/diagnostics composes the sentences.

import type { Personal } from '../../contact/argument.ts';
import type { DataFileRefusal } from '../sources/mistakes.ts';

/** Mistakes in what the manifests declare about people who must not be mailed, or are to be forgotten. */
export type SuppressionMistakes = {
  /** A suppression that names nobody, or more than one person or file. */
  readonly 'suppression-form': { readonly what: 'none' | 'several' | 'column' };
  readonly 'invalid-digest': { readonly value: Personal<'value'> };
  /**
   * `leaves`: the file lies outside the repository or, without one, outside the parent of the directory. `column`: the file has
   * none of these columns.
   */
  readonly 'suppression-file':
    | DataFileRefusal
    | { readonly why: 'text' | 'line' }
    | { readonly why: 'column'; readonly columns: readonly string[] };
  /** The environment variable that holds the key of digests is not set, or so short that addresses could be found by trying. */
  readonly 'missing-digest-key': { readonly variable: string };
};
