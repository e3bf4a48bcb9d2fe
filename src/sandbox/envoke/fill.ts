// Adds sample contacts with the emails user000001@example.com, user000002@example.com and so on, and the interests,
// autoresponders and custom fields that they use. Apart from its ids, a sample contact depends only on the seed and its number.
// Its id is the next free one, and its remote_id is left empty if it is taken.

import { firstName, lastName, sampleEmail, sampleNumber, someDay } from '../sample-people.ts';
import { pick, randomOf } from '../seeded.ts';
import type { AddressBook } from './address-book.ts';
import { blankContact } from './contact/blank.ts';
import { expiryOf } from './contact/consent.ts';
import { CONSENT_STATUSES, type Consent, type ConsentStatus, type Contact } from './contact/contact.ts';
import { formatDate } from './contact/dates.ts';
import { addCustomField, addNamed } from './definitions.ts';

const PLACES = [
  ['Winnipeg', 'MB', 'R3C 0A1'],
  ['Toronto', 'ON', 'M5V 2T6'],
  ['Montréal', 'QC', 'H2Y 1C6'],
  ['Vancouver', 'BC', 'V5K 0A1'],
] as const;
const COMPANIES = ['', '', 'Acme Ltd', 'Maple & Sons', 'Northern Lights Inc'] as const;
/** The statuses to choose from at random. A status that is listed several times is more likely. */
const STATUSES = [
  ...(['Express', 'Express', 'Express', 'Express', 'Revoked', 'Not Provided'] as const),
  ...CONSENT_STATUSES,
] as const;

const INTERESTS = ['Newsletter', 'Promotions', 'Events'];
const AUTORESPONDERS = ['Welcome'];
const CUSTOM_FIELDS = { barcode: 'text', member_since: 'date' } as const;

/** Adds the sample contacts with the numbers 1 to `count`. Skips one if its email is taken. */
export function fillAddressBook(book: AddressBook, seed: number, count: number): void {
  if (count === 0) return;
  const interests = INTERESTS.map((name) => addNamed(book.interests, name).id);
  const autoresponders = AUTORESPONDERS.map((name) => addNamed(book.autoresponders, name).id);
  for (const [name, type] of Object.entries(CUSTOM_FIELDS)) addCustomField(book, name, type);
  for (let n = 1; n <= count; n += 1) {
    const email = sampleEmail(n);
    if (book.byEmail(email).length > 0) continue;
    const random = randomOf(seed, n);
    const remoteId = random() < 0.7 ? `crm-${sampleNumber(n)}` : '';
    book.put({
      ...filledContact(book, random),
      email,
      remote_id: book.byRemoteId(remoteId) === undefined ? remoteId : '',
      interests: interests.filter(() => random() < 0.3),
      autoresponders: autoresponders.filter(() => random() < 0.1),
      custom_fields: {
        ...(random() < 0.5 ? { barcode: String(100_000 + Math.floor(random() * 900_000)) } : {}),
        ...(random() < 0.3 ? { member_since: formatDate(someDay(random, 900)).slice(0, 10) } : {}),
      },
    });
  }
}

function filledContact(book: AddressBook, random: () => number): Contact {
  const created = formatDate(someDay(random, 900));
  const [city, province, postalCode] = pick(random, PLACES);
  return {
    ...blankContact(book, book.newId(), created),
    first_name: random() < 0.9 ? firstName(random) : '',
    last_name: random() < 0.8 ? lastName(random) : '',
    company: pick(random, COMPANIES),
    city,
    province,
    postal_code: postalCode,
    country: 'CA',
    language: province === 'QC' ? 'fr' : 'en',
    ...filledConsent(pick(random, STATUSES), created),
  };
}

function filledConsent(status: ConsentStatus, date: string): Consent & Pick<Contact, 'consent_description'> {
  const isNone = status === 'Not Provided';
  return {
    consent_status: status,
    consent_description: isNone ? '' : 'Sign-up form',
    consent_effective_date: isNone ? '' : date,
    consent_expiry: expiryOf(status, date),
  };
}
