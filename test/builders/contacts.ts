// Builders of contacts, for whatever takes them: each gives a valid value, bent per test.

import type { ContactToPlan } from '../../src/base/contact-to-plan.ts';
import type { DesiredContact, LiveContact } from '../../src/contact/contact.ts';

export function aDesired(overrides: Partial<DesiredContact> = {}): DesiredContact {
  return {
    account: 'shop',
    key: 'shop/jane@example.com',
    source: { file: 'people.yaml', line: 7, column: 5 },
    identifiers: { email: 'jane@example.com' },
    scalars: {},
    sets: {},
    customProperties: {},
    pruneCustomProperties: false,
    channels: {},
    welcome: false,
    protect: false,
    ...overrides,
  };
}

/** As planning takes it: a bare contact is one of which the base says nothing. */
export function toPlan(contact: DesiredContact | ContactToPlan): ContactToPlan {
  return 'desired' in contact ? contact : { desired: contact };
}

/** Without an id, as not every vendor has one. */
export function aLive(overrides: Partial<LiveContact> = {}): LiveContact {
  return {
    emails: ['jane@example.com'],
    phones: [],
    scalars: {},
    sets: {},
    customProperties: {},
    channels: {},
    ...overrides,
  };
}
