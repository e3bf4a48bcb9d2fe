import type { SourcePosition } from '../../contact/contact.ts';

/** What says of a live contact that it must not be mailed, or is to be forgotten. */
export interface Sought {
  readonly isErasure: boolean;
  /** Where the manifests say so. */
  readonly source: SourcePosition;
  /** No earlier apply knew of it. */
  readonly isNew: boolean;
}
