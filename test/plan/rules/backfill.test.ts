// Evidence of consent of people who are subscribed already: reported, or sent by itself where the account says `backfillConsent`.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { confirmedOf } from '../../../src/base/consent/confirmed.ts';
import type { ContactToPlan } from '../../../src/base/contact-to-plan.ts';
import { BASES, CAUSES, type ChannelConsent, type ConsentEvidence, STATUSES } from '../../../src/contact/consent.ts';
import type { DesiredContact } from '../../../src/contact/contact.ts';
import type { Difference } from '../../../src/contact/difference.ts';
import { isEvidence } from '../../../src/contact/evidence.ts';
import { decide } from '../../../src/plan/decide.ts';
import { becomesMailable } from '../../../src/plan/people.ts';
import { basisOf, draftOf } from '../../../src/plan/requests/basis.ts';
import { DIALECTS, type DialectName, providerOf } from '../../../src/providers/table.ts';
import { account, CONSENTS, desired, live } from '../subject.ts';

const APPLIED = '2026-03-01T00:00:00Z';
const CONSENT = { source: 'shop form', createdAt: '2026-02-01T00:00:00Z', ip: '192.0.2.1' } as const;
const PARTS = ['source: shop form', 'createdAt: 2026-02-01T00:00:00Z', 'ip: 192.0.2.1'];
const EVERY_DIALECT = Object.keys(DIALECTS) as DialectName[];
const SUBSCRIBED: ChannelConsent = { ...CONSENTS.subscribed, basis: 'express' };

function takesEvidence(dialect: DialectName): boolean {
  return account(dialect).capabilities.channels.email?.takesEvidence === true;
}

function claiming(consent: ConsentEvidence | undefined, more: Partial<DesiredContact> = {}): DesiredContact {
  const evidence = consent === undefined ? {} : { consent };
  return desired({ channels: { email: { status: 'subscribed', basis: 'express', ...evidence } }, ...more });
}

function found(email: ChannelConsent = SUBSCRIBED) {
  return live({ emails: ['jane@example.com'], channels: { email } });
}

/** What the plan does with the evidence: the differences that send it, and the notices that it is not sent. */
function evidenceOf(
  contact: ContactToPlan,
  { dialect, backfill = true, now }: { dialect: DialectName; backfill?: boolean; now?: ChannelConsent },
): readonly unknown[] {
  const decision = decide(contact, found(now), account(dialect, { backfillConsent: backfill }));
  const sent = decision.kind === 'change' ? decision.differences.filter(isEvidence).map(({ after }) => after) : [];
  const notices = 'notices' in decision ? decision.notices : [];
  const reported = notices.flatMap(({ rule, path }) => (rule === 'evidence-not-sent' ? [path.join('.')] : []));
  return [...sent, ...reported];
}

describe.each(EVERY_DIALECT)('evidence of somebody who is subscribed already: %s', (dialect) => {
  const takes = takesEvidence(dialect);
  const NOT_SENT = ['channels.email.consent'];
  const SENT = takes ? [PARTS] : NOT_SENT;

  test('without a record it is new: reported, and sent if the account says so (E7)', () => {
    const contact = { desired: claiming(CONSENT) };
    expect(evidenceOf(contact, { dialect, backfill: false })).toEqual(NOT_SENT);
    expect(evidenceOf(contact, { dialect })).toEqual(SENT);
    expect(evidenceOf({ desired: claiming(undefined) }, { dialect })).toEqual([]);
    expect(evidenceOf({ desired: claiming({ supersedesOptOut: true }) }, { dialect })).toEqual([]);
  });

  test('what a record confirms that sent it is neither reported nor sent again', () => {
    const now = claiming(CONSENT);
    const before = { desired: now, confirmed: [now], confirmedAt: APPLIED };
    expect(evidenceOf({ ...before, backfilled: true }, { dialect })).toEqual([]);
    expect(evidenceOf(before, { dialect, backfill: false })).toEqual([]);
    // The account did not send it then.
    expect(evidenceOf(before, { dialect })).toEqual(takes ? [PARTS] : []);
    // The apply did not confirm it.
    expect(evidenceOf({ ...before, backfilled: true, base: { owed: true } }, { dialect })).toEqual(
      takes ? [PARTS] : [],
    );
    const changedEvidence = [['channels', 'email', 'consent', 'ip']];
    const changed = { desired: now, base: { changedEvidence }, backfilled: true, confirmedAt: APPLIED } as const;
    const other = { ...changed, confirmed: [claiming({ ...CONSENT, ip: '192.0.2.2' })] };
    expect(evidenceOf(other, { dialect })).toEqual(takes ? [PARTS] : ['channels.email.consent.ip']);
    expect(evidenceOf(other, { dialect, backfill: false })).toEqual(['channels.email.consent.ip']);
  });

  test('never of anybody who has left, has not confirmed, is suppressed, or has another basis or address', () => {
    const contact: ContactToPlan = { desired: claiming(CONSENT) };
    for (const now of [CONSENTS.unsubscribed, CONSENTS.expired, { ...SUBSCRIBED, cause: 'pending' as const }])
      expect(evidenceOf(contact, { dialect, now })).toEqual([]);
    const suppressed = { claims: contact.desired.channels, isDeclared: true, source: contact.desired.source };
    expect(evidenceOf({ desired: desired({ channels: {} }), suppressed }, { dialect })).toEqual([]);
    // An opt-out at another account is spread here: the same plan unsubscribes the person.
    const optedOut = {
      kind: 'opted-out',
      account: account('loops@v1', { name: 'app' }),
      consent: CONSENTS.unsubscribed,
    } as const;
    const spread = { ...contact, spreadsOptOuts: true, elsewhere: { email: [optedOut] } } as const;
    expect(evidenceOf(spread, { dialect })).not.toContainEqual(PARTS);
    const implied = { ...SUBSCRIBED, basis: 'implied-inquiry' } as const;
    expect(evidenceOf(contact, { dialect, now: implied })).not.toContainEqual(PARTS);
    const moved = { desired: claiming(CONSENT, { identifiers: { id: 'v1', email: 'new@example.com' } }) };
    expect(evidenceOf(moved, { dialect })).not.toContainEqual(PARTS);
  });
});

