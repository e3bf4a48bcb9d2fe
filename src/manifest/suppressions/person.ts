// The types of people who must not be mailed, or who asked to be forgotten.

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
  /**
   * Present if the suppression stands in a file that the manifests name with `from`. The digest of the manifests does not cover
   * such files.
   */
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
  /** True if the manifests say that the erasure is done (`doneAt`): the vendors' own forms for it were sent, too. */
  readonly isDone: boolean;
  readonly source: SourcePosition;
}

/** An erasure at one account. */
export interface ErasureHere {
  /**
   * The vendor's ids of the person when the erasure was asked for; undefined if they are not known. A contact with another id
   * came later.
   */
  readonly ids: readonly string[] | undefined;
  readonly isDone: boolean;
}
