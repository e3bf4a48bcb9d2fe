// Opt-outs that are carried to other accounts, and what they leave alone.

import { expect, test } from 'vitest';
import type { ChannelConsent } from '../../../src/contact/consent.ts';
import type { LiveContact } from '../../../src/contact/contact.ts';
import { difference } from '../../../src/contact/difference.ts';
import { collectOptOuts } from '../../../src/plan/cross-check/opt-outs.ts';
import { spreadOptOuts } from '../../../src/plan/cross-check/spread.ts';
import type { Decision } from '../../../src/plan/decision.ts';
import { account, CONSENTS, desired, live, vendorOf } from '../subject.ts';

const NEWS = account('envoke@v1', { name: 'news' });
const SHOP = account('omnisend@2026-03-15', { name: 'shop' });
const JANE = desired({ account: 'news', key: 'news/jane@example.com', channels: { email: { status: 'subscribed' } } });
const SUBSCRIBED = live({ channels: { email: { ...CONSENTS.subscribed, since: 'unknown' } } });

/** What becomes of Jane at the newsletter, after she left the shop. */
async function spread(decision: Decision, now = SUBSCRIBED, left: ChannelConsent = CONSENTS.unsubscribed) {
  const news = await newsAfter(decision, now, left);
  return news?.decisions[0]?.decision;
}

async function newsAfter(decision: Decision, now: LiveContact, left: ChannelConsent, source = vendorOf([now])) {
  const none = { reading: { strategy: 'look-up', requests: 1 }, failures: [], schema: {}, clock: undefined } as const;
  const here = {
    account: NEWS,
    contacts: [{ desired: JANE }],
    decided: { account: NEWS, declared: 1, decisions: [{ desired: JANE, decision }], ...none },
    optOuts: collectOptOuts(),
    subscribed: new Set([JANE]),
    source,
  };
  const shop = { ...here, account: SHOP, contacts: [], subscribed: new Set<never>(), optOuts: collectOptOuts() };
  shop.optOuts.note(live({ channels: { email: left } }));
  const [news] = await spreadOptOuts([here, { ...shop, decided: { ...here.decided, account: SHOP, decisions: [] } }]);
  return news;
}

const UNCHANGED: Decision = { kind: 'unchanged', held: [], notices: [] };

test('a subscription ends, and the plan says why', async () => {
  expect(await spread(UNCHANGED)).toMatchObject({
    kind: 'change',
    differences: [{ path: ['channels', 'email', 'status'], after: 'unsubscribed' }],
    notices: [{ rule: 'opt-out-spread' }],
  });
});

test('a later subscription stands', async () => {
  const later = live({ channels: { email: { ...CONSENTS.subscribed, since: '2030-01-01T00:00:00Z' } } });
  expect(await spread(UNCHANGED, later)).toEqual(UNCHANGED);
});

test('a bounce is not carried over', async () => {
  const bounced: ChannelConsent = { ...CONSENTS.unsubscribed, cause: 'suppressed' };
  expect(await spread(UNCHANGED, SUBSCRIBED, bounced)).toEqual(UNCHANGED);
});

test('who cannot be read again makes the plan incomplete', async () => {
  const problem = { code: 'timeout', args: { account: 'news', what: 'no answer in time' } } as const;
  const report = { strategy: 'look-up', requests: 1, complete: false, seen: 0, failed: new Map(), problem } as const;
  const source = { ...vendorOf([]), read: async () => report };
  const news = await newsAfter(UNCHANGED, SUBSCRIBED, CONSENTS.unsubscribed, source);
  expect(news).toMatchObject({ decisions: [], failures: [{ code: 'timeout', keys: ['news/jane@example.com'] }] });
});

test('what unsubscribes her anyway, with all that goes with it, is left alone', async () => {
  const differences = [
    difference(['channels', 'email', 'status'], 'subscribed', 'unsubscribed'),
    difference(['city'], 'Riga', null),
  ];
  const erased: Decision = {
    ...{ kind: 'change', action: 'update', desired: JANE, live: SUBSCRIBED, differences },
    ...{ blocked: [], held: [], notices: [{ rule: 'erasure-open', path: [] }] },
  };
  expect(await spread(erased)).toBe(erased);
});
