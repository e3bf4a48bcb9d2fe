import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../../src/apply/events.ts';
import { because, becauseBlocked } from '../../../src/apply/reason.ts';
import { personal } from '../../../src/contact/argument.ts';
import type { BlockedDifference, PlannedDifference, RuleId } from '../../../src/plan/document.ts';
import type { Explanation } from '../../../src/plan/explain/explain.ts';
import { blockContact } from '../../../src/plan/match.ts';
import { parsePlan, serialisePlan } from '../../../src/plan/plan-file.ts';
import { redactExplanation } from '../../../src/render/redact/explanation.ts';
import { eventRedactor, redactOutcomes, redactPlan } from '../../../src/render/redact/plan.ts';
import { renderEvent } from '../../../src/render/text/progress.ts';
import { withWords } from '../../../src/render/words/explanation.ts';
import { wordsOfFailure } from '../../../src/render/words/failures.ts';
import { wordsOfOutcome } from '../../../src/render/words/outcomes.ts';
import { wordsOfBlock } from '../../../src/render/words/rules.ts';
import { aChange, anAccount, aPlan, aRequest } from '../../builders/plan.ts';
import { aRefusal } from '../../builders/problems.ts';

function redacted(difference: PlannedDifference): PlannedDifference | undefined {
  const plan = redactPlan(aPlan({ changes: [aChange({ differences: [difference] })] }));
  return plan.changes[0]?.differences[0];
}

describe('values', () => {
  it.each([
    ['firstName', 'Jane', 'Janet', '‹name 1›', '‹name 2›'],
    ['city', null, 'London', null, '‹address›'],
    ['email', 'a@example.com', 'b@example.com', '‹email 1›', '‹email 2›'],
    ['phone', null, '+37060000001', null, '‹phone›'],
    ['userId', 'u_42', null, '‹userId›', null],
    ['birthdate', '1997-05-02', null, '‹trait›', null],
  ] as const)('of %s are marked by their class', (field, before, after, old, wanted) => {
    const op = before === null ? 'add' : after === null ? 'remove' : 'change';
    expect(redacted({ path: [field], op, before, after })).toEqual({ path: [field], op, before: old, after: wanted });
  });

  it('of an unknown field are masked', () => {
    expect(redacted({ path: ['shoeSize'], op: 'add', before: null, after: 41 })?.after).toBe('‹value›');
  });

  it('of custom properties keep their names and count, and different values get different masks', () => {
    const path = ['customProperties', 'colors'];
    expect(redacted({ path, op: 'change', before: ['blue', 'red'], after: ['red', 'green'] })).toMatchObject({
      path,
      before: ['‹property 1›', '‹property 2›'],
      after: ['‹property 2›', '‹property 3›'],
    });
  });

  it('of consent are masked, except for statuses', () => {
    const path = ['channels', 'email', 'status'];
    const difference = { path, op: 'change', before: 'subscribed', after: 'unsubscribed' } as const;
    expect(redacted(difference)).toEqual(difference);
    expect(redacted({ ...difference, after: 'jane' })?.after).toBe('‹consent›');
  });

  it('of sets that only the vendor has are masked as keys of bodies, too', () => {
    const removed = { path: ['lists'], op: 'change', before: ['offers', 'owes money'], after: ['offers'] } as const;
    const body = { interests: { offers: 'Set', 'owes money': 'Unset' } };
    const { requests } = redactPlan(
      aPlan({ changes: [aChange({ differences: [removed] })], requests: [aRequest({ body })] }),
    );
    expect(requests[0]?.body).toEqual({ interests: { offers: '‹value›', '‹list 1›': '‹value›' } });
  });

  it('of sets stay if they are declared, and are masked if only the vendor has them', () => {
    expect(
      redacted({ path: ['tags'], op: 'change', before: ['same', 'x', 'y'], after: ['a@b.c', 'same'] }),
    ).toMatchObject({ before: ['same', '‹tag 1›', '‹tag 2›'], after: ['‹tag›', 'same'] });
    const member = { path: ['lists', 'promo'], op: 'remove', before: true, after: null } as const;
    expect(redacted(member)).toEqual(member);
  });
});

