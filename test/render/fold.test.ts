import { describe, expect, it } from 'vitest';
import { personal } from '../../src/contact/argument.ts';
import type { Plan, PlannedAccount } from '../../src/plan/document.ts';
import { blockContact } from '../../src/plan/match.ts';
import { renderPlanText } from '../../src/render/text/plan.ts';
import { aChange, anAccount, aPlan } from '../builders/plan.ts';
import { fiveChanges } from './five-changes.ts';

function tagged(amount: number): Plan {
  const changes = Array.from({ length: amount }, (_, index) =>
    aChange({
      id: `c${index}`,
      key: `shop/user${index}@example.com`,
      differences: [{ path: ['tags', 'vip'], op: 'add', before: null, after: true }],
    }),
  );
  const other = aChange({ id: 'x', key: 'shop/x@example.com' });
  return aPlan({ changes: [...changes.slice(0, 2), other, ...changes.slice(2)] });
}

function text(plan: Plan, options: { full?: boolean; plain?: boolean } = {}): string {
  return renderPlanText(plan, { color: false, width: 80, ...options });
}

describe('equal changes', () => {
  it('are folded into one with the number of contacts, at the position of the first', () => {
    expect(text(tagged(412))).toMatchInlineSnapshot(`
      "Plan: 413 to update, 1,204 unchanged · 413 requests, about 7 min at 300/min

        + create, add · ~ update, change · - delete, remove · ! blocked, refused

      shop · Omnisend 2026-03-15
        1,216 declared contacts, listed in 5 requests; the account has 1,203

        to update (413)
        ~ 412 contacts: shop/user0@example.com, shop/user1@example.com,
            shop/user2@example.com and 409 more
            + tags  vip
            for shop/user0@example.com, one of 412 alike; --requests shows them all
            PATCH /api/contacts/66f0c0ffee {"firstName":"Janet"}
        ~ shop/x@example.com  contacts.d/10-vip.yaml:12
            ~ firstName  "Jane" → "Janet"
            PATCH /api/contacts/66f0c0ffee {"firstName":"Janet"}

      Plan: 413 to update, 1,204 unchanged · 413 requests, about 7 min at 300/min
      "
    `);
  });

  it('are not folded if naming all of them is as short', () => {
    expect(text(tagged(3))).not.toContain('contacts:');
    expect(text(tagged(4))).toContain('~ 4 contacts: ');
  });

  it('are not folded with --full', () => {
    const full = text(tagged(412), { full: true });
    expect(full.match(/\+ tags {2}vip/g)).toHaveLength(412);
  });

  it('are folded if they are blocked for the same reason, but not with changes that are not blocked', () => {
    const block = blockContact('missing-contact', {});
    const changes = Array.from({ length: 8 }, (_, index) =>
      aChange({
        id: `c${index}`,
        key: `shop/${index}`,
        differences: [],
        requests: [],
        blocked: [index < 4 ? block : blockContact('id-not-found', {})],
      }),
    );
    const folded = text(aPlan({ changes }));
    expect(folded).toContain('! 4 contacts: shop/0, shop/1, shop/2 and 1 more');
    expect(folded).toContain('! 4 contacts: shop/4, shop/5, shop/6 and 1 more');
  });
});

it('shows words instead of symbols', () => {
  const plain = text(fiveChanges(), { plain: true });
  expect(plain).not.toMatch(/^\s*[-+~!→] /m);
  for (const words of [
    'create shop/anna',
    'blocked: identity-split',
    'change firstName',
    '"F" to "Fritz"',
    'remove lastName',
  ]) {
    expect(plain).toContain(words);
  }
});

describe('the rate', () => {
  const account = (rate: string, name = 'shop'): PlannedAccount =>
    anAccount({ account: name, requests: 1, estimatedSeconds: 3, rate });
  const summary = (accounts: readonly PlannedAccount[]) =>
    text(aPlan({ accounts, changes: [aChange()] })).split('\n · ')[0];

  it('is shown if it is the same', () => {
    expect(summary([account('300/min')])).toContain('about 3 s at 300/min');
    expect(summary([account('300/min'), account('300/min', 'b')])).toContain('at 300/min');
    expect(summary([account('300/min'), account('10/s', 'b')])).toContain("at the accounts' rates");
  });
});

it('changes are folded even if the reasons for blocking have different dates; one reason is shown as an example', () => {
  const refused = (amount: number, day: (index: number) => number): Plan =>
    aPlan({
      changes: Array.from({ length: amount }, (_, index) => {
        const args = { why: 'needs-consent', since: personal('date', `2026-01-${day(index)}`), missing: ['consent'] };
        const status = { path: ['channels', 'email', 'status'], before: 'unsubscribed', after: 'subscribed' };
        const blocked = [{ ...status, rule: 'resubscribe' as const, args }];
        return aChange({ id: `c${index}`, key: `shop/${index}`, differences: [], requests: [], blocked });
      }),
    });
  expect(text(refused(5, (index) => 10 + index))).toContain('for example: the person opted out on 2026-01-10');
  expect(text(refused(5, () => 10))).not.toContain('for example');
  expect(text(refused(3, (index) => 10 + index))).not.toContain('for example');
});

describe('a group', () => {
  const many = aPlan({
    changes: Array.from({ length: 120 }, (_, index) =>
      aChange({
        id: `c${index}`,
        key: `shop/${index}`,
        differences: [{ path: ['city'], op: 'add', before: null, after: `City ${index}` }],
      }),
    ),
  });

  it('ends after fifty folds, and says where the rest is', () => {
    expect(text(many)).toContain(
      '"City 49"\n  and 70 more contacts; --full lists them all, and --format html searches them\n',
    );
    expect(text(many)).not.toContain('City 50');
  });

  it('is complete with --full', () => {
    expect(text(many, { full: true })).toContain('City 119');
    expect(text(many, { full: true })).not.toContain('--full');
  });
});
