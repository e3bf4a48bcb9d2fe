// Rules that block a change of consent, or a change that would lose consent or an opt-out.

import type { Entry } from './entry.ts';

/** The rules about consent, by rule id. */
export const CONSENT_RULES = {
  resubscribe: {
    means:
      'The manifest resubscribes a person who opted out. That needs consent that is newer than the opt-out, and an account that allows it.',
    says: {
      'needs-consent': {
        sentence: 'the person opted out on {since}, and the manifest subscribes them again',
        wayOut: 'if they have agreed again, add {missing:code}',
        takes: { since: 'date', missing: 'texts' },
      },
      'needs-consent-undated': {
        sentence: 'the person opted out (the vendor does not say when), and the manifest subscribes them again',
        wayOut: 'if they have agreed again, add {missing:code}',
        takes: { missing: 'texts' },
      },
      'older-consent': {
        sentence:
          'the person opted out (the vendor does not say when), and the declared consent is older than the status declared or applied on {recordedAt}',
        wayOut:
          'if they have agreed again since, declare the `consent.createdAt` of the new consent; to resubscribe them on purpose, declare a `statusChangedAt` later than {recordedAt}',
        takes: { recordedAt: 'text' },
      },
      'new-address': {
        sentence: 'the new address has opted out at another account of the sender, and would be mailed again',
        wayOut: 'declare the contact `unsubscribed`, or declare consent that is newer than that opt-out',
        takes: {},
      },
      'address-change': {
        sentence: 'the person opted out under the old address, and changing the address must not subscribe them again',
        wayOut: 'apply the change of address without the status first, then declare the newer consent',
        takes: {},
      },
    },
  },
  complained: {
    means: 'The person reported mail as spam. Nothing that a manifest declares subscribes them again.',
    says: {
      sentence: 'the person reported mail as spam (“{word}”), and no declared consent lifts that',
      wayOut: '{way}; otherwise declare `unsubscribed`',
      takes: { word: 'text', way: 'text' },
    },
  },
  suppressed: {
    means:
      'The vendor delivers nothing to the address, or the person declined to confirm the subscription. Nothing that a manifest declares changes that.',
    says: {
      suppressed: {
        sentence: 'the vendor suppresses the address after a bounce or a complaint, and no status changes that',
        wayOut: '{way}; otherwise declare `unsubscribed`',
        takes: { way: 'text' },
      },
      rejected: {
        sentence: 'the person was asked to confirm the subscription and declined, and no declared consent lifts that',
        wayOut: '{way}; otherwise declare `unsubscribed`',
        takes: { way: 'text' },
      },
    },
  },
  'cross-check-failed': {
    means:
      'The person would become mailable, and another account of the same sender could not be read: they may have opted out there.',
    says: {
      sentence: 'it could not be read whether the person has opted out at {account}',
      wayOut: 'plan again once {account} can be read',
      takes: { account: 'text' },
    },
  },
  'erases-consent': {
    means: 'The write would erase consent that the vendor has on record, without recording an opt-out.',
    says: {
      status: {
        sentence:
          'the person is subscribed, and `nonSubscribed` would erase their consent without recording an opt-out',
        wayOut: 'declare `unsubscribed` to end the subscription, or remove the status',
        takes: {},
      },
      basis: {
        sentence: 'the person gave express consent, and implied consent would replace it',
        wayOut: 'declare `basis: express`, or remove the basis',
        takes: {},
      },
    },
  },
  'stale-status-date': {
    means: 'The declared date of the status is not newer than the vendor’s, so the vendor would ignore the status.',
    says: {
      sentence:
        '`statusChangedAt` {declared} is not newer than the vendor’s {live}, so the vendor would ignore the status',
      wayOut: 'declare the date of the newer decision, or remove `statusChangedAt`',
      takes: { declared: 'date', live: 'date' },
    },
  },
  'future-date': {
    means:
      'The declared date of a status or of its consent lies in the future by the vendor’s clock; or the date of the live status lies more than a day ahead, and a subscription would have to be newer.',
    says: {
      live: {
        sentence:
          'the vendor dates the live status {live}, more than a day ahead of its own clock: a subscription that is newer would win over an opt-out made meanwhile',
        wayOut: 'correct the date at the vendor, or wait until it has passed',
        takes: { live: 'date' },
      },
      agreed: {
        sentence: 'the declared date {declared} lies in the future, by the vendor’s clock and by this machine’s',
        wayOut: 'write when it happened, with its time zone',
        takes: { declared: 'date' },
      },
      fast: {
        sentence: 'the declared date {declared} lies in the future by the vendor’s clock; this machine’s clock is fast',
        wayOut: 'correct this machine’s clock, and write when it happened',
        takes: { declared: 'date' },
      },
      slow: {
        sentence:
          'the declared date {declared} lies in the future by the vendor’s clock, although this machine’s is slow',
        wayOut: 'write when it happened, and correct this machine’s clock',
        takes: { declared: 'date' },
      },
    },
  },
  'channel-without-identifier': {
    means:
      'A status is declared for a channel for which the contact has no identifier, or for an identifier that is not its first one.',
    says: {
      none: {
        sentence: 'the contact has no {identifier}',
        wayOut: 'declare its {identifier}',
        takes: { identifier: 'text' },
      },
      another: {
        sentence: 'the declared {identifier} is not the first one that the vendor has for this contact',
        wayOut: 'declare the {identifier} that the vendor has first, or change it at the vendor',
        takes: { identifier: 'text' },
      },
    },
  },
  protected: {
    means: 'The contact carries `protect: true`, and the plan would unsubscribe or delete it.',
    says: {
      unsubscribe: {
        sentence: 'the contact is protected',
        wayOut: 'remove `protect: true` first',
        takes: {},
      },
      removed: {
        sentence: 'the contact is no longer declared, and had `protect: true` when it was',
        wayOut: 'declare it again, or remove `protect: true` in an earlier commit',
        takes: {},
      },
    },
  },
  'would-lose-opt-out': {
    means: 'An opt-out is recorded only on this contact or address, and the change would lose it.',
    says: {
      move: {
        sentence:
          'the declared {identifiers} belongs to another contact (id {holder}, {declared} at {at}) who has opted out and would be mailed again',
        wayOut: 'declare this contact `unsubscribed` too, or give it another address',
        takes: { identifiers: 'texts', holder: 'id', declared: 'text', at: 'file' },
      },
    },
  },
  'list-opt-out': {
    means: 'The person has opted out or cannot be reached, and is not added to a list or an autoresponder.',
    says: {
      'opted-out': {
        sentence: 'the person has opted out, and the vendor does not add people who have opted out',
        wayOut: 'remove it, or resubscribe the person first',
        takes: {},
      },
      unreachable: {
        sentence: 'the vendor delivers nothing to the person: the address is suppressed, or not confirmed yet',
        wayOut: 'remove it until the person can be reached',
        takes: {},
      },
    },
  },
} as const satisfies Readonly<Record<string, Entry>>;
