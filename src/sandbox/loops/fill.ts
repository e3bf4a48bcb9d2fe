// Adds sample contacts with the emails user000001@example.com, user000002@example.com and so on, and the lists and properties
// that they use. A sample contact depends only on the seed and its number, so adding more never changes the earlier ones.

import { firstName, lastName, sampleEmail, sampleNumber, someDay } from '../sample-people.ts';
import { pick, randomOf } from '../seeded.ts';
import { type Audience, contactId } from './audience.ts';
import type { Contact, MailingList, Property, PropertyValue } from './contact.ts';

/** Id space (see `hexId`) of the sample contacts. */
const FILLED_IDS = 0xf1;

const GROUPS = ['', 'customers', 'investors', 'trial'] as const;
const PLANS = ['free', 'starter', 'team', 'enterprise'] as const;

const LISTS: readonly MailingList[] = [
  { id: 'cm0000000000000000product', name: 'Product updates', description: 'What is new', isPublic: true },
  { id: 'cm00000000000000000weekly', name: 'Weekly digest', description: null, isPublic: true },
  { id: 'cm0000000000000000000beta', name: 'Beta testers', description: null, isPublic: false },
];

const PROPERTIES: readonly Property[] = [
  { key: 'planName', label: 'Plan Name', type: 'string' },
  { key: 'seats', label: 'Seats', type: 'number' },
  { key: 'onTrial', label: 'On Trial', type: 'boolean' },
  { key: 'signedUpAt', label: 'Signed Up At', type: 'date' },
];

/** Adds the sample contacts with the numbers 1 to `count`. Skips one if its email or userId is taken. */
export function fillAudience(audience: Audience, seed: number, count: number): void {
  if (count === 0) return;
  for (const list of LISTS) if (!audience.lists.has(list.id)) audience.lists.set(list.id, list);
  for (const property of PROPERTIES)
    if (!audience.properties.has(property.key)) audience.properties.set(property.key, property);
  for (let n = 1; n <= count; n += 1) {
    const contact = filledContact(seed, n);
    const isTaken = contact.userId !== null && audience.byUserId(contact.userId) !== undefined;
    if (audience.byEmail(contact.email) === undefined && !isTaken) audience.put(contact);
  }
}

/** Builds the n-th sample contact, counted from 1. */
function filledContact(seed: number, n: number): Contact {
  const random = randomOf(seed, n);
  const subscribed = random() < 0.85;
  const memberships = LISTS.map(({ id }) => ({ id, chance: random() }));
  return {
    id: contactId(seed, FILLED_IDS, n),
    email: sampleEmail(n),
    userId: random() < 0.7 ? `usr_${sampleNumber(n)}` : null,
    firstName: random() < 0.9 ? firstName(random) : null,
    lastName: random() < 0.8 ? lastName(random) : null,
    source: random() < 0.8 ? 'API' : 'Form',
    subscribed,
    userGroup: pick(random, GROUPS),
    mailingLists: memberships.filter(({ chance }) => subscribed && chance < 0.4).map(({ id }) => id),
    optInStatus: random() < 0.1 ? 'accepted' : null,
    properties: filledProperties(random),
    leftLists: memberships.filter(({ chance }) => chance > 0.97).map(({ id }) => id),
    suppressed: random() < 0.02,
  };
}

function filledProperties(random: () => number): Readonly<Record<string, PropertyValue>> {
  return {
    ...(random() < 0.7 ? { planName: pick(random, PLANS) } : {}),
    ...(random() < 0.5 ? { seats: 1 + Math.floor(random() * 50) } : {}),
    ...(random() < 0.4 ? { onTrial: random() < 0.5 } : {}),
    ...(random() < 0.6 ? { signedUpAt: new Date(someDay(random, 900)).toISOString() } : {}),
  };
}
