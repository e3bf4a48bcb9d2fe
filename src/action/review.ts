// Inputs → which plan was reviewed. Pure.

export type Review =
  /** The plan that was kept of the merged pull request. */
  | { readonly from: 'pull-request' }
  | { readonly from: 'file'; readonly file: string }
  /** Nothing was reviewed: `asked` for with `none`, or no kept plan can be opened. */
  | { readonly from: 'nowhere'; readonly why: 'asked' | 'no-identity' };

export interface ReviewInputs {
  /** The input `reviewed`: auto, none or a file; empty is auto. */
  readonly reviewed: string;
  /** A file with the age identity, or empty. */
  readonly identity: string;
}

export function chooseReview({ reviewed, identity }: ReviewInputs): Review {
  if (reviewed === 'none') return { from: 'nowhere', why: 'asked' };
  if (reviewed !== 'auto' && reviewed !== '') return { from: 'file', file: reviewed };
  return identity === '' ? { from: 'nowhere', why: 'no-identity' } : { from: 'pull-request' };
}
