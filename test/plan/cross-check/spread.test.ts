// Opt-outs that are carried to other accounts, and what they leave alone.

import { describe, expect, test } from 'vitest';
import type { Carried } from '../../../src/base/contact-to-plan.ts';
import type { ChannelConsent } from '../../../src/contact/consent.ts';
import type { LiveContact } from '../../../src/contact/contact.ts';
import { difference } from '../../../src/contact/difference.ts';
import type { LiveSource } from '../../../src/live/source.ts';
import { collectOptOuts } from '../../../src/plan/cross-check/opt-outs.ts';
import { spreadOptOuts, unusualTexts } from '../../../src/plan/cross-check/spread.ts';
import type { Decision } from '../../../src/plan/decision.ts';
import type { Reading } from '../../../src/plan/document.ts';
import { account, CONSENTS, decideAll, desired, live, vendorOf } from '../subject.ts';

const NEWS = account('envoke@v1', { name: 'news' });
const SHOP = account('omnisend@2026-03-15', { name: 'shop' });
const JANE = desired({ account: 'news', key: 'news/jane@example.com', channels: { email: { status: 'subscribed' } } });
const SUBSCRIBED = live({ channels: { email: { ...CONSENTS.subscribed, since: 'unknown' } } });

/** What becomes of Jane at the newsletter, after she left the shop. */
async function spread(decision: Decision, now = SUBSCRIBED, left: ChannelConsent = CONSENTS.unsubscribed) {
  const news = await newsAfter(decision, now, left);
  return news?.decided.decisions[0]?.decision;
}

interface Also {
  readonly source?: LiveSource;
  readonly carried?: Carried;
  /** How the shop was read. */
  readonly reading?: Reading;
}

