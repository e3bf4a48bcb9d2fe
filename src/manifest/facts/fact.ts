// Types for the facts of an account: what was found out there about capabilities that no vendor document proves, such as whether
// a field can be cleared. `rollcall doctor --rehearse` writes facts to the manifests, and people review them like any other
// change. A fact is used only if it is believed: see `LoadOptions.believe`.

import type { Finding } from '../../providers/capabilities.ts';

/** One fact, as a manifest records it. */
export interface DeclaredFact extends Finding {
  readonly account: string;
  /** Id of the fact, such as `clear.firstName`. */
  readonly fact: string;
  /** The API version at which it was found out; at another version it says nothing. */
  readonly apiVersion: string;
  /**
   * The environment in which it was found out. Absent if the manifests declared none; the fact then holds in every environment.
   */
  readonly environment?: string;
  /** Name of the manifest that records it. */
  readonly file: string;
}

/** Returns those of the given facts that are believed. */
export type Believe = (facts: readonly DeclaredFact[]) => Promise<readonly DeclaredFact[]>;

/** A fact of an account, and whether it is believed. */
export interface AccountFact extends Finding {
  readonly fact: string;
  readonly believed: boolean;
  /** Name of the manifest that records it. */
  readonly file: string;
}

/** Returns whether two facts are the same, apart from the file that records them. */
export function isSameFact(one: DeclaredFact, other: DeclaredFact): boolean {
  return (['account', 'fact', 'result', 'date', 'apiVersion', 'environment'] as const).every(
    (name) => one[name] === other[name],
  );
}
