// Chooses from the inputs which plan is taken as the reviewed one. Pure.

/** Which plan is taken as the reviewed one; apply sends only changes that it contains. */
export type Review =
  /** The plans saved for the merged pull requests. */
  | { readonly kind: 'pull-request' }
  /** The plan in a file. */
  | { readonly kind: 'file'; readonly file: string }
  /** No plan: the inputs ask to apply without a review. */
  | { readonly kind: 'none' }
  /** No plan: without an age identity, the saved plans cannot be decrypted. */
  | { readonly kind: 'no-identity' };

/** Inputs about the review. */
export interface ReviewInputs {
  /** The input `reviewed`: auto, none or a path; empty means auto. */
  readonly reviewed: string;
  /** Path of the age identity file; empty if not set. */
  readonly identity: string;
}

/** Chooses which plan is taken as the reviewed one. */
export function chooseReview({ reviewed, identity }: ReviewInputs): Review {
  if (reviewed === 'none') return { kind: 'none' };
  if (reviewed !== 'auto' && reviewed !== '') return { kind: 'file', file: reviewed };
  return { kind: identity === '' ? 'no-identity' : 'pull-request' };
}
