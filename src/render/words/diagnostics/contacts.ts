// Sentences for mistakes that concern a contact as a whole, or several contacts.

import type { ContactMistakes } from '../../../manifest/mistake.ts';
import type { Sentences } from '../say.ts';
import { always, words } from './parts.ts';

/** Map from the code of a mistake to the function that turns its arguments into a sentence and a hint. */
export const CONTACT_MISTAKES: Sentences<ContactMistakes> = {
  'no-identifier': ({ account, label, kinds }) =>
    words(
      `${account} (${label}) cannot look this contact up by any identifier that it declares`,
      `Add one of ${kinds.join(', ')}`,
    ),
  'country-mismatch': ({ country, meant }) =>
    words(`The code of ${country} is ${meant}`, 'Correct one of the two, or declare only one of them'),
  'country-needs-code': ({ label }) =>
    words(
      `${label} derives the country code from the country, and this name is not one whose code is known here`,
      'Add countryCode, or write the country in English',
    ),
  'previously-equal': always('The former address is the same as the current one', 'Remove previously'),
  'consent-sender': ({ accounts }) =>
    words(
      'This subscription would reach accounts of different senders',
      `Write it in the at section, for ${accounts.join(' or ')}`,
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
      `Add accounts, for example accounts: [${account}], to the contact or to the defaults of its file`,
    ),
  'duplicate-field': ({ layer, field, member, at, other }) => {
    const name = nameOf(field, member);
    return words(
      `${name} of this contact is also declared at ${other}`,
      layer === 'defaults'
        ? `Write ${name} on the contact: the defaults of two files differ`
        : remedy('Keep one of the two: both entries describe the same contact', at),
    );
  },
  'identifier-claimed-twice': ({ identifier, at, other }) =>
    words(
      `The same contact has a different ${identifier}, declared at ${other}`,
      remedy('Entries that share an identifier are one contact: correct the shared identifier, or this one', at),
    ),
  'declared-and-unmanaged': ({ field, member }) =>
    words(
      `${nameOf(field, member)} is listed as unmanaged, and this entry declares it`,
      'Keep one of the two: declare the field, or list it to leave it as it is at the vendor',
    ),
  'unused-default': (args) =>
    args.what === 'block'
      ? words(
          'These defaults apply to nothing: this file has no contacts',
          'Defaults apply to the contacts of their own file only; move them there, or remove them',
        )
      : words(
          `The default ${nameOf(args.field, args.member)} applies to no contact of this file`,
          'Each of them declares it, lists it as unmanaged, or has it from another entry; remove the default, or what replaces it',
        ),
};

function nameOf(field: string, member: string | undefined): string {
  return member === undefined ? field : `${field}.${member}`;
}

/** Returns the hint. If the mistake can also be solved under `at`, adds how. */
function remedy(hint: string, at: readonly string[] | undefined): string {
  return at === undefined ? hint : `${hint}; a value for ${at.join(' or ')} alone goes under at: of one of the entries`;
}
