// Builds sample contacts with the emails user000001@example.com, user000002@example.com and so on. A sample contact depends only
// on the seed and its number, so adding more never changes the earlier ones.

import { firstName, lastName, sampleEmail, someDay } from '../sample-people.ts';
import { hexId, pick, randomOf } from '../seeded.ts';
import type { Contact, Identifier, Status } from './contact/contact.ts';
import { countryName } from './contact/countries.ts';
import { formatInstant } from './contact/dates.ts';

/** Id space (see `hexId`) of the sample contacts. */
const FILLED_IDS = 0xf1;

const PLACES = [
  ['US', 'New York', 'New York', '10001'],
  ['US', 'Springfield', 'Massachusetts', '01103'],
  ['GB', 'London', 'England', 'SW1A 1AA'],
  ['DE', 'Berlin', 'Berlin', '10115'],
  ['FR', 'Lyon', 'Auvergne-Rhône-Alpes', '69001'],
  ['LT', 'Vilnius', 'Vilnius', '01100'],
  ['CA', 'Winnipeg', 'Manitoba', 'R3C 0A1'],
] as const;
const STREETS = ['Main St', 'Park Lane', 'Station Road', 'Mill Street', 'High Street'] as const;
const TAGS = ['vip', 'newsletter', 'source: shopify', 'wholesale', 'returning-customer', 'beta'] as const;
const COLORS = ['blue', 'green', 'red', 'black'] as const;
/**
 * North American area codes. The phones of the first 360,000 sample contacts have the exchange 555 after the area code, of which
 * only the numbers 0100 to 0199 are reserved for fiction.
 */
const AREA_CODES = [202, 212, 213, 305, 312, 404, 415, 512, 617, 702, 713, 808] as const;

/** Every n-th sample contact has a phone. */
const PHONE_EVERY = 3;

/**
 * Builds a sample contact.
 *
 * @param n number of the contact, counted from 1
 */
export function filledContact(seed: number, n: number): Contact {
  const random = randomOf(seed, n);
  const created = someDay(random, 730) + Math.floor(random() * 86_400) * 1000;
  const createdAt = formatInstant(created);
  const [countryCode, city, state, postalCode] = pick(random, PLACES);
  const status = emailStatus(random());
  const identifiers: readonly Identifier[] = [
    { id: sampleEmail(n), type: 'email', channels: { email: { status, statusChangedAt: createdAt } } },
    ...(n % PHONE_EVERY === 0 ? [phoneIdentifier(n / PHONE_EVERY - 1, createdAt)] : []),
  ];
  const isSubscribed = status === 'subscribed';
  return {
    id: hexId(seed, FILLED_IDS, n),
    identifiers,
    firstName: firstName(random),
    lastName: lastName(random),
    ...(random() < 0.5 ? { gender: random() < 0.5 ? 'f' : 'm' } : {}),
    ...(random() < 0.3 ? { birthdate: formatInstant(someDay(random, 20_000, Date.UTC(1950, 0, 1))).slice(0, 10) } : {}),
    country: countryName(countryCode) ?? countryCode,
    countryCode,
    state,
    city,
    address: `${1 + Math.floor(random() * 200)} ${pick(random, STREETS)}`,
    postalCode,
    tags: TAGS.filter(() => random() < 0.25),
    customProperties: filledProperties(random),
    statuses: identifiers.map(({ type }) =>
      type === 'email'
        ? { channel: 'email', status, statusChangedAt: createdAt }
        : { channel: 'sms', status: 'nonSubscribed', statusChangedAt: createdAt },
    ),
    optIns: isSubscribed ? [{ channel: 'email', optInAt: createdAt }] : [],
    consents: isSubscribed ? [{ channel: 'email', source: 'checkout form', createdAt }] : [],
    segments: [],
    createdAt,
    updatedAt: formatInstant(someDay(random, 30, created)),
  };
}

function emailStatus(chance: number): Status {
  if (chance < 0.8) return 'subscribed';
  return chance < 0.92 ? 'unsubscribed' : 'nonSubscribed';
}

/** Builds the k-th phone, counted from 0. The last four digits count up first, then the area code, then the exchange. */
function phoneIdentifier(k: number, createdAt: string): Identifier {
  const block = Math.floor(k / 10_000);
  const area = AREA_CODES[block % AREA_CODES.length];
  const exchange = 555 + Math.floor(block / AREA_CODES.length);
  const id = `+1${area}${exchange}${String(k % 10_000).padStart(4, '0')}`;
  return { id, type: 'phone', channels: { sms: { status: 'nonSubscribed', statusChangedAt: createdAt } } };
}

function filledProperties(random: () => number): Readonly<Record<string, unknown>> {
  return {
    ...(random() < 0.7 ? { age: 18 + Math.floor(random() * 60) } : {}),
    ...(random() < 0.4 ? { loyaltyPoints: Math.floor(random() * 100_000) / 100 } : {}),
    ...(random() < 0.5 ? { married: random() < 0.5 } : {}),
    ...(random() < 0.5 ? { hair_color: pick(random, ['brown', 'black', 'blond', 'red']) } : {}),
    ...(random() < 0.3 ? { favoriteColors: COLORS.filter(() => random() < 0.5) } : {}),
  };
}
