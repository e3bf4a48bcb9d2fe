// What a plan says of contacts in addition to their changes: notices, in the order in which people read them, and subscriptions
// that are held. Neither blocks anything.

import type { Entry } from './entry.ts';

export const NOTICES = {
  'undated-resubscribe': {
    means:
      'Somebody whose opt-out the vendor does not date is subscribed again because the manifest says that the consent is newer.',
    says: {
      sentence: 'resubscribed on the word of the manifest, as the vendor does not date the opt-out',
      wayOut: 'remove `supersedesOptOut` once this is applied',
      takes: {},
    },
  },
  'evidence-not-sent': {
    means: 'Evidence of consent changed without a change of status. Evidence travels with a status only.',
    says: {
      sentence: 'changed evidence of consent is not sent, as it travels only with a change of status',
      wayOut: '',
      takes: {},
    },
  },
  'consent-expires': {
    means: 'The consent is an implied one that ends by itself and is not renewed.',
    says: {
      sentence: 'implied consent ends by itself and is not renewed',
      wayOut: 'ask for express consent',
      takes: {},
    },
  },
  'changed-since-base': {
    means: 'A field is no longer declared, and kept, because somebody changed it at the vendor since.',
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
