// Sentences for mistakes that concern a contact as a whole, or several contacts.

import type { ContactMistakes } from '../../../manifest/mistake.ts';
import type { Sentences } from '../say.ts';
import { always, words } from './parts.ts';

/** The sentence of each code. */
export const CONTACT_MISTAKES: Sentences<ContactMistakes> = {
  'no-identifier': ({ account, label, kinds }) =>
    words(`${account} (${label}) cannot find this contact by what it declares`, `Add one of ${kinds.join(', ')}`),
  'country-needs-code': ({ label }) =>
    words(
      `${label} derives the country code from the country, so both must be declared`,
      'Add countryCode, or leave country out',
    ),
  'previously-equal': always('The former address is the same as the present one', 'Remove previously'),
  'consent-sender': ({ accounts }) =>
    words(
      'This subscription would reach accounts of different senders',
      `Write it under at, for ${accounts.join(' or ')}`,
    ),
  'ambiguous-key': ({ other }) =>
    words(
      `This contact would have the same key as another one, at ${other}`,
      'Declare an identifier that is not the other contact’s',
    ),
  'at-without-account': ({ account }) =>
    words(`This contact does not go to ${account}`, `Add ${account} to its accounts, or remove this`),
  'no-accounts': always('No manifest defines an account', 'Define one under accounts:'),
  'accounts-needed': ({ account }) =>
    words(
      'This contact does not say which accounts it goes to',
      `Add accounts: [${account}], or the like, to the contact or to the defaults of its file`,
    ),
  'duplicate-field': ({ layer, field, member, other }) => {
    const name = member === undefined ? field : `${field}.${member}`;
    return words(
      `${name} of this contact is also declared at ${other}`,
      layer === 'defaults'
        ? `Write ${name} on the contact: the defaults of two files disagree`
        : 'Keep one of the two: both entries are one contact',
    );
  },
  'identifier-claimed-twice': ({ identifier, other }) =>
    words(
      `Another ${identifier} for what is the same contact by its other identifiers, declared at ${other}`,
      'Entries that share an identifier are one contact: correct the shared one, or this one',
    ),
};
