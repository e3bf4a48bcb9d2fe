// Reasons why something that the manifests declare is held: it is not written because a person has decided otherwise. That is no
// fault, and later plans do not count it as unfinished. The reasons are in the order in which they are counted.

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
      'The manifest declares `subscribed`, but `suppressions` or `erasures` name the person, and nobody is subscribed against them.',
    counts: '{amount:person/people} suppressed, not subscribed',
    says: {
      sentence: 'the manifests’ `suppressions` or `erasures` name the person, who is not subscribed',
      wayOut: '',
      takes: {},
    },
  },
  'was-here': {
    means:
      'The manifest declares `subscribed`, and the vendor had the contact at an apply before. Now the contact is gone, or was created anew without a subscription: nobody becomes mailable because of that.',
    counts: '{amount} gone since the last apply, not subscribed again',
    says: {
      gone: {
        sentence:
          'the vendor had the contact at the last apply ({at:instant}) and has it no more, so it is not created again as subscribed',
        wayOut:
          'take it out of the manifests; or write `recreate: true` on it, which creates it without mailing rights, and subscribes it if its `consent` is newer than that apply',
        takes: { at: 'text' },
      },
      undeclared: {
        sentence:
          'the vendor had the contact when the manifests declared it before, and has it no more, so it is not created again as subscribed',
        wayOut:
          'take it out of the manifests; or write `recreate: true` on it, which creates it without mailing rights, and subscribes it if its `consent` is newer than the last apply ({at:instant})',
        takes: { at: 'text' },
      },
      recreated: {
        sentence: 'the vendor had the contact at an apply before, and it is created again without mailing rights',
        wayOut: 'to subscribe it, declare `consent` that is newer than the last apply ({at:instant})',
        takes: { at: 'text' },
      },
      anew: {
        sentence:
          'the contact was subscribed at the last apply ({at:instant}) and is not now: it was created anew, or changed at the vendor',
        wayOut: 'to subscribe it, declare `consent` that is newer than that apply, or a later `statusChangedAt`',
        takes: { at: 'text' },
      },
    },
  },
  'may-have-been-here': {
    means:
      'A row of a query declares `subscribed`, the vendor does not have the contact, and the rows that the query had in the base are not known. The vendor may have had the contact before, so it is not created as subscribed.',
    counts: '{amount} may have been here before, not subscribed',
    says: {
      sentence:
        'the rows that its query had in the base are not known, so the vendor may have had the contact before, and it is not created as subscribed',
      wayOut:
        'plan where the last apply kept its rows; or plan with `--base none` if nobody of this query was ever applied',
      takes: {},
    },
  },
  'was-erased': {
    means:
      'The manifests declare somebody whom an erasure named at an earlier apply, and no longer have the erasure, as after a revert. Nobody is brought back by that: the contact is not created, not filled again, and not subscribed.',
    counts: '{amount:person/people} forgotten before, not brought back',
    says: {
      gone: {
        sentence:
          'an erasure named the person at an earlier apply (the last one was {at:instant}), and the manifests have it no more; the vendor does not have the contact, and it is not created',
        wayOut:
          'put the erasure back, and take the contact out of the manifests; or, if the person has come back to you since, write `recreate: true` on it, which creates it without mailing rights, and subscribes it if its `consent` is newer than that apply',
        takes: { at: 'text' },
      },
      silent: {
        sentence:
          'an erasure named the person at an earlier apply (the last one was {at:instant}), and the manifests have it no more; the vendor still has the contact without a subscription, and it is left as it is',
        wayOut:
          'put the erasure back, and take the contact out of the manifests; or, if the person has come back to you since, write `recreate: true` on it, which updates it, and subscribes it if its `consent` is newer than that apply',
        takes: { at: 'text' },
      },
      recreated: {
        sentence: 'an erasure named the person at an earlier apply, so the contact gets no mailing rights',
        wayOut: 'to subscribe it, declare `consent` that is newer than the last apply ({at:instant})',
        takes: { at: 'text' },
      },
    },
  },
  'subscribed-again': {
    means:
      'The manifest declares `unsubscribed`, which was applied, and somebody has subscribed since. The newer choice stands.',
    counts: '{amount} subscribed again (`pull` takes it)',
    says: {
      sentence: '`unsubscribed` was applied, and the person is subscribed since: the newer choice stands',
      wayOut: '`rollcall pull` takes it; to unsubscribe the person again, declare a later `statusChangedAt`',
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
