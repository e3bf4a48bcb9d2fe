// What a plan reports about contacts in addition to their changes: notices, in the order in which they are shown. They block
// nothing.

import type { Entry } from './entry.ts';

/** The notices, by rule id. */
export const NOTICES = {
  'undated-resubscribe': {
    means:
      'A person is resubscribed only because the manifest says that the consent is newer: the vendor does not date the opt-out.',
    says: {
      sentence: 'resubscribed because the manifest says so, as the vendor does not date the opt-out',
      wayOut: 'remove `supersedesOptOut` once this is applied',
      takes: {},
    },
  },
  'opt-out-spread': {
    means:
      'The person is unsubscribed because they have opted out at another account of the same sender (`optOuts: spread`).',
    says: {
      sentence: 'unsubscribed, as the person has opted out at another account of the sender',
      wayOut: '',
      takes: {},
    },
  },
  'evidence-not-sent': {
    means:
      'Evidence of consent is new or changed, and the status is not. Evidence is sent only with a change of status, or where the account says `backfillConsent`.',
    says: {
      sentence: 'new evidence of consent is not sent, as it is sent only with a change of status',
      wayOut: 'to send it where the vendor takes it, set `backfillConsent: true` on the account',
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
  'welcome-message': {
    means: 'The manifest says `welcome: true`, and the person is created or becomes subscribed.',
    says: {
      sentence: 'the vendor is asked to send its welcome message',
      wayOut: 'remove `welcome` if nobody should get it',
      takes: {},
    },
  },
  'changed-since-base': {
    means: 'A field is no longer declared, and is left as it is because it was changed at the vendor since the base.',
    says: {
      sentence: 'no longer declared, and left as it is because it was changed at the vendor since the base',
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
  'erasure-open': {
    means:
      'The person asked to be forgotten, and the vendor deletes nobody by its API, or not this one: the rest is done by hand.',
    says: {
      sentence: 'asked to be forgotten, which is to be finished with the vendor’s own form',
      wayOut: 'delete the person there, and write `doneAt` on the erasure',
      takes: {},
    },
  },
  'erasure-returned': {
    means: 'The person asked to be forgotten, and has come back since. They are left alone.',
    says: {
      sentence: 'asked to be forgotten and has come back since, so they are left alone',
      wayOut: 'remove the erasure if the person may be managed again',
      takes: {},
    },
  },
  'no-longer-declared': {
    means: 'The base declares the contact, and the manifests no longer do. `onRemoved: keep` leaves it as it is.',
    says: {
      sentence: 'the base declares it, the manifests no longer do, and it is left as it is',
      wayOut: '',
      takes: {},
    },
  },
} as const satisfies Readonly<Record<string, Entry>>;
