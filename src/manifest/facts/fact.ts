// What manifests say was found of unproven facts at an account. `rollcall doctor --rehearse` writes it, and people review it like
// any other change. It counts only where it is believed: see `LoadOptions.believe`.

import type { Finding } from '../../providers/capabilities.ts';

/** What manifests say of one fact. */
export interface DeclaredFact extends Finding {
  readonly account: string;
  /** Its id: `clear.firstName`. */
  readonly fact: string;
  /** The API version at which it was found out; at another one it says nothing. */
  readonly apiVersion: string;
  /** The environment in which it was found out; absent: the manifests declared none, and it counts in all. */
  readonly environment?: string;
  /** The manifest that says it. */
  readonly file: string;
}

/** Chooses the facts that are believed. */
export type Believe = (facts: readonly DeclaredFact[]) => Promise<readonly DeclaredFact[]>;

/** A fact of an account, and whether it is believed. */
export interface AccountFact extends Finding {
  readonly fact: string;
  readonly believed: boolean;
  /** The manifest that says it. */
  readonly file: string;
}

/** True if both say the same, wherever they stand. */
export function isSameFact(one: DeclaredFact, other: DeclaredFact): boolean {
  return (['account', 'fact', 'result', 'date', 'apiVersion', 'environment'] as const).every(
    (name) => one[name] === other[name],
  );
}