describe('a redacted plan', () => {
  const OMAR = { file: 'people/omar@example.com.yaml', line: 3, column: 1 };
  const plan = aPlan({
    changes: [
      aChange({ id: 'c1', key: 'shop/jane@example.com', contactId: '66a0' }),
      aChange({ id: 'c2', key: 'shop/omar', source: OMAR }),
    ],
    accounts: [
      anAccount({
        held: [
          { key: 'shop/omar', channel: 'email', reason: 'opt-out', since: '2026-05-01T00:00:00Z' },
          { key: 'shop/li', channel: 'sms', reason: 'opt-out', since: 'unknown' },
        ],
        notices: [
          {
            rule: 'changed-since-base',
            entries: [{ key: 'shop/omar', source: OMAR, path: ['customProperties', 'omar@example.com'] }],
          },
        ],
        failures: [
          {
            keys: ['shop/zoe'],
            ...aRefusal('no such person zoe doe', {
              path: personal('path', '/api/contacts/zoe'),
              requestId: personal('vendor', 'req-1'),
            }),
          },
        ],
      }),
    ],
    requests: [
      aRequest({
        path: '/v1/contacts/omar',
        query: [['email', 'jane@example.com']],
        body: { firstName: 'Jane', lastName: null, city: '', tags: ['a'], consent: { at: 1, express: true } },
      }),
    ],
  });
  const masked = redactPlan({ ...plan, filters: { accounts: ['shop'], contacts: ['shop/jane*'], changed: false } });

  it('uses the same ordinal for a contact everywhere', () => {
    expect(masked.changes.map(({ key }) => key)).toEqual(['shop/contact 1', 'shop/contact 2']);
    expect(masked.accounts[0]?.held.map(({ key }) => key)).toEqual(['shop/contact 2', 'shop/contact 3']);
    expect(masked.accounts[0]?.notices[0]?.entries.map(({ key }) => key)).toEqual(['shop/contact 2']);
    expect(masked.accounts[0]?.failures[0]?.keys).toEqual(['shop/contact 4']);
  });

  it('keeps our sentence for a failure and masks the vendor’s message', () => {
    const [failure] = masked.accounts[0]?.failures ?? [];
    expect(failure && wordsOfFailure(failure)).toEqual({
      message: 'shop: GET /api/contacts/‹id›: 400 invalid: ‹what the vendor says 1› (‹what the vendor says 2›)',
      hint: 'the vendor rejected the request: see its message',
    });
  });

  it('keeps the structure of requests', () => {
    expect(masked.requests[0]).toMatchObject({
      method: 'PATCH',
      path: '/v1/contacts/‹id›',
      query: [['email', '‹value›']],
      body: {
        firstName: '‹value›',
        lastName: null,
        city: '',
        tags: ['‹value›'],
        consent: { at: '‹value›', express: '‹value›' },
      },
    });
  });

  it('masks ids, hashes, patterns and a file whose name contains an address', () => {
    const [first, second] = masked.changes;
    expect(first).toMatchObject({
      contactId: '‹id›',
      changeId: '‹change id›',
      fingerprint: '‹fingerprint›',
      desiredHash: '‹hash›',
    });
    expect(first?.source.file).toBe('contacts.d/10-vip.yaml');
    expect(second?.source.file).toBe('‹file›');
    expect(masked.filters).toEqual({ accounts: ['shop'], contacts: ['‹pattern›'], changed: false });
  });

  it('is marked as redacted, and cannot be parsed as a plan', () => {
    const text = [...serialisePlan(masked)].join('');
    expect(JSON.parse(text)).toMatchObject({ redacted: true, planId: '‹plan›' });
    expect(() => parsePlan(text, 'ci.json')).toThrow('ci.json is a redacted copy of a plan');
  });
});

