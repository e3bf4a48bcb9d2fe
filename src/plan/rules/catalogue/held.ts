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
  unreachable: {
    means:
      'The manifest declares `subscribed`, and the vendor delivers nothing to the address: it is suppressed, or the person has not confirmed the subscription yet.',
    counts: '{amount} declared subscribed cannot be reached',
    says: {
      suppressed: {
        sentence: 'the vendor delivers nothing to the address after a bounce or a complaint',
        wayOut: '{way}',
        takes: { way: 'text' },
      },
      pending: {
        sentence: 'the person was asked to confirm the subscription, and has not done so yet',
        wayOut: '',
        takes: {},
      },
    },
  },
  'opted-out-elsewhere': {
    means:
      'The manifest declares `subscribed`, but the person has opted out at another account of the same sender. A contact that does not exist is created without the right to mail it, where the vendor can.',
    counts: '{amount:person/people} opted out at another account of the sender',
    says: {
      sentence: 'the person has opted out at {account}, an account of the same sender',
      wayOut: '',
      takes: { account: 'text' },
    },
  },
  'suppressed-here': {
    means:
      'The manifest declares `subscribed`, but its `suppressions` name the person, and nobody is subscribed against them.',
    counts: '{amount:person/people} suppressed, not subscribed',
    says: {
      sentence: 'the manifests’ `suppressions` name the person, who is not subscribed',
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
