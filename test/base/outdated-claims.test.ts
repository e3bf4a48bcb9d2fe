// Claims to supersede an opt-out, compared with what was declared and applied before.

import { describe, expect, test } from 'vitest';
import { type EarlierDeclarations, withOutdatedClaims } from '../../src/base/outdated-claims.ts';
import type { DesiredChannel } from '../../src/contact/consent.ts';
import type { DesiredContact } from '../../src/contact/contact.ts';
import { account, desired } from '../plan/subject.ts';

const MARCH = '2026-03-01T12:00:00Z';
const CLAIM: DesiredChannel = {
  status: 'subscribed',
  consent: { source: 'form', createdAt: '2026-02-01T00:00:00Z', supersedesOptOut: true },
};
const LEFT: DesiredChannel = { status: 'unsubscribed' };

function person(email: DesiredChannel | undefined, overrides: Partial<DesiredContact> = {}): DesiredContact {
  return desired({ channels: email === undefined ? {} : { email }, ...overrides });
}

const LEAVE = account('loops@v1', { resubscribe: 'with-consent' });

function former(contacts: readonly DesiredContact[], at = MARCH): EarlierDeclarations {
  return { configuration: { accounts: [LEAVE], contacts }, committedAt: new Map([['shop', at]]) };
}

function judge(now: DesiredContact, ...formers: readonly EarlierDeclarations[]) {
  return withOutdatedClaims([{ desired: now }], [now], formers)[0]?.base?.outdatedClaims;
}

describe('a claim', () => {
  test('is not outdated if it was not declared before', () => {
    expect(judge(person(CLAIM))).toBeUndefined();
    expect(judge(person(CLAIM), former([], '2026-01-01T00:00:00Z'))).toBeUndefined();
  });

  test('is repeated if it was declared before, even in another file or line or under another key', () => {
    const before = person(CLAIM, { key: 'shop/u1', source: { file: 'old.yaml', line: 1, column: 1 } });
    expect(judge(person(CLAIM), former([before]))).toEqual({ email: 'repeated' });
    expect(judge(person(CLAIM), { ...former([before]), committedAt: new Map() })).toEqual({ email: 'repeated' });
  });

  test.each([
    ['unsubscribed there', [person(LEFT)]],
    ['subscribed there without it', [person({ status: 'subscribed' })]],
    ['not there', []],
  ])('that is older than a later commit is outdated: %s', (_, before) => {
    expect(judge(person(CLAIM), former(before))).toEqual({ email: { olderThan: MARCH } });
  });

  test('is new by the date of the consent or of the status', () => {
    const consent = { ...CLAIM.consent, createdAt: '2026-03-02T00:00:00Z' };
    expect(judge(person({ ...CLAIM, consent }), former([person(CLAIM)]))).toBeUndefined();
    const decided = { ...CLAIM, statusChangedAt: '2026-03-01T12:00:01Z' };
    expect(judge(person(decided), former([person(CLAIM)]))).toBeUndefined();
    expect(judge(person({ ...decided, statusChangedAt: MARCH }), former([person(LEFT)]))).toEqual({
      email: { olderThan: MARCH },
    });
  });

  test('is not repeated if the account did not allow resubscribing', () => {
    const before = {
      ...former([person(CLAIM)]),
      configuration: { accounts: [account('loops@v1')], contacts: [person(CLAIM)] },
    };
    expect(judge(person(CLAIM), before)).toEqual({ email: { olderThan: MARCH } });
    expect(judge(person(CLAIM), { ...before, committedAt: new Map() })).toBeUndefined();
  });

  test('is compared with the latest of several commit dates', () => {
    const later = '2026-04-01T00:00:00Z';
    expect(judge(person(CLAIM), former([]), former([], later))).toEqual({ email: { olderThan: later } });
    expect(judge(person(CLAIM), former([], later), former([]))).toEqual({ email: { olderThan: later } });
  });

  test('is not compared with other contacts or accounts', () => {
    const other = person(CLAIM, { key: 'shop/other', identifiers: { email: 'other@example.com' } });
    expect(judge(person(CLAIM), { ...former([other]), committedAt: new Map() })).toBeUndefined();
    const elsewhere = { ...former([{ ...person(CLAIM), account: 'app' }]), committedAt: new Map([['app', MARCH]]) };
    expect(judge(person(CLAIM), elsewhere)).toBeUndefined();
  });
});

test('contacts without a claim are unchanged', () => {
  const contacts = [person(LEFT), person({ status: 'subscribed', consent: { source: 'form' } })];
  const toPlan = contacts.map((each) => ({ desired: each }));
  expect(withOutdatedClaims(toPlan, contacts, [former(contacts)])).toBe(toPlan);
});
