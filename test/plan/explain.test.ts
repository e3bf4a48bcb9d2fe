import { expect, test } from 'vitest';
import type { BaseComparison } from '../../src/base/contact-to-plan.ts';
import type { DesiredContact, LiveContact } from '../../src/contact/contact.ts';
import type { Account } from '../../src/manifest/configuration.ts';
import type { ProvenanceMap } from '../../src/manifest/declared/provenance.ts';
import { decide } from '../../src/plan/decide.ts';
import { blockedChange } from '../../src/plan/decision.ts';
import { type ExplainedField, explain } from '../../src/plan/explain/explain.ts';
import { blockContact } from '../../src/plan/match.ts';
import { redactExplanation } from '../../src/render/redact/explanation.ts';
import { renderExplanation } from '../../src/render/text/explanation.ts';
import { account, CONSENTS, desired, live } from './subject.ts';

const AT_LINE_9 = { layer: 'contact', file: 'people.yaml', line: 9, column: 3 } as const;

function explained(
  wanted: DesiredContact,
  found: LiveContact | undefined,
  { at = account(), said = [], base }: { at?: Account; said?: readonly string[]; base?: BaseComparison } = {},
) {
  const provenance: ProvenanceMap = new Map(said.map((key) => [key, AT_LINE_9] as const));
  const contact = { desired: wanted, base };
  const decision = decide(contact, found, at);
  return explain({ account: at, contact, decision, live: found === undefined ? [] : [found], provenance });
}

function verdicts(fields: readonly ExplainedField[]) {
  return Object.fromEntries(fields.map(({ path, verdict, rule }) => [path.join('.'), rule ?? verdict]));
}

test('every field has a verdict, and unmanaged fields are marked as not managed', () => {
  const wanted = desired({
    scalars: { firstName: 'Jane', lastName: null, city: 'Vilnius' },
    sets: { tags: { form: 'map', members: { vip: true } } },
    customProperties: { age: 33 },
    channels: { email: { status: 'subscribed' } },
  });
  const found = live({
    scalars: { firstName: 'Janet', lastName: 'Doe', city: 'Vilnius', country: 'Lithuania' },
    sets: { tags: ['old'] },
    customProperties: { age: 33, height: 170 },
    channels: { email: CONSENTS.unsubscribed },
  });
  const explanation = explained(wanted, found, { said: ['firstName', 'channels\0email'] });
  expect([explanation.decision, explanation.matches]).toEqual(['update', 1]);
  expect(verdicts(explanation.fields)).toEqual({
    email: 'as declared',
    firstName: 'change',
    lastName: 'remove',
    city: 'as declared',
    'tags.vip': 'add',
    'customProperties.age': 'as declared',
    'channels.email.status': 'opt-out',
    country: 'not managed',
    'customProperties.height': 'not managed',
    'tags.old': 'not managed',
  });
  const declared = explanation.fields.filter((field) => field.declared !== undefined).map(({ path }) => path.join('.'));
  expect(declared).toEqual(['firstName', 'channels.email.status']);
  const unnamed = explanation.fields.filter(({ vendorOnly }) => vendorOnly === true).map(({ path }) => path.join('.'));
  expect(unnamed).toEqual(['customProperties.height', 'tags.old']);
});

test('a property that `prune` removes is marked as vendor-only', () => {
  const wanted = desired({ customProperties: { age: null }, pruneCustomProperties: true });
  const { fields } = explained(wanted, live({ customProperties: { age: 33, height: 170 } }));
  expect(fields.filter(({ verdict }) => verdict === 'remove')).toMatchObject([
    { path: ['customProperties', 'age'] },
    { path: ['customProperties', 'height'], vendorOnly: true },
  ]);
});

test('a blocked field names its rule and what would unblock it', () => {
  const wanted = desired({ channels: { email: { status: 'nonSubscribed' } } });
  const explanation = explained(wanted, live({ channels: { email: CONSENTS.subscribed } }));
  expect(explanation.decision).toBe('blocked');
  expect(explanation.fields.at(-1)).toMatchObject({
    verdict: 'blocked',
    rule: 'erases-consent',
    args: { why: 'status' },
  });
});

test('fields that differ are `not written` if the whole contact is skipped or blocked', () => {
  const wanted = desired({ scalars: { firstName: 'Jane' } });
  const skipped = explained(wanted, undefined, { at: account('omnisend@2026-03-15', { onMissing: 'skip' }) });
  expect([skipped.decision, verdicts(skipped.fields)]).toEqual([
    'skipped',
    { email: 'not written', firstName: 'not written' },
  ]);
  const missing = explained(wanted, undefined, { at: account('omnisend@2026-03-15', { onMissing: 'error' }) });
  expect([missing.decision, missing.blocked[0]?.rule]).toEqual(['blocked', 'missing-contact']);
});

