// Chooses the reviewed plan, from the inputs. Pure.

/** Which plan was reviewed. */
export type Review =
  /** The plans saved for the merged pull requests. */
  | { readonly kind: 'pull-request' }
  /** The plan in a file. */
  | { readonly kind: 'file'; readonly file: string }
  /** Apply without a review, as configured. */
  | { readonly kind: 'none' }
  /** No review, because saved plans cannot be decrypted. */
  | { readonly kind: 'no-identity' };

/** Inputs about the review. */
export interface ReviewInputs {
  /** The input `reviewed`: auto, none or a path; empty means auto. */
  readonly reviewed: string;
  /** Path of the age identity file; empty if not set. */
  readonly identity: string;
}

/** Chooses the reviewed plan. */
export function chooseReview({ reviewed, identity }: ReviewInputs): Review {
  if (reviewed === 'none') return { kind: 'none' };
  if (reviewed !== 'auto' && reviewed !== '') return { kind: 'file', file: reviewed };
  return { kind: identity === '' ? 'no-identity' : 'pull-request' };
}