describe('blocked differences', () => {
  const saidOf = (blocked: BlockedDifference) => {
    const [change] = redactPlan(aPlan({ changes: [aChange({ blocked: [blocked] })] })).changes;
    return change?.blocked.map(wordsOfBlock);
  };

  it('keep their sentences without personal values, and give different ids different masks', () => {
    const contacts = ['66a0', '66b1', '66a0'].map((id) => personal('id', id));
    const split = blockContact('identity-split', { identifiers: ['email', 'phone', 'userId'], contacts });
    expect(saidOf(split)).toEqual([
      {
        message: 'the declared email, phone and userId belong to different contacts: ‹id 1›, ‹id 2› and ‹id 1›',
        unblock: 'declare them as two contacts, or merge the two at the vendor',
      },
    ]);
  });

  it('show configuration and positions of declarations', () => {
    const missing = ['accounts.shop.resubscribe: with-consent', 'consent.source'];
    const opted = blockContact('resubscribe', { why: 'needs-consent', since: personal('date', '2026-05-01'), missing });
    expect(saidOf(opted)).toEqual([
      {
        message: 'the person opted out on ‹date›, and the manifest subscribes them again',
        unblock: 'if they have agreed again, add `accounts.shop.resubscribe: with-consent` and `consent.source`',
      },
    ]);
    const at = (file: string) => {
      const whose = { identifiers: ['email'], holder: personal('id', '66a0'), declared: 'declared' };
      return blockContact('identifier-taken', { why: 'kept', ...whose, at: personal('file', file) });
    };
    expect(saidOf(at('contacts.d/10-vip.yaml:12'))?.[0]?.message).toContain(
      '(id ‹id›, declared at contacts.d/10-vip.yaml:12)',
    );
    expect(saidOf(at('contacts.d/jane@example.com.yaml:12'))?.[0]?.message).toContain('declared at ‹file›)');
  });

  it('show the rule id if this version does not know the rule', () => {
    const later = {
      ...blockContact('identity-split', { identifiers: [], contacts: [] }),
      rule: 'a-later-rule' as RuleId,
    };
    expect(saidOf(later)).toEqual([{ message: 'a-later-rule', unblock: '' }]);
  });
});

describe('outcomes and events', () => {
  const change = aChange({ key: 'shop/jane' });
  const plan = aPlan({ changes: [aChange({ id: 'c0', key: 'shop/abe' }), change] });
  const refusal = aRefusal('jane smith is not welcome', { path: personal('path', '/api/contacts/66a0') });
  const outcome: Outcome = {
    change: change.id,
    changeId: change.changeId,
    account: 'shop',
    key: 'shop/jane',
    status: 'failed',
    ...refusal,
  };
  const REFUSED = 'shop: GET /api/contacts/‹id›: 400 invalid: ‹what the vendor says›';

  it('use the pseudonyms of the plan, and quote no personal value', () => {
    const [masked] = redactOutcomes([outcome], plan);
    expect(masked).toMatchObject({ status: 'failed', code: 'invalid', changeId: '‹change id›', key: 'shop/contact 2' });
    expect(masked && wordsOfOutcome(masked)?.message).toBe(REFUSED);
  });

  it('quote no personal value in their causes', () => {
    const unread = because('unread', { step: 'read-back' }, { cause: refusal });
    const [masked] = redactOutcomes([{ ...outcome, ...unread }], plan);
    expect(masked && wordsOfOutcome(masked)?.message).toBe(`written, but could not be read back: ${REFUSED}`);
  });

  it('show the sentence of the rule that blocked the rest of a change', () => {
    const contacts = [personal('id', '66a0'), personal('id', '66b1')];
    const identifiers = ['previous email', 'email'];
    const taken = blockContact('identifier-taken', { why: 'new-email', identifiers, contacts });
    const reason = becauseBlocked({ ...taken, path: ['customProperties', 'jane@example.com'] }, true);
    const [masked] = redactOutcomes([{ ...outcome, status: 'blocked', ...reason }], plan);
    expect(masked && wordsOfOutcome(masked)?.message).toBe(
      'the rest was applied; customProperties.‹name›: the new email already belongs to another contact: previous email and email belong to ‹id 1› and ‹id 2›',
    );
  });

  it('are masked in events as well', () => {
    const redact = eventRedactor(plan);
    expect(redact({ type: 'outcome', outcome })).toMatchObject({ outcome: { key: 'shop/contact 2' } });
    expect(renderEvent(redact({ type: 'account-stopped', account: 'shop', ...refusal }))).toContain(
      REFUSED.replace('shop: ', 'shop: stopped: '),
    );
  });
});

