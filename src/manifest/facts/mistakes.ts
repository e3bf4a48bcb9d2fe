// Mistakes in facts of accounts.

import type { Personal } from '../../contact/argument.ts';

/** Argument types, by code. */
export type FactMistakes = {
  /** The account's vendor has no unproven fact of this id: a later version of rollcall may know it, or its document does by now. */
  readonly 'unknown-fact': { readonly fact: Personal<'value'>; readonly label: string };
  readonly 'duplicate-fact': { readonly fact: Personal<'value'> } & Partial<
    Readonly<Record<'other', Personal<'file'>>>
  >;
  /** The default branch does not have them, or that is not known. */
  readonly 'facts-not-merged': { readonly account: string; readonly facts: number };
};
