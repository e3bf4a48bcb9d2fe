// A plan finds exactly the differences that deep-diff finds in the managed projection, and the fast check `isAsDeclared` returns
// true exactly if there are none.
// @module-tag slow

import deepDiff from 'deep-diff';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { BaseComparison, ContactToPlan } from '../../src/base/contact-to-plan.ts';
import { BASES, CAUSES, type ChannelConsent, STATUSES } from '../../src/contact/consent.ts';
import type { DesiredContact, LiveContact } from '../../src/contact/contact.ts';
import type { Difference, FieldPath, FieldValue } from '../../src/contact/difference.ts';
import { decide } from '../../src/plan/decide.ts';
import { noticesOf } from '../../src/plan/notices.ts';
import { isAsDeclared } from '../../src/plan/projection/as-declared.ts';
import { pointer, project } from '../../src/plan/projection/project.ts';
import { decideConsent } from '../../src/plan/rules/consent.ts';
import { decideIdentity } from '../../src/plan/rules/identity.ts';
import { account, desired, live, toPlan } from './subject.ts';

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
const set = fc.oneof(
  members.map((names) => ({ form: 'list', members: names }) as const),
  few(NAMES, fc.boolean()).map((names) => ({ form: 'map', members: names }) as const),
);
const scalars = few(['firstName', 'city'], fc.constantFrom('x', 'y'));

const desiredContact: fc.Arbitrary<DesiredContact> = fc
  .record({
    scalars: few(['firstName', 'city'], fc.constantFrom('x', 'y', null)),
    sets: few(['tags', 'lists'], set),
    customProperties: few(NAMES, fc.option(property, { nil: null })),
    pruneCustomProperties: fc.boolean(),
  })
  .map(desired);
const liveContact: fc.Arbitrary<LiveContact> = fc
  .record({ scalars, sets: few(['tags', 'lists'], members), customProperties: few(NAMES, property) })
  .map(live);
const droppedBase: fc.Arbitrary<BaseComparison> = fc
  .record({
    scalars: few(['lastName', 'city'], fc.constantFrom(['x'], ['y'], ['x', 'y'])),
    sets: few(['tags', 'lists'], members),
    customProperties: few(NAMES, fc.array(property, { minLength: 1, maxLength: 2 })),
  })
  .map((dropped) => ({ dropped }));

const AT = account();

/** The result of the full comparison, sorted by path. */
function planned(contact: ContactToPlan, now: LiveContact) {
  const decision = decide(contact, now, AT);
  const [differences, blocked] = decision.kind === 'change' ? [decision.differences, decision.blocked] : [[], []];
  const kept = 'notices' in decision ? decision.notices.filter(({ rule }) => rule === 'changed-since-base') : [];
  const found = [...differences, ...blocked].map(({ path, before, after }) => ({ path, before, after }));
  return { found: found.sort(byPath), kept: kept.map(({ path }) => ({ path })).sort(byPath) };
}

/** The differences that deep-diff finds between the contacts as plain objects. A dropped field is compared with the base's value. */
function deepDiffed(contact: ContactToPlan, now: LiveContact) {
  const fields = project(contact, now);
  const side = (sideOf: (field: (typeof fields)[number]) => FieldValue) =>
    Object.fromEntries(
      fields.map((field) => [pointer(field.path), sideOf(field)] as const).filter(([, value]) => value !== null),
    );
  const wanted = side((field) => ('desired' in field ? field.desired : field.base));
  const records =
    deepDiff.diff(
      side((field) => field.live),
      wanted,
    ) ?? [];
  const differing = new Set(records.map(({ path }) => path?.[0]));
  const found: Pick<Difference, 'path' | 'before' | 'after'>[] = [];
  const kept: { readonly path: FieldPath }[] = [];
  for (const field of fields) {
    const { path, live: before } = field;
    const differs = differing.has(pointer(path));
    if ('desired' in field && differs) found.push({ path, before, after: field.desired });
    if ('base' in field && before !== null) {
      if (differs) kept.push({ path });
      else found.push({ path, before, after: null });
    }
  }
  return { found: found.sort(byPath), kept: kept.sort(byPath) };
}

function byPath({ path: a }: { readonly path: FieldPath }, { path: b }: { readonly path: FieldPath }): number {
  return pointer(a) < pointer(b) ? -1 : 1;
}