test('a field dropped since the base is removed, or kept if it was changed at the vendor; a pruned field says so', () => {
  const wanted = desired({ pruneCustomProperties: true });
  const dropped = { scalars: { firstName: ['Jane'], city: ['Vilnius'] }, sets: { tags: ['a'] }, customProperties: {} };
  const found = live({
    scalars: { firstName: 'Jane', city: 'Kaunas' },
    sets: { tags: ['a'] },
    customProperties: { age: 33 },
  });
  const { fields } = explained(wanted, found, { said: ['prune'], base: { dropped } });
  expect(verdicts(fields)).toMatchObject({
    firstName: 'remove',
    city: 'changed-since-base',
    'tags.a': 'remove',
    'customProperties.age': 'remove',
  });
  const declared = Object.fromEntries(fields.map((field) => [field.path.join('.'), field.declared]));
  expect(declared).toMatchObject({
    city: { layer: 'base' },
    'tags.a': { layer: 'base' },
    'customProperties.age': AT_LINE_9,
  });
});

test('a field dropped from a contact that is blocked as a whole is `not written`', () => {
  const dropped = { scalars: { firstName: ['Jane'], city: ['Vilnius'] }, sets: {}, customProperties: {} };
  const contact = { desired: desired(), base: { dropped } };
  const found = live({ scalars: { firstName: 'Jane', city: 'Kaunas' } });
  const decision = blockedChange(contact, blockContact('missing-contact', {}));
  const subject = { account: account(), contact, decision, live: [found], provenance: new Map() };
  const { fields } = explain(subject);
  expect(fields.filter(({ path }) => path[0] === 'firstName' || path[0] === 'city')).toMatchObject([
    { path: ['firstName'], desired: null, live: 'Jane', verdict: 'not written' },
    { path: ['city'], desired: 'Kaunas', live: 'Kaunas', verdict: 'as declared' },
  ]);
});

test('a dropped date is shown as removed even if live has another spelling of it', () => {
  const dropped = { scalars: {}, sets: {}, customProperties: { joined: ['2026-01-05'] } };
  const at = account('loops@v1');
  const contact = { desired: desired(), base: { dropped } };
  const found = live({ customProperties: { joined: '2026-01-05T00:00:00.000Z' } });
  const decision = decide(contact, found, at, { properties: new Map([['joined', 'date']]) });
  const { fields } = explain({ account: at, contact, decision, live: [found], provenance: new Map() });
  expect(fields.find(({ path }) => path[1] === 'joined')).toMatchObject({ desired: null, verdict: 'remove' });
});

test('the notices of the plan are included', () => {
  const dropped = { scalars: { city: ['Vilnius'] }, sets: {}, customProperties: {} };
  const { notices, notSeen } = explained(desired(), live({ scalars: { city: 'Kaunas' } }), { base: { dropped } });
  expect(notices).toEqual([{ rule: 'changed-since-base', path: ['city'] }]);
  expect(notSeen).toHaveLength(1);
});

test('several matches are shown as candidates with their reasons, and masked', () => {
  const contact = { desired: desired({ identifiers: { email: 'jane@example.com', phone: '+37060000001' } }) };
  const byEmail = live({
    id: 'a1',
    emails: ['jane@example.com'],
    phones: [],
    channels: { email: CONSENTS.subscribed },
  });
  const byPhone = live({ id: 'b2', emails: ['j.doe@example.com'], phones: ['+37060000001'] });
  const decision = blockedChange(contact, blockContact('identity-split', { identifiers: [], contacts: [] }));
  const found = [byPhone, byEmail];
  const explanation = explain({ account: account(), contact, decision, live: found, provenance: new Map() });
  expect(explanation.candidates).toEqual([
    {
      id: { is: 'id', value: 'a1' },
      has: ['email'],
      emails: [{ is: 'email', value: 'jane@example.com' }],
      phones: [],
      statuses: { email: 'subscribed' },
    },
    expect.objectContaining({ has: ['phone'], emails: [{ is: 'email', value: 'j.doe@example.com' }] }),
  ]);
  const text = renderExplanation(explanation, { color: false, width: 100 });
  expect(text).toContain('  candidate a1: has the declared email · jane@example.com · email subscribed\n');
  expect(text).toContain('  candidate b2: has the declared phone · j.doe@example.com, +37060000001');
  const masked = renderExplanation(redactExplanation(explanation, 1), { color: false, width: 100 });
  expect(masked).toMatch(/candidate ‹.*›: has the declared email/);
  expect(masked).not.toMatch(/example\.com|\+370|a1|b2/);
});
