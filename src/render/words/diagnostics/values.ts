// Sentences for values that are invalid, or that a vendor does not support.

import type { ValueMistakes } from '../../../manifest/mistake.ts';
import { count, formatNumber } from '../numbers.ts';
import type { Sentences } from '../say.ts';
import { oneOf, words } from './parts.ts';

/** Map from the code of a mistake to the function that turns its arguments into a sentence and a hint. */
export const VALUE_MISTAKES: Sentences<ValueMistakes> = {
  'invalid-id': ({ value }) =>
    words(
      `${value} is not a vendor’s id`,
      'Copy the id from the vendor’s page of the contact, or name the contact by its email',
    ),
  'invalid-email': ({ value }) =>
    words(`${value} is not an email address`, 'Like jane@example.com: one @, no spaces, a domain with a dot'),
  'invalid-phone': ({ value }) =>
    words(
      `${value} is not an international phone number`,
      'Write it with + and the country code, like +37060000001, or declare `phoneRegion: LT` for local numbers of a country',
    ),
  'phone-extension': ({ label }) =>
    words(
      `${label} stores phone numbers without extensions`,
      'Declare the number without it, or declare this phone under `at` for accounts whose vendor stores phones as text',
    ),
  'phone-not-in-plan': ({ value }) =>
    words(
      `${value} is not in the numbering plan of its country, as far as this version knows it`,
      'Compare it with its source; it is sent as it stands here',
    ),
  'unknown-phone-region': ({ value }) =>
    words(`${value} is not a country whose phone numbers can be read`, 'Write its ISO code in capitals, like CA'),
  'invisible-character': ({ what }) =>
    words(
      `This ${what === 'email' ? 'email address' : 'phone number'} contains an invisible character`,
      'Type it again instead of pasting it',
    ),
  'lone-surrogate': () =>
    words('This text contains half of a character', 'Write the whole character instead of an escape like \\ud83d'),
  'looks-like-template': ({ value }) =>
    words(
      `${value} looks like a placeholder that was not filled in`,
      'Write the value, or leave the key out; every vendor would get it as it stands here',
    ),
  'invalid-date': ({ what, value }) =>
    what === 'day'
      ? words(`${value} is not a calendar date`, 'Like 1997-05-02: year, month, day')
      : words(`${value} is not a date`, 'Like 2024-01-01T00:00:00Z'),
  'date-in-future': ({ value, clock }) =>
    words(
      `${value} is in the future: this machine’s clock says ${clock}`,
      'Write when it happened, or correct the clock',
    ),
  'field-read-only': ({ label, field }) =>
    words(`${label} does not let ${field} be written`, `Remove it, or declare ${field} for other accounts only`),
  'field-not-supported': (args) => {
    switch (args.what) {
      case 'field':
      case 'setting':
        return words(`${args.label} has no ${args.field}`, 'Remove it');
      case 'nowhere':
        return words(
          `No account of this contact has ${args.field} (${args.labels.join(', ')})`,
          'Remove it, or add an account that has it',
        );
      case 'key-field':
        return words(`${args.label} cannot address a contact by ${args.field}`, oneOf(args.allowed));
      case 'welcome':
        return words(`${args.label} cannot send a welcome message on request`, 'Remove it');
    }
  },
  'cannot-clear': ({ label, name, found, result, environment }) =>
    words(
      found === undefined
        ? `${label} cannot remove ${name}`
        : `${label} does not remove ${name}: this account${environment === undefined ? '' : ` in ${environment}`} ${result === 'refused' ? 'refused' : 'ignored'} it on ${found}`,
      `Leave the key out, and remove the value in the vendor’s own interface${found === undefined ? '' : '; if it does now, `rollcall doctor --rehearse` finds it out again'}`,
    ),
  'value-too-long': ({ length, label, most }) =>
    words(
      `This text has ${count(length, 'character')}, but ${label} accepts at most ${formatNumber(most)}`,
      'Shorten it',
    ),
  'set-form-not-supported': ({ label, field, form, other }) =>
    form === 'list'
      ? words(`${label} cannot take ${field} as a list`, other === 'possible' ? 'Write a map: name: true' : '')
      : words(
          `${label} cannot take ${field} member by member`,
          other === 'possible' ? 'Write a list of all members' : '',
        ),
  'too-many-members': ({ members, field, label, most }) =>
    words(
      `This contact has ${formatNumber(members)} ${field}, but ${label} accepts at most ${formatNumber(most)}`,
      'Declare fewer',
    ),
  'property-type-not-supported': ({ label, type, types }) =>
    words(`${label} has no custom properties of type ${type}`, `It has ${types.join(', ')}`),
  'reserved-property-name': ({ label, name }) => words(`${label} reserves the name ${name}`, 'Choose another name'),
  'invalid-property-name': (args) =>
    args.what === 'length'
      ? words(
          `This name has ${count(args.length, 'character')}, but ${args.label} accepts at most ${formatNumber(args.most)}`,
          'Shorten it',
        )
      : words(`${args.label} accepts no custom property named ${args.name}`, `Names consist of ${args.rule}`),
  'status-not-writable': ({ label, status, channel, statuses }) =>
    words(`${label} has no status ${status} for ${channel}`, oneOf(statuses)),
  'basis-required': ({ label }) =>
    words(`${label} needs the basis of a subscription`, 'Add basis: express, or the kind of implied consent'),
};
