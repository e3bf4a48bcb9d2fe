// The type of a person who must not be mailed.

import type { SourcePosition } from '../../contact/contact.ts';

/** How a suppression names a person. */
export const NAMED_BY = ['email', 'phone', 'digest'] as const;
export type NamedBy = (typeof NAMED_BY)[number];

/** One person who must not be mailed. */
export interface Suppression {
  readonly kind: NamedBy;
  /** Normalised. A digest is the id of its key, a colon, and the lower-case hex of the HMAC. */
  readonly value: string;
  /** Names of the accounts; absent: all. */
  readonly accounts?: readonly string[];
  readonly source: SourcePosition;
  /** It stands in a file that the manifests name with `from`, and that their digest does not cover. */
  readonly isInFile?: true;
  /** Present if the person asked to be forgotten. */
  readonly erasure?: ErasureHere;
}

/** One person who asked to be forgotten. */
export interface Erasure {
  readonly digest: string;
  /** Names of the accounts; absent: all. */
  readonly accounts?: readonly string[];
  /** The vendors' ids of the person when the erasure was asked for, by account. */
  readonly ids: Readonly<Record<string, readonly string[]>>;
  /** True once the vendors' own forms were sent, too. */
  readonly isDone: boolean;
  readonly source: SourcePosition;
}

/** An erasure at one account. */
export interface ErasureHere {
  /** The vendor's ids of the person; undefined if they are not known. Somebody with another id came later. */
  readonly ids: readonly string[] | undefined;
  readonly isDone: boolean;
}
