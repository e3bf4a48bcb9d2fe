// Rules that block a change because the contact cannot be identified with certainty, because an identifier cannot be changed, or
// because the contact cannot be created.

import type { Entry } from './entry.ts';

/** The rules about identifiers, by rule id. */
export const IDENTITY_RULES = {
  'identity-split': {
    means: 'The identifiers declared for one contact belong to different contacts at the vendor.',
    says: {
      sentence: 'the declared {identifiers} belong to different contacts: {contacts}',
      wayOut: 'declare them as two contacts, or merge the two at the vendor',
      takes: { identifiers: 'texts', contacts: 'ids' },
    },
  },
  'ambiguous-match': {
    means: 'Several contacts at the vendor match a declared contact, or two declared contacts match the same one.',
    says: {
      'several-live': {
        sentence: '{matches:contact} at the vendor have the declared {identifier}: {contacts}',
        wayOut: 'merge them at the vendor, or name one by `id` under `at`',
        takes: { matches: 'number', identifier: 'text', contacts: 'ids' },
      },
      'declared-twice': {
        sentence: 'the contact at the vendor also matches {others:other declared contact}',
        wayOut: 'declare them as one contact, with all identifiers together',
        takes: { others: 'number' },
      },
    },
  },
  'identifier-taken': {
    means: 'A declared identifier belongs to another contact, and cannot be taken from it in this plan.',
    says: {
      'new-email': {
        sentence: 'the new email already belongs to another contact: {identifiers} belong to {contacts}',
        wayOut: 'merge the two at the vendor, or remove `previously`',
        takes: { identifiers: 'texts', contacts: 'ids' },
      },
      'free-later': {
        sentence: 'the declared {identifiers} belongs to another contact (id {holder}, {declared} at {at})',
        wayOut: 'the vendor cannot move it in one step: apply the change of that contact first, then plan again',
        takes: { identifiers: 'texts', holder: 'id', declared: 'text', at: 'file' },
      },
      kept: {
        sentence: 'the declared {identifiers} belongs to another contact (id {holder}, {declared} at {at})',
        wayOut:
          'release it from that contact first, by declaring another one there with `previously` or in the vendor’s app; or declare it for one contact only',
        takes: { identifiers: 'texts', holder: 'id', declared: 'text', at: 'file' },
      },
    },
  },
  'identifier-swap': {
    means: 'Two contacts would swap identifiers, and neither can release its own first.',
    says: {
      sentence: 'the contact and another one would swap addresses, and neither can release its own first',
      wayOut: 'declare a temporary address for one of them and apply that first, then declare the swap',
      takes: {},
    },
  },
  'email-change-unsupported': {
    means: 'The vendor cannot change the email of a contact safely.',
    says: {
      never: {
        sentence: '{label} cannot change an email safely: it may keep both, or ignore the new one',
        wayOut: 'change it in the vendor’s app, or declare the email that the contact has',
        takes: { label: 'text' },
      },
      'without-user-id': {
        sentence: 'the vendor changes an email only for a contact that has a userId',
        wayOut: 'apply a userId to the contact first, then change the email',
        takes: {},
      },
    },
  },
  'looks-like-email-change': {
    means:
      'A new contact declares the same as one that is no longer declared, apart from the email: probably the address of one person was edited.',
    says: {
      previously: {
        sentence: 'it declares the same as the contact that is no longer declared ({at}), apart from the email',
        wayOut:
          'if they are one person, declare `previously: { email: … }` with the old address; if they are two, apply the removal first',
        takes: { at: 'file' },
      },
      'by-user-id': {
        sentence: 'it declares the same as the contact that is no longer declared ({at}), apart from the email',
        wayOut:
          'if they are one person, apply a `userId` to the contact with the old address first, then change the email with `previously`; if they are two, apply the removal first',
        takes: { at: 'file' },
      },
      'two-contacts': {
        sentence: 'it declares the same as the contact that is no longer declared ({at}), apart from the email',
        wayOut:
          'if they are one person, declare the old address again as `unsubscribed`, beside the new one, as {label} cannot change an email; if they are two, apply the removal first',
        takes: { at: 'file', label: 'text' },
      },
      removed: {
        sentence: 'it is no longer declared, and a new contact ({at}) declares the same, apart from the email',
        wayOut:
          'if they are one person, see what the new contact needs; if they are two, remove this one in a commit of its own',
        takes: { at: 'file' },
      },
    },
  },
  'undeclared-email-change': {
    means: 'The contact has another email, and no `previously` declares an email change.',
    says: {
      base: {
        sentence: 'the base declares the same person with another email',
        wayOut: 'if this is an email change, declare `previously: { email: … }` with the old address',
        takes: {},
      },
      live: {
        sentence: 'the contact that was found has another email',
        wayOut: 'if this is an email change, declare `previously: { email: … }` with the old address',
        takes: {},
      },
    },
  },
  'previous-email-not-found': {
    means: 'An email change is declared, and the vendor knows neither the old nor the new email.',
    says: {
      sentence: 'the vendor knows neither the previous nor the new email',
      wayOut: 'correct `previously`, or remove it to create the contact',
      takes: {},
    },
  },
  'phone-change-unsupported': {
    means: 'The vendor cannot replace the phone of a contact.',
    says: {
      sentence: '{label} cannot replace a phone: it may keep both, or ignore the new one',
      wayOut: 'change it in the vendor’s app, or declare the phone that the contact has',
      takes: { label: 'text' },
    },
  },
  'user-id-change': {
    means: 'The contact that was found has another userId, which is never changed.',
    says: {
      sentence: 'the contact that was found has another userId',
      wayOut: 'correct the userId or the email; a userId is never changed',
      takes: {},
    },
  },
  'id-not-found': {
    means: 'The vendor has no contact with the declared id.',
    says: {
      sentence: 'the vendor has no contact with this id',
      wayOut: 'correct the id, or remove it',
      takes: {},
    },
  },
  'missing-contact': {
    means: 'The vendor does not have the contact, and `onMissing` is `error`.',
    says: {
      sentence: 'the vendor does not have this contact, and `onMissing` is `error`',
      wayOut: 'correct its identifiers, or set `onMissing: create` or `onMissing: skip`',
      takes: {},
    },
  },
  'create-needs-status': {
    means: 'The vendor would subscribe a contact that is created without a status.',
    says: {
      sentence: 'without a declared email status the vendor would subscribe the new contact',
      wayOut: 'declare `channels.email`',
      takes: {},
    },
  },
  'create-needs-email': {
    means: 'The vendor creates no contact without an email.',
    says: {
      sentence: 'the vendor creates no contact without an email',
      wayOut: 'declare its email',
      takes: {},
    },
  },
} as const satisfies Readonly<Record<string, Entry>>;
