import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BASES, type ChannelConsent, STATUSES } from '../../src/contact/consent.ts';
import type { DesiredContact, LiveContact } from '../../src/contact/contact.ts';
import { compare } from '../../src/plan/compare.ts';
import { noticesOf } from '../../src/plan/notices.ts';
import { hasFields, isAsDeclared } from '../../src/plan/projection/as-declared.ts';
import { project } from '../../src/plan/projection/project.ts';
import { decideConsent } from '../../src/plan/rules/consent.ts';
import { decideIdentity } from '../../src/plan/rules/identity.ts';
import { account, desired, live } from './subject.ts';

const NAMES = ['a', 'b', '__proto__', 'constructor'];
const TEXTS = ['x', 'y', ''];

function few<T>(names: readonly string[], value: fc.Arbitrary<T>): fc.Arbitrary<Record<string, T>> {
  const entry = fc.tuple(fc.constantFrom(...names), value);
  return fc
    .uniqueArray(entry, { selector: ([name]) => name, maxLength: 3 })
    .map((entries) => Object.fromEntries(entries));
}

const members = fc.uniqueArray(fc.constantFrom(...NAMES), { maxLength: 3 }).map((names) => names.sort());
const property = fc.oneof(
  fc.constantFrom('x', '1', 1, 0, -0, true),
  fc.array(fc.constantFrom(...TEXTS), { maxLength: 2 }),
);
const claim = fc.oneof(
  members.map((names) => ({ form: 'list', members: names }) as const),
  few(NAMES, fc.boolean()).map((names) => ({ form: 'map', members: names }) as const),
);
const scalars = few(['firstName', 'city'], fc.constantFrom('x', 'y'));

const desiredContact: fc.Arbitrary<Partial<DesiredContact>> = fc.record({
  scalars: few(['firstName', 'city'], fc.constantFrom('x', 'y', null)),
  sets: few(['tags', 'lists'], claim),
  customProperties: few(NAMES, fc.option(property, { nil: null })),
  pruneCustomProperties: fc.boolean(),
});
const liveContact: fc.Arbitrary<Partial<LiveContact>> = fc.record({
  scalars,
  sets: few(['tags', 'lists'], members),
  customProperties: few(NAMES, property),
});

test('every managed field is as declared exactly where the comparison finds nothing', () => {
  const verdicts = new Set<boolean>();
  fc.assert(
    fc.property(desiredContact, liveContact, (claims, values) => {
      const [person, contact] = [desired(claims), live(values)];
      const isSame = compare(project(person, contact)).length === 0;
      verdicts.add(isSame);
      expect(hasFields(person, contact)).toBe(isSame);
    }),
    { numRuns: 2000 },
  );
  expect(verdicts).toEqual(new Set([true, false]));
});

const basis = fc.constantFrom(...BASES);
const channel = fc.record(
  { status: fc.constantFrom(...STATUSES), basis, statusChangedAt: fc.constant('2026-01-01T00:00:00Z') },
  { requiredKeys: ['status'] },
);
const liveChannel = fc.record(
  {
    status: fc.constantFrom(...STATUSES),
    optedOut: fc.boolean(),
    since: fc.constantFrom('unknown', '2026-02-01T00:00:00Z'),
    cause: fc.constant('word'),
    basis,
  },
  { requiredKeys: ['status', 'optedOut', 'since', 'cause'] },
);

/** A contact with everything as declared, or somewhere not quite. */
const pair = fc
  .record({
    email: channel,
    sms: fc.option(channel, { nil: undefined }),
    now: fc.record({ email: liveChannel, sms: liveChannel }),
    bends: fc.subarray(['status', 'phone', 'userId', 'email', 'previously', 'changedEvidence'], { maxLength: 1 }),
  })
  .map(({ email, sms, now, bends }) => {
    const bent = (what: string): boolean => bends.includes(what);
    const statusOf = (claim: typeof email | undefined, live: ChannelConsent): ChannelConsent =>
      claim === undefined || bent('status') ? live : { ...live, status: claim.status };
    const person = desired({
      identifiers: { email: 'jane@example.com', phone: '+37060000001', userId: 'u1' },
      channels: { email, ...(sms && { sms }) },
      ...(bent('previously') && { previously: { email: 'joe@example.com' } }),
      ...(bent('changedEvidence') && { changedEvidence: [['channels', 'email', 'basis']] }),
    });
    const contact = live({
      userId: bent('userId') ? 'u2' : 'u1',
      emails: [bent('email') ? 'joe@example.com' : 'jane@example.com'],
      phones: bent('phone') ? [] : ['+37060000002', '+37060000001'],
      channels: { email: statusOf(email, now.email), sms: statusOf(sms, now.sms) },
    });
    return { person, contact };
  });

test('of a contact that is as declared no rule has anything to say', () => {
  const verdicts = { short: 0, long: 0, different: 0 };
  fc.assert(
    fc.property(pair, ({ person, contact }) => {
      const shop = account();
      const identity = decideIdentity(person, contact, shop);
      const consent = decideConsent(person, contact, shop);
      const said = [identity, consent, { notices: noticesOf(person, contact, consent) }].flatMap((part) =>
        Object.values(part).flat(),
      );
      const isShort = isAsDeclared(person, contact);
      verdicts[isShort ? 'short' : said.length === 0 ? 'long' : 'different'] += 1;
      if (isShort) expect(said).toEqual([]);
      // The long way is gone in vain only where a basis is declared.
      else if (said.length === 0) expect(JSON.stringify(person.channels)).toContain('basis');
    }),
    { numRuns: 5000 },
  );
  expect(Math.min(...Object.values(verdicts))).toBeGreaterThan(100);
});

test('what a base declared and the manifests dropped is always looked at', () => {
  const dropped = { scalars: {}, sets: {}, customProperties: {} };
  expect(isAsDeclared(desired(), live())).toBe(true);
  expect(isAsDeclared(desired({ dropped }), live())).toBe(false);
  expect(isAsDeclared(desired({ removed: 'keep' }), live())).toBe(false);
});