test('a plan finds what deep-diff finds in the projection, and the fast check is true exactly if that is nothing', () => {
  const verdicts = new Set<boolean>();
  fc.assert(
    fc.property(desiredContact, liveContact, (wanted, now) => {
      const contact = toPlan(wanted);
      const expected = deepDiffed(contact, now);
      const isSame = expected.found.length === 0;
      verdicts.add(isSame);
      expect(planned(contact, now)).toEqual(expected);
      expect(isAsDeclared(contact, now)).toBe(isSame);
    }),
    { numRuns: 2000 },
  );
  expect(verdicts).toEqual(new Set([true, false]));
});

test('a field dropped since the base is removed if live still has its value, and kept otherwise', () => {
  const verdicts = { removed: 0, kept: 0 };
  fc.assert(
    fc.property(desiredContact, droppedBase, liveContact, (wanted, base, now) => {
      const contact = { desired: wanted, base };
      const expected = deepDiffed(contact, now);
      verdicts.kept += expected.kept.length;
      verdicts.removed += project(contact, now).filter((field) => 'base' in field && field.live !== null).length;
      expect(planned(contact, now)).toEqual(expected);
      expect(isAsDeclared(contact, now)).toBe(false);
    }),
    { numRuns: 2000 },
  );
  expect(Math.min(verdicts.kept, verdicts.removed - verdicts.kept)).toBeGreaterThan(100);
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
    cause: fc.constantFrom(...CAUSES),
    word: fc.constant('word'),
    basis,
  },
  { requiredKeys: ['status', 'optedOut', 'since', 'cause', 'word'] },
);

/** A contact that is as declared, or differs somewhere. */
const pair = fc
  .record({
    email: channel,
    sms: fc.option(channel, { nil: undefined }),
    now: fc.record({ email: liveChannel, sms: liveChannel }),
    bends: fc.subarray(['status', 'phone', 'userId', 'email', 'previously', 'changedEvidence'], { maxLength: 1 }),
  })
  .map(({ email, sms, now, bends }) => {
    const bent = (what: string): boolean => bends.includes(what);
    const statusOf = (declared: typeof email | undefined, live: ChannelConsent): ChannelConsent =>
      declared === undefined || bent('status') ? live : { ...live, status: declared.status };
    const person = desired({
      identifiers: { email: 'jane@example.com', phone: '+37060000001', userId: 'u1' },
      channels: { email, ...(sms && { sms }) },
      ...(bent('previously') && { previously: { email: 'joe@example.com' } }),
    });
    const base = bent('changedEvidence') ? { changedEvidence: [['channels', 'email', 'basis']] } : undefined;
    const found = live({
      userId: bent('userId') ? 'u2' : 'u1',
      emails: [bent('email') ? 'joe@example.com' : 'jane@example.com'],
      phones: bent('phone') ? [] : ['+37060000002', '+37060000001'],
      channels: { email: statusOf(email, now.email), sms: statusOf(sms, now.sms) },
    });
    return { contact: { desired: person, base }, found };
  });

test('a contact is as declared exactly if no rule has a result', () => {
  const verdicts = { short: 0, different: 0 };
  fc.assert(
    fc.property(pair, ({ contact, found }) => {
      const identity = decideIdentity(contact.desired, found, AT);
      const consent = decideConsent(contact, found, AT);
      const said = [identity, consent, { notices: noticesOf(contact, found, consent, []) }].flatMap((part) =>
        Object.values(part).flat(),
      );
      const isShort = isAsDeclared(contact, found);
      verdicts[isShort ? 'short' : 'different'] += 1;
      expect(isShort ? said : said.length === 0).toEqual(isShort ? [] : false);
    }),
    { numRuns: 5000 },
  );
  expect(Math.min(...Object.values(verdicts))).toBeGreaterThan(100);
});

test('a contact with dropped declarations never takes the fast path', () => {
  const dropped = { scalars: {}, sets: {}, customProperties: {} };
  expect(isAsDeclared({ desired: desired() }, live())).toBe(true);
  expect(isAsDeclared({ desired: desired(), base: { dropped } }, live())).toBe(false);
  expect(isAsDeclared({ desired: desired(), base: { removed: 'keep' } }, live())).toBe(false);
});
