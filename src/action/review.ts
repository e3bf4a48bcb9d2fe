// Inputs → which plan was reviewed. Pure.

export type Review =
  /** The plan that was kept of the merged pull request. */
  | { readonly kind: 'pull-request' }
  | { readonly kind: 'file'; readonly file: string }
  /** Nothing was reviewed, and nothing has to be. */
  | { readonly kind: 'none' }
  /** Nothing was reviewed, as no kept plan can be opened. */
  | { readonly kind: 'no-identity' };

export interface ReviewInputs {
  /** The input `reviewed`: auto, none or a file; empty is auto. */
  readonly reviewed: string;
  /** A file with the age identity, or empty. */
  readonly identity: string;
}

export function chooseReview({ reviewed, identity }: ReviewInputs): Review {
  if (reviewed === 'none') return { kind: 'none' };
  if (reviewed !== 'auto' && reviewed !== '') return { kind: 'file', file: reviewed };
  return { kind: identity === '' ? 'no-identity' : 'pull-request' };
}
