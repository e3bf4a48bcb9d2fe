// Opt-outs at other accounts of the same sender, decided without any vendor.

import { describe, expect, test } from 'vitest';
import type { FoundElsewhere } from '../../../src/base/contact-to-plan.ts';
import type { ChannelConsent, DesiredChannel } from '../../../src/contact/consent.ts';
import { decide } from '../../../src/plan/decide.ts';
import { account, CONSENTS, desired, live } from '../subject.ts';

const SHOP = account('loops@v1', { name: 'shop' });
const NEWS = account('envoke@v1', { name: 'news' });
const EARLY: ChannelConsent = { ...CONSENTS.unsubscribed, since: '2024-01-01T00:00:00Z' };
const LATE: ChannelConsent = { ...EARLY, since: '2026-01-01T00:00:00Z' };
const UNDATED: ChannelConsent = { ...EARLY, since: 'unknown' };
const ALLOWS = account('omnisend@2026-03-15', { resubscribe: 'with-consent' });
const consent = (createdAt: string, rest = {}): DesiredChannel => ({
  status: 'subscribed',
  consent: { source: 'form', createdAt, ...rest },
});

function at(place: typeof SHOP, found: ChannelConsent): FoundElsewhere {
  return { kind: 'opted-out', account: place, consent: found };
}

/** What becomes of somebody who was never asked here. */
function decided(found: readonly FoundElsewhere[], claim: DesiredChannel = { status: 'subscribed' }, here = ALLOWS) {
  const contact = { desired: desired({ channels: { email: claim } }), elsewhere: { email: found } };
  const decision = decide(contact, live({ channels: { email: CONSENTS.nonSubscribed } }), here);
  const held = 'held' in decision ? decision.held.map(({ reason, args, since }) => [reason, args?.account, since]) : [];
  const blocked = decision.kind === 'change' ? decision.blocked.map(({ rule, args }) => [rule, args.why]) : [];
  const written = decision.kind === 'change' ? decision.differences.map(({ after }) => after) : [];
  return { held, blocked, written };
}

describe('who would become mailable', () => {
  test('is subscribed if nobody knows of an opt-out', () => {
    expect(decided([])).toEqual({ held: [], blocked: [], written: ['subscribed'] });
  });

  test('is held by the newest opt-out, and one without a date may be the newest', () => {
    const early = at(SHOP, EARLY);
    expect(decided([early, at(NEWS, LATE)]).held).toEqual([['opted-out-elsewhere', 'news', LATE.since]]);
    expect(decided([early, at(NEWS, UNDATED)]).held).toEqual([['opted-out-elsewhere', 'news', 'unknown']]);
  });

  test('needs evidence that is newer than all of them', () => {
    const both = [at(SHOP, EARLY), at(NEWS, LATE)];
    expect(decided(both, consent('2025-01-01T00:00:00Z')).written).toEqual([]);
    expect(decided(both, consent('2026-02-01T00:00:00Z')).written).toEqual(['subscribed']);
    const undated = [at(SHOP, EARLY), at(NEWS, UNDATED)];
    expect(decided(undated, consent('2026-02-01T00:00:00Z')).written).toEqual([]);
    expect(decided(undated, consent('2026-02-01T00:00:00Z', { supersedesOptOut: true })).written).toEqual([
      'subscribed',
    ]);
  });

  test('needs an account that allows it', () => {
    const strict = account('omnisend@2026-03-15', { resubscribe: 'never' });
    const claim = consent('2026-02-01T00:00:00Z');
    expect(decided([at(NEWS, LATE)], claim, strict).blocked).toEqual([['resubscribe', 'needs-consent']]);
  });

  test('is not subscribed after a complaint, whatever is claimed', () => {
    const complaint: ChannelConsent = { ...LATE, cause: 'complaint', word: 'Envoke Spam Reported' };
    const claim = consent('2026-02-01T00:00:00Z', { supersedesOptOut: true });
    expect(decided([at(NEWS, complaint)], claim).blocked).toEqual([['complained', undefined]]);
  });

  test('is blocked if another account could not be read', () => {
    expect(decided([{ kind: 'unread', account: NEWS }])).toMatchObject({
      blocked: [['cross-check-failed', undefined]],
      written: [],
    });
  });
});

describe('a subscribed person who gets another email', () => {
  const contact = {
    desired: desired({
      identifiers: { userId: '7', email: 'new@example.com' },
      previously: { email: 'old@example.com' },
    }),
    base: {},
  };
  const found = live({ userId: '7', emails: ['old@example.com'], channels: { email: CONSENTS.subscribed } });

  test('keeps the old one if the new one has opted out elsewhere', () => {
    const decision = decide({ ...contact, elsewhere: { email: [at(NEWS, LATE)] } }, found, SHOP);
    expect(decision).toMatchObject({
      kind: 'change',
      differences: [],
      blocked: [{ rule: 'resubscribe', args: { why: 'new-address' } }],
    });
    expect(decide(contact, found, SHOP)).toMatchObject({ differences: [{ path: ['email'] }], blocked: [] });
  });
});
