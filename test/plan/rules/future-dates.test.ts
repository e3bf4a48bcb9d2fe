import { expect, test } from 'vitest';
import type { DesiredChannel } from '../../../src/contact/consent.ts';
import type { LiveContact } from '../../../src/contact/contact.ts';
import { decideAccount } from '../../../src/plan/planner.ts';
import { wordsOfBlock } from '../../../src/render/words/rules.ts';
import { account, CONSENTS, desired, live, toPlan, vendorOf } from '../subject.ts';

const NOON = Date.parse('2026-06-01T12:00:00Z');
const HOUR = 3_600_000;

/** The rules that block a contact, and the fields that would be written. @param aheadMs null for a vendor without a clock */
async function decided(channel: DesiredChannel, vendor: readonly LiveContact[], aheadMs: number | null = 0) {
  const clock = () => (aheadMs === null ? undefined : { now: NOON, aheadMs });
  const contact = toPlan(desired({ channels: { email: channel }, scalars: { city: 'Boston' } }));
  const { decisions } = await decideAccount(account(), [contact], { ...vendorOf(vendor), clock });
  const decision = decisions[0]?.decision;
  if (decision?.kind !== 'change') return decision?.kind;
  return { written: decision.differences.length > 0, blocked: decision.blocked };
}

const asked = [live({ channels: { email: CONSENTS.nonSubscribed } })];
const subscribed = (rest: Partial<DesiredChannel>): DesiredChannel => ({ status: 'subscribed', ...rest });

test.each<[string, DesiredChannel]>([
  ['a status', subscribed({ statusChangedAt: '2026-06-01T12:01:01Z' })],
  ['an opt-out', { status: 'unsubscribed', statusChangedAt: '2026-06-01T13:00:00Z' }],
  ['consent', subscribed({ consent: { source: 'form', createdAt: '2026-06-01T13:00:00Z' } })],
])('%s from the future blocks the contact, whether it exists or not', async (_, channel) => {
  for (const vendor of [asked, []]) {
    const blocked = [{ rule: 'future-date', path: ['channels', 'email', 'status'] }];
    expect(await decided(channel, vendor)).toMatchObject({ written: false, blocked });
  }
});

test.each<[string, DesiredChannel]>([
  ['of the past', subscribed({ statusChangedAt: '2026-06-01T11:59:59Z' })],
  ['of this minute, as the vendor’s date has whole seconds', subscribed({ statusChangedAt: '2026-06-01T12:00:59Z' })],
  ['that is not declared', subscribed({})],
])('a date %s is written', async (_, channel) => {
  expect(await decided(channel, asked)).toEqual({ written: true, blocked: [] });
});

test.each<[string, string, Partial<DesiredChannel>, boolean]>([
  ['two days ahead', '2026-06-03T12:00:00Z', {}, true],
  ['a day ahead', '2026-06-02T11:59:00Z', {}, false],
  [
    'two days ahead, beside a declared date',
    '2026-06-03T12:00:00Z',
    { statusChangedAt: '2026-06-01T11:00:00Z' },
    false,
  ],
])('a live status %s blocks a subscription that would have to be newer', async (_, since, rest, isBlocked) => {
  const vendor = [live({ channels: { email: { ...CONSENTS.nonSubscribed, since } } })];
  const found = await decided(subscribed(rest), vendor);
  const [blocked] = typeof found === 'object' ? found.blocked : [];
  const args = { why: 'live', live: { is: 'date', value: since } };
  if (isBlocked) expect(blocked).toMatchObject({ rule: 'future-date', args });
  else expect(blocked?.args).not.toMatchObject({ why: 'live' });
  expect(await decided({ status: 'unsubscribed' }, vendor)).toMatchObject({ written: true, blocked: [] });
});

test('nothing is blocked where the vendor has no clock, or where no status would be written', async () => {
  const future = subscribed({ statusChangedAt: '2026-06-01T13:00:00Z' });
  expect(await decided(future, asked, null)).toEqual({ written: true, blocked: [] });
  const same = [live({ channels: { email: CONSENTS.subscribed } })];
  expect(await decided(future, same)).toMatchObject({ blocked: [] });
});

test.each([
  [0, 'by the vendor’s clock and by this machine’s'],
  [HOUR, 'this machine’s clock is fast'],
  [-HOUR, 'although this machine’s is slow'],
])('the sentence says what is wrong with the clock (%i ms ahead)', async (aheadMs, words) => {
  const found = await decided(subscribed({ statusChangedAt: '2026-06-01T13:00:00Z' }), asked, aheadMs);
  const [blocked] = typeof found === 'object' ? found.blocked : [];
  if (blocked === undefined) throw new Error('nothing is blocked');
  expect(wordsOfBlock(blocked).message).toContain('2026-06-01T13:00:00Z lies in the future');
  expect(wordsOfBlock(blocked).message).toContain(words);
});
