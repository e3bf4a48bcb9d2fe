// Reasons why something that the manifests declare is held: it is not written, is no fault and owes nothing. The reasons are in the
// order in which they are counted.

import type { Entry } from './entry.ts';

/** A reason, with the phrase that counts its contacts in the first lines of a plan; `{amount}` is their number. */
export interface HeldEntry extends Entry {
  readonly counts: string;
}

/** The reasons, by their ids. */
export const HELD_REASONS = {
  'opt-out': {
    means:
      'The manifest still declares `subscribed`, but the person has opted out at the vendor, and the opt-out is respected.',
    counts: '{amount:opt-out} respected',
    says: {
      sentence: 'the person has opted out at the vendor, and the opt-out is respected',
      wayOut: '',
      takes: {},
    },
  },
  'would-lose-opt-out': {
    means:
      'The contact is no longer declared, and is not deleted because the person has opted out: the vendor would lose the record of the opt-out.',
    counts: '{amount:contact} not deleted, to keep the opt-out',
    says: {
      sentence: 'the person has opted out, and deleting the contact would lose the record of the opt-out',
      wayOut: '',
      takes: {},
    },
  },
} as const satisfies Readonly<Record<string, HeldEntry>>;
