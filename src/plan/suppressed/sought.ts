import type { SourcePosition } from '../../contact/contact.ts';

/** The suppression or erasure that names a live contact: the person must not be mailed, or is to be forgotten. */
export interface Sought {
  readonly isErasure: boolean;
  /** Position of the suppression or erasure in the manifests. */
  readonly source: SourcePosition;
  /** True if no earlier apply knew of it. */
  readonly isNew: boolean;
}
