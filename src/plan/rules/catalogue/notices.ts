// Statements of a plan about contacts in addition to their changes: notices, in display order, and reasons why subscriptions are
// held. Neither blocks anything.

import type { Entry } from './entry.ts';

/** Notices, in display order. */
export const NOTICES = {
  'undated-resubscribe': {
    means:
      'Somebody whose opt-out the vendor does not date is subscribed again because the manifest says that the consent is newer.',
    says: {
      sentence: 'resubscribed because the manifest claims newer consent; the vendor does not date the opt-out',
      wayOut: 'remove `supersedesOptOut` once this is applied',
      takes: {},
    },
  },
  'evidence-not-sent': {
    means: 'Evidence of consent changed without a change of status. Evidence is sent only with a status.',
    says: {
      sentence: 'changed evidence of consent is not sent, because it is sent only with a change of status',
      wayOut: '',
      takes: {},
    },
  },
  'consent-expires': {
    means: 'The consent is implied consent that expires and is not renewed.',
    says: {
      sentence: 'implied consent expires and is not renewed',
      wayOut: 'ask for express consent',
      takes: {},
    },
  },
  'changed-since-base': {
    means: 'A field is no longer declared, but kept, because it was changed at the vendor since the base.',
    says: {
      sentence: 'no longer declared, and kept, because it was changed at the vendor since the base',
      wayOut: '',
      takes: {},
    },
  },
  'email-change-done': {
    means: 'A declared email change has been carried out.',
    says: {
      sentence: 'the vendor has the new email',
      wayOut: 'remove `previously`',
      takes: {},
    },
  },
  'no-longer-declared': {
    means: 'The base declared the contact and the manifests no longer do. `onRemoved: keep` leaves it alone.',
    says: {
      sentence: 'the base declared it, the manifests no longer do, and it is left alone',
      wayOut: '',
      takes: {},
    },
  },
} as const satisfies Readonly<Record<string, Entry>>;

/** Reasons why a subscription is held. */
export const HELD_REASONS = {
  'opt-out': {
    means: 'The manifest still says subscribed, the person has opted out at the vendor, and the opt-out is respected.',
    says: {
      sentence: 'the person has opted out at the vendor, and that is respected',
      wayOut: '',
      takes: {},
    },
  },
} as const satisfies Readonly<Record<string, Entry>>;
