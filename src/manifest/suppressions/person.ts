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
}
