import { describe, expect, it } from 'vitest';
import type { Plan, PlannedAccount } from '../../src/plan/document.ts';
import { renderPlanText } from '../../src/render/plan-text.ts';
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

describe('changes that are alike', () => {
  it('are one with the number of its contacts, in the place of the first', () => {
    expect(text(tagged(412))).toMatchInlineSnapshot(`
      "Plan: 413 to update, 1,204 unchanged · 413 requests, about 7 min at 300/min

      shop · Omnisend 2026-03-15
        1,216 declared contacts, listed in 5 requests; the account has 1,203

        to update (413)
        ~ 412 contacts: shop/user0@example.com, shop/user1@example.com,
            shop/user2@example.com and 409 more
            + tags  +vip
        ~ shop/x@example.com  contacts.d/10-vip.yaml:12
            ~ firstName  "Jane" → "Janet"

      Plan: 413 to update, 1,204 unchanged · 413 requests, about 7 min at 300/min
      "
    `);
  });

  it('stand alone where naming them all is as short', () => {
    expect(text(tagged(3))).not.toContain('contacts:');
    expect(text(tagged(4))).toContain('~ 4 contacts: ');
  });

  it('stand alone where everything is asked for', () => {
    const full = text(tagged(412), { full: true });
    expect(full.match(/\+ tags {2}\+vip/g)).toHaveLength(412);
  });

  it('fold when they are blocked alike, and not with those that are not', () => {
    const block = {
      rule: 'missing-contact',
      path: [],
      before: null,
      after: null,
      message: 'not there',
      unblock: 'create it',
    } as const;
    const changes = Array.from({ length: 8 }, (_, index) =>
      aChange({
        id: `c${index}`,
        key: `shop/${index}`,
        differences: [],
        requests: [],
        blocked: [index < 4 ? block : { ...block, unblock: 'drop it' }],
      }),
    );
    const folded = text(aPlan({ changes }));
    expect(folded).toContain('! 4 contacts: shop/0, shop/1, shop/2 and 1 more');
    expect(folded).toContain('! 4 contacts: shop/4, shop/5, shop/6 and 1 more');
  });
});

it('says words for symbols', () => {
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

  it('is named where it is the same', () => {
    expect(summary([account('300/min')])).toContain('about 3 s at 300/min');
    expect(summary([account('300/min'), account('300/min', 'b')])).toContain('at 300/min');
    expect(summary([account('300/min'), account('10/s', 'b')])).toContain("at the accounts' rates");
  });
});
