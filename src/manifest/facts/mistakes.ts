// Mistakes in facts of accounts.

import type { Personal } from '../../contact/argument.ts';

/** The mistakes in facts: types of their arguments, by code. */
export type FactMistakes = {
  /**
   * The account's vendor has no unproven fact with this id. A later version of rollcall may know the fact, or the vendor's
   * documents have settled it since.
   */
  readonly 'unknown-fact': { readonly fact: Personal<'value'>; readonly label: string };
  readonly 'duplicate-fact': { readonly fact: Personal<'value'> } & Partial<
    Readonly<Record<'other', Personal<'file'>>>
  >;
  /** The facts are not used, because the default branch does not have them or because it is unknown whether it does. */
  readonly 'facts-not-merged': { readonly account: string; readonly facts: number };
};