describe('names that only the vendor has', () => {
  it('are masked in differences and requests if `prune` removes them; declared names stay', () => {
    const remove = { op: 'remove', before: 'x', after: null } as const;
    const differences: readonly PlannedDifference[] = [
      { path: ['customProperties', 'age'], ...remove },
      { path: ['customProperties', 'sister of jane'], ...remove, vendorOnly: true },
      { path: ['customProperties', 'ex'], ...remove, vendorOnly: true },
    ];
    const body = { customProperties: { age: null, 'sister of jane': null, ex: null } };
    const plan = redactPlan(aPlan({ changes: [aChange({ differences })], requests: [aRequest({ body })] }));
    expect(plan.changes[0]?.differences.map(({ path }) => path[1])).toEqual(['age', '‹property 1›', '‹property 2›']);
    expect(plan.requests[0]?.body).toEqual({
      customProperties: { age: null, '‹property 1›': null, '‹property 2›': null },
    });
  });
});

describe('the outcome of a change', () => {
  it('masks the name of a property that only the vendor has, as the plan does', () => {
    const path = ['customProperties', 'ex'];
    const differences = [{ path, op: 'remove', before: 'x', after: null, vendorOnly: true }] as const;
    const change = aChange({ differences });
    const { id, changeId, account, key } = change;
    const outcome: Outcome = {
      ...{ change: id, changeId, account, key },
      ...{ status: 'unconverged', code: 'not-shown', args: { what: 'value' }, path },
    };
    expect([...redactOutcomes([outcome], aPlan({ changes: [change] }))]).toMatchObject([
      { path: ['customProperties', '‹property 1›'] },
    ]);
  });
});

describe('names that a rollback brings back', () => {
  it('are masked, as tags that the apply had removed, and as properties that its `prune` had removed', () => {
    const differences: readonly PlannedDifference[] = [
      { path: ['tags'], op: 'change', before: ['vip'], after: ['vip', 'owes money'], vendorOnly: true },
      { path: ['customProperties', 'ex'], op: 'add', before: null, after: 'x', vendorOnly: true },
      { path: ['customProperties', 'age'], op: 'add', before: null, after: 'x' },
    ];
    const body = { tags: ['vip', 'owes money'], customProperties: { ex: 'x', age: 'x' } };
    const plan = redactPlan(aPlan({ changes: [aChange({ differences })], requests: [aRequest({ body })] }));
    expect(plan.changes[0]?.differences).toMatchObject([
      { path: ['tags'], before: ['vip'], after: ['vip', '‹tag›'] },
      { path: ['customProperties', '‹property 1›'] },
      { path: ['customProperties', 'age'] },
    ]);
    expect(JSON.stringify(plan)).not.toMatch(/owes|"ex"/);
  });

  it('are masked in what is blocked, too', () => {
    const path = ['customProperties', 'ex'];
    const blocked = [{ rule: 'unknown-property', path, before: 'x', after: null, args: {}, vendorOnly: true }] as const;
    const plan = redactPlan(aPlan({ changes: [aChange({ blocked })] }));
    expect(plan.changes[0]?.blocked[0]?.path).toEqual(['customProperties', '‹property 1›']);
  });
});

describe('an explanation', () => {
  it('masks tags and properties that only the vendor has, and shows those that a manifest declares', () => {
    const explanation: Explanation = {
      ...{ account: 'shop', key: 'shop/jane', source: aChange().source, decision: 'unchanged', matches: 1 },
      ...{ blocked: [], notices: [], notSeen: [] },
      fields: [
        { path: ['tags', 'vip'], desired: true, live: true, verdict: 'as declared' },
        { path: ['tags', 'owes money'], desired: null, live: true, verdict: 'not managed', vendorOnly: true },
        { path: ['tags', 'patient'], desired: null, live: true, verdict: 'not managed', vendorOnly: true },
        { path: ['customProperties', 'illness'], desired: null, live: 'x', verdict: 'not managed', vendorOnly: true },
      ],
    };
    const masked = redactExplanation(explanation, 1);
    expect(masked.fields.map(({ path }) => path.join('.'))).toEqual([
      'tags.vip',
      'tags.‹tag 1›',
      'tags.‹tag 2›',
      'customProperties.‹property 1›',
    ]);
    expect(JSON.stringify(withWords(masked))).not.toMatch(/jane|owes|patient|illness/);
  });
});