/** The bodies that an update by these differences sends. */
function bodiesOf(
  contact: DesiredContact,
  differences: readonly Difference[],
  dialect: DialectName,
): readonly unknown[] {
  const at = account(dialect);
  const basis = basisOf(contact, found(), differences);
  const draft = draftOf({ id: 'c1', action: 'update', contactId: 'v1', differences, basis });
  return providerOf(dialect)
    .requests.plan([draft], { keyField: at.keyField })
    .map(({ body }) => body);
}

test.each(EVERY_DIALECT.filter((name) => takesEvidence(name)))(
  'one request, whose status loses against every other: %s',
  (dialect) => {
    const contact = claiming(CONSENT, { welcome: true });
    const decision = decide({ desired: contact }, found(), account(dialect, { backfillConsent: true }));
    if (decision.kind !== 'change') throw new Error('the evidence is sent');
    expect(becomesMailable(decision)).toBe(false);
    expect(decision.notices).toEqual([]);
    const [body, ...others] = bodiesOf(contact, decision.differences, dialect);
    expect(others).toEqual([]);
    if (dialect.startsWith('envoke')) {
      const consent_description = 'shop form, on 2026-02-01T00:00:00Z, from 192.0.2.1';
      return expect(body).toEqual({ consent_description });
    }
    const dateField = dialect === 'omnisend@2026-03-15' ? 'statusChangedAt' : 'statusDate';
    expect(body).toMatchObject({
      identifiers: [
        {
          type: 'email',
          channels: { email: { status: 'subscribed', [dateField]: '1970-01-01T00:00:00Z' } },
          consent: CONSENT,
        },
      ],
    });
    expect(JSON.stringify(body)).not.toMatch(/sendWelcome\w+":true/);
  },
);

test('law: evidence goes only with a live subscription, and changes no status', () => {
  const consent = fc.record({ source: fc.constantFrom('form', 'till'), ip: fc.constantFrom('192.0.2.1', '192.0.2.2') });
  const now = fc.record({
    status: fc.constantFrom(...STATUSES),
    basis: fc.constantFrom(...BASES),
    cause: fc.constantFrom(...CAUSES),
    optedOut: fc.boolean(),
  });
  fc.assert(
    fc.property(
      fc.constantFrom(...EVERY_DIALECT),
      fc.constantFrom(...STATUSES),
      consent,
      now,
      fc.boolean(),
      (dialect, status, evidence, consentNow, isConfirmed) => {
        const contact = desired({ channels: { email: { status, basis: 'express', consent: evidence } } });
        const confirmed = isConfirmed ? { confirmed: [contact], confirmedAt: APPLIED, backfilled: true as const } : {};
        const at = found({ ...consentNow, since: 'unknown', word: 'any' });
        const decision = decide({ desired: contact, ...confirmed }, at, account(dialect, { backfillConsent: true }));
        const differences = decision.kind === 'change' ? decision.differences : [];
        if (!differences.some(isEvidence)) return;
        expect(isConfirmed).toBe(false);
        expect([status, consentNow.status, consentNow.cause, consentNow.optedOut]).toEqual([
          'subscribed',
          'subscribed',
          'none',
          false,
        ]);
        expect(differences.filter(({ path }) => path[0] === 'channels')).toHaveLength(1);
      },
    ),
    { numRuns: 2000 },
  );
});

test('the record tells whether its account sent evidence', () => {
  const entry = claiming(CONSENT);
  const earlier = { entries: [entry], owed: false };
  const at = account();
  const former = account('omnisend@2026-03-15', { backfillConsent: true });
  const confirmed = (before: typeof at) =>
    confirmedOf(entry, earlier, { account: at, former: before, confirmedAt: APPLIED });
  expect(confirmed(former)).toEqual({ confirmed: [entry], confirmedAt: APPLIED, backfilled: true });
  expect(confirmed(at)).toEqual({ confirmed: [entry], confirmedAt: APPLIED });
});