async function newsAfter(
  decision: Decision,
  now: LiveContact,
  left: ChannelConsent | undefined,
  { source = vendorOf([now]), carried, reading = { strategy: 'list', requests: 1, known: 1 } }: Also = {},
) {
  const none = { reading: { strategy: 'look-up', requests: 1 }, failures: [], schema: {}, clock: undefined } as const;
  const here = {
    account: NEWS,
    contacts: [{ desired: JANE, ...(carried && { carried }) }],
    decided: { account: NEWS, declared: 1, decisions: [{ desired: JANE, decision }], ...none },
    optOuts: collectOptOuts(),
    subscribed:
      now.channels.email?.status === 'subscribed' ? new Map([[JANE, unusualTexts(now)]]) : new Map<never, never>(),
    source,
  };
  const shop = { ...here, account: SHOP, contacts: [], subscribed: new Map<never, never>(), optOuts: collectOptOuts() };
  here.optOuts.note(now);
  if (left !== undefined) shop.optOuts.note(live({ channels: { email: left } }));
  const decided = { ...here.decided, account: SHOP, decisions: [], reading };
  const [news] = await spreadOptOuts([here, { ...shop, decided }], []);
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

test('what the cross-check has found about another channel still holds', async () => {
  const both = { email: { status: 'subscribed' }, sms: { status: 'subscribed' } } as const;
  const jane = desired({ channels: both, identifiers: { email: 'jane@example.com', phone: '+37120000001' } });
  const now = live({ phones: ['+37120000001'], channels: { email: { ...CONSENTS.subscribed, since: 'unknown' } } });
  const decided = await decideAll([jane], [now], SHOP);
  const here = {
    account: SHOP,
    contacts: [{ desired: jane }],
    decided,
    optOuts: collectOptOuts(),
    source: vendorOf([now]),
  };
  const subscribed = new Map([[jane, unusualTexts(now)]]);
  const news = { ...here, account: NEWS, contacts: [], subscribed: new Map(), optOuts: collectOptOuts() };
  news.optOuts.note(live({ channels: { email: CONSENTS.unsubscribed } }));
  const unread = account('loops@v1', { name: 'app' });
  const elsewhere = new Map([[jane, { sms: [{ kind: 'unread', account: unread }] }]] as const);
  const [shop] = await spreadOptOuts(
    [
      { ...here, subscribed, elsewhere },
      { ...news, decided: { ...decided, account: NEWS, decisions: [] } },
    ],
    [],
  );
  expect(shop?.decided.decisions[0]?.decision).toMatchObject({
    differences: [{ path: ['channels', 'email', 'status'], after: 'unsubscribed' }],
    blocked: [{ rule: 'cross-check-failed', path: ['channels', 'sms', 'status'] }],
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
  const news = await newsAfter(UNCHANGED, SUBSCRIBED, CONSENTS.unsubscribed, { source });
  expect(news?.decided).toMatchObject({
    decisions: [],
    failures: [{ code: 'timeout', keys: ['news/jane@example.com'] }],
  });
});

test('whoever the vendor finds by a text alone that a listing showed is found by it', async () => {
  const now = { ...SUBSCRIBED, texts: { 'jane@example.com': 'Jane@Example.com' } };
  const all = vendorOf([now]);
  const source: LiveSource = {
    ...all,
    read: (questions, ...rest) =>
      all.read(
        questions.filter(({ ask }) => ask.spelling === 'Jane@Example.com'),
        ...rest,
      ),
  };
  const news = await newsAfter(UNCHANGED, now, CONSENTS.unsubscribed, { source });
  expect(news?.decided.decisions).toMatchObject([{ decision: { kind: 'change' } }]);
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

describe('what counts here already', () => {
  const LEFT = live({ channels: { email: CONSENTS.leftSometime } });
  const counting = (...from: readonly object[]) => [{ key: 'news/jane@example.com', channel: 'email', from }];
  const at = '2026-01-01T00:00:00Z';
  const UNDATED = { account: 'shop', cause: 'person', at } as const;

  test('is an opt-out that this plan carries here, and one of somebody who has left here, too', async () => {
    const from = counting({ account: 'shop', cause: 'person' });
    expect(await newsAfter(UNCHANGED, SUBSCRIBED, CONSENTS.unsubscribed)).toMatchObject({ carried: from });
    expect(await newsAfter(UNCHANGED, LEFT, CONSENTS.leftSometime)).toMatchObject({ carried: from });
  });

  test('ends nothing a second time: whoever is subscribed has come back', async () => {
    for (const left of [CONSENTS.leftSometime, { ...CONSENTS.unsubscribed, since: '2025-12-31T00:00:00Z' }]) {
      const news = await newsAfter(UNCHANGED, SUBSCRIBED, left, { carried: { email: [UNDATED] } });
      expect(news?.decided.decisions).toEqual([{ desired: JANE, decision: UNCHANGED }]);
      expect(news?.carried).toEqual(counting(UNDATED));
    }
  });

  test('is not a later opt-out, one at another account or of another cause, nor one of another channel', async () => {
    const later: ChannelConsent = { ...CONSENTS.unsubscribed, since: '2026-02-01T00:00:00Z' };
    const complaint: ChannelConsent = { ...CONSENTS.leftSometime, cause: 'complaint' };
    const cases: readonly (readonly [ChannelConsent, Carried])[] = [
      [later, { email: [UNDATED] }],
      [CONSENTS.leftSometime, { email: [{ ...UNDATED, account: 'app' }] }],
      [complaint, { email: [UNDATED] }],
      [CONSENTS.leftSometime, { sms: [UNDATED] }],
    ];
    for (const [left, carried] of cases) {
      const news = await newsAfter(UNCHANGED, SUBSCRIBED, left, { carried });
      expect(news?.decided.decisions).toMatchObject([{ decision: { kind: 'change' } }]);
      expect(news?.carried).toEqual(counting({ account: 'shop', cause: left.cause }));
    }
  });

  test('is what rollcall wrote itself, whatever date the vendor gives it', async () => {
    const echo = { account: 'shop', at } as const;
    for (const since of ['unknown', '2026-01-01T00:04:00Z']) {
      const left: ChannelConsent = { ...CONSENTS.unsubscribed, since };
      const news = await newsAfter(UNCHANGED, SUBSCRIBED, left, { carried: { email: [echo] } });
      expect(news?.decided.decisions).toEqual([{ desired: JANE, decision: UNCHANGED }]);
    }
  });

  test('is forgotten once the other account is seen without it, and kept as long as nobody looked', async () => {
    const carried = { email: [UNDATED] };
    expect(await newsAfter(UNCHANGED, SUBSCRIBED, undefined, { carried })).toMatchObject({ carried: [] });
    const reading: Reading = { strategy: 'look-up', requests: 1 };
    const unread = await newsAfter(UNCHANGED, SUBSCRIBED, undefined, { carried, reading });
    expect(unread?.carried).toEqual(counting(UNDATED));
  });

  test('is no bounce, here or there: its end is no return', async () => {
    const bounced: ChannelConsent = { ...CONSENTS.unsubscribed, cause: 'suppressed' };
    expect(await newsAfter(UNCHANGED, LEFT, bounced)).toMatchObject({ carried: [] });
    const here = live({ channels: { email: bounced } });
    expect(await newsAfter(UNCHANGED, here, CONSENTS.unsubscribed)).toMatchObject({ carried: [] });
  });
});
