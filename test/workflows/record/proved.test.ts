// A saved plan's claims about opt-outs elsewhere reach the record only if something else says the same (fault I5, for what has no request).

import { expect, test } from 'vitest';
import type { Carried, ContactToPlan } from '../../../src/base/contact-to-plan.ts';
import type { ChannelConsent } from '../../../src/contact/consent.ts';
import type { LiveSource } from '../../../src/live/source.ts';
import type { CarriedHere, Held, PlannedChange } from '../../../src/plan/document.ts';
import { withProvedClaims } from '../../../src/workflows/record/claims/proved.ts';
import { aDesired } from '../../builders/contacts.ts';
import { aChange, anAccount, aPlan } from '../../builders/plan.ts';
import { account, CONSENTS, live, vendorOf } from '../../plan/subject.ts';

const ANN = 'ann@example.com';
const KEY = `shop/${ANN}`;
const AT = '2026-01-01T00:00:00Z';
const out: ChannelConsent = CONSENTS.leftSometime;

interface Scene {
  /** How Ann stands at shop and at app; absent: not there. */
  readonly at?: { readonly shop?: ChannelConsent; readonly app?: ChannelConsent };
  readonly carried?: CarriedHere['from'];
  readonly held?: Pick<Held, 'reason' | 'args' | 'absent'>;
  readonly changes?: readonly PlannedChange[];
  /** What is recorded. */
  readonly before?: Carried;
  readonly withheld?: 'subscription';
  readonly suppressed?: ContactToPlan['suppressed'];
}

async function proved({ at = {}, carried = [], held, changes = [], before, withheld, suppressed }: Scene) {
  const claim: Held[] = held === undefined ? [] : [{ key: KEY, channel: 'email', since: 'unknown', ...held }];
  const shop = anAccount({ account: 'shop', held: claim, carried: [{ key: KEY, channel: 'email', from: carried }] });
  const contact = (name: string): ContactToPlan => ({
    desired: aDesired({ account: name, key: `${name}/${ANN}`, identifiers: { email: ANN } }),
    ...(before === undefined ? {} : { carried: before }),
    ...(suppressed === undefined ? {} : { suppressed }),
  });
  let asked = 0;
  const source = (consent: ChannelConsent | undefined): LiveSource => {
    const vendor = vendorOf(consent === undefined ? [] : [live({ emails: [ANN], channels: { email: consent } })]);
    return {
      ...vendor,
      read: (questions, ...more) => {
        asked += questions.length;
        return vendor.read(questions, ...more);
      },
    };
  };
  const plan = await withProvedClaims(aPlan({ accounts: [shop], changes: [...changes] }), {
    contacts: new Map(['shop', 'app'].map((name) => [`${name}/${ANN}`, contact(name)])),
    withheld: () => withheld,
    accounts: [
      { account: account('omnisend@v5', { name: 'shop' }), source: source(at.shop) },
      { account: account('loops@v1', { name: 'app' }), source: source(at.app) },
    ],
  });
  const [{ held: kept = [], carried: counted = [] } = {}] = plan.accounts;
  return { held: kept.map(({ reason }) => reason), carried: counted.flatMap(({ from }) => from), asked };
}

const byPerson = { account: 'app', cause: 'person' } as const;
const unsubscribes = (name: string): PlannedChange =>
  aChange({
    account: name,
    key: `${name}/${ANN}`,
    differences: [{ path: ['channels', 'email', 'status'], op: 'change', before: 'subscribed', after: 'unsubscribed' }],
  });

test('an opt-out elsewhere counts here if both vendors say so', async () => {
  expect((await proved({ at: { shop: out, app: out }, carried: [byPerson] })).carried).toEqual([byPerson]);
  for (const at of [{}, { shop: out }, { app: out }, { shop: CONSENTS.subscribed, app: out }])
    expect((await proved({ at, carried: [byPerson] })).carried).toEqual([]);
  const complaint = { account: 'app', cause: 'complaint' } as const;
  expect((await proved({ at: { shop: out, app: out }, carried: [complaint] })).carried).toEqual([]);
});

test('also if the plan’s own changes end the subscription', async () => {
  const changes = [unsubscribes('shop')];
  expect((await proved({ at: { app: out }, carried: [byPerson], changes })).carried).toEqual([byPerson]);
  const byUs = { account: 'app' };
  expect((await proved({ carried: [byUs], changes: [...changes, unsubscribes('app')] })).carried).toEqual([byUs]);
  expect((await proved({ at: { app: out }, carried: [byUs], changes })).carried).toEqual([]);
});

test('what the record says stays, and no other date is taken for it', async () => {
  const known = { ...byPerson, at: AT };
  const before = { email: [known] };
  expect((await proved({ carried: [known], before })).carried).toEqual([known]);
  expect((await proved({ carried: [{ ...known, at: '2026-02-02T00:00:00Z' }], before })).carried).toEqual([]);
  expect((await proved({ carried: [known] })).carried).toEqual([]);
});

test('a subscription is held back if the other vendor, the record or the manifests say so', async () => {
  const elsewhere = { reason: 'opted-out-elsewhere', args: { account: 'app' } } as const;
  expect((await proved({ at: { app: out }, held: elsewhere })).held).toEqual(['opted-out-elsewhere']);
  expect((await proved({ held: elsewhere, withheld: 'subscription' })).held).toEqual(['opted-out-elsewhere']);
  expect((await proved({ held: elsewhere, changes: [unsubscribes('app')] })).held).toEqual(['opted-out-elsewhere']);
  expect((await proved({ at: { app: CONSENTS.subscribed }, held: elsewhere })).held).toEqual([]);
  const here = { reason: 'suppressed-here', absent: true } as const;
  const suppressed = { claims: {}, isDeclared: true, source: { file: 'a.yaml', line: 1, column: 1 } };
  expect((await proved({ held: here, suppressed })).held).toEqual(['suppressed-here']);
  expect((await proved({ held: here })).held).toEqual([]);
});

test('no vendor is asked about a held subscription that the record names already', async () => {
  const held = { reason: 'opted-out-elsewhere', args: { account: 'app' } } as const;
  expect(await proved({ at: { app: out }, held })).toMatchObject({ held: ['opted-out-elsewhere'], asked: 1 });
  expect(await proved({ held, withheld: 'subscription' })).toMatchObject({ held: ['opted-out-elsewhere'], asked: 0 });
});
