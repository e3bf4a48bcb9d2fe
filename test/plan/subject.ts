// Fixtures of the plan tests: accounts of every dialect, contacts with values to override, and a vendor that keeps them in memory.

import type { ContactToPlan } from '../../src/base/contact-to-plan.ts';
import type { ChannelConsent } from '../../src/contact/consent.ts';
import { type DesiredContact, identifierKey, type LiveContact, liveIdentifiers } from '../../src/contact/contact.ts';
import type { LiveSource, Question } from '../../src/live/source.ts';
import type { Account } from '../../src/manifest/configuration.ts';
import { type AccountDecisions, decideAccount } from '../../src/plan/planner.ts';
import { DIALECTS, type DialectName } from '../../src/providers/table.ts';
import { accountOf } from '../builders/accounts.ts';
import { aDesired, aLive, toPlan } from '../builders/contacts.ts';

export const OPTED_OUT_ON = '2024-01-01T00:00:00Z';
export const BEFORE = '2023-01-01T00:00:00Z';
export const AFTER = '2025-01-01T00:00:00Z';

export function account(dialect: DialectName = 'omnisend@2026-03-15', overrides: Partial<Account> = {}): Account {
  return accountOf(DIALECTS[dialect], overrides);
}

export { aDesired as desired, toPlan };

export function live(overrides: Partial<LiveContact> = {}): LiveContact {
  return aLive({ id: 'v1', ...overrides });
}

export const CONSENTS = {
  subscribed: { status: 'subscribed', optedOut: false, since: OPTED_OUT_ON, cause: 'none', word: 'subscribed' },
  nonSubscribed: {
    status: 'nonSubscribed',
    optedOut: false,
    since: OPTED_OUT_ON,
    cause: 'none',
    word: 'nonSubscribed',
  },
  unsubscribed: { status: 'unsubscribed', optedOut: true, since: OPTED_OUT_ON, cause: 'person', word: 'unsubscribed' },
  leftSometime: { status: 'unsubscribed', optedOut: true, since: 'unknown', cause: 'person', word: 'Revoked' },
  expired: { status: 'nonSubscribed', optedOut: true, since: 'unknown', cause: 'expired', word: 'Expired' },
} as const satisfies Record<string, ChannelConsent>;

export type Way = 'list' | 'look-up';

/** A live source in memory. Lists all contacts or looks up those asked for, in the order in which they are given. */
export function vendorOf(contacts: readonly LiveContact[], strategy: Way = 'look-up'): LiveSource {
  const carriers = (question: Question): readonly LiveContact[] =>
    contacts.filter((contact) => liveIdentifiers(contact).map(identifierKey).includes(identifierKey(question.ask)));
  return {
    schema: async () => ({ requests: 0, schema: {} }),
    async read(questions, onContact, options = {}) {
      const isListing = strategy === 'list' && options.strategy !== 'look-up';
      const found = isListing ? contacts : questions.flatMap(carriers);
      for (const contact of found) onContact(contact);
      const requests = isListing ? 1 : questions.length;
      const seen = found.length;
      return { strategy: isListing ? 'list' : 'look-up', requests, complete: isListing, seen, failed: new Map() };
    },
  };
}

export function decideAll(
  contacts: readonly (DesiredContact | ContactToPlan)[],
  vendor: readonly LiveContact[],
  at: Account = account(),
  strategy: Way = 'look-up',
): Promise<AccountDecisions> {
  return decideAccount(at, contacts.map(toPlan), vendorOf(vendor, strategy));
}
