import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../../src/apply/events.ts';
import type { PlannedDifference } from '../../../src/plan/document.ts';
import { parsePlan, serialisePlan } from '../../../src/plan/plan-file.ts';
import { redactDiagnostics, redactSourceLine } from '../../../src/render/redact/diagnostics.ts';
import { eventRedactor, redactOutcomes, redactPlan } from '../../../src/render/redact/plan.ts';
import { aChange, anAccount, aPlan, aRequest } from '../../builders/plan.ts';

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

  it('of a field that nobody thought of are masked too', () => {
    expect(redacted({ path: ['shoeSize'], op: 'add', before: null, after: 41 })?.after).toBe('‹value›');
  });

  it('of properties keep name and number, and are told apart within one difference', () => {
    const path = ['customProperties', 'colors'];
    expect(redacted({ path, op: 'change', before: ['blue', 'red'], after: ['red', 'green'] })).toMatchObject({
      path,
      before: ['‹property 1›', '‹property 2›'],
      after: ['‹property 2›', '‹property 3›'],
    });
  });

  it('of consent stay', () => {
    const path = ['channels', 'email', 'status'];
    const difference = { path, op: 'change', before: 'subscribed', after: 'unsubscribed' } as const;
    expect(redacted(difference)).toEqual(difference);
    expect(redacted({ ...difference, after: 'jane' })?.after).toBe('‹consent›');
  });

  it('of sets stay where they are declared, and are masked where only the vendor has them', () => {
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
          { key: 'shop/omar', channel: 'email', since: '2026-05-01T00:00:00Z' },
          { key: 'shop/li', channel: 'sms', since: 'unknown' },
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
            code: 'invalid',
            message: 'shop: GET /api/contacts/zoe: 400 invalid: no such person zoe doe (req-1)',
            hint: 'the vendor rejected the request: see its message',
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

  it('gives each contact one ordinal everywhere', () => {
    expect(masked.changes.map(({ key }) => key)).toEqual(['shop/contact 1', 'shop/contact 2']);
    expect(masked.accounts[0]?.held.map(({ key }) => key)).toEqual(['shop/contact 2', 'shop/contact 3']);
    expect(masked.accounts[0]?.notices[0]?.entries.map(({ key }) => key)).toEqual(['shop/contact 2']);
    expect(masked.accounts[0]?.failures[0]?.keys).toEqual(['shop/contact 4']);
  });

  it('keeps our words of a failure and none of the vendor’s', () => {
    expect(masked.accounts[0]?.failures[0]).toMatchObject({
      message: 'shop: GET /api/contacts/‹id›: 400 invalid: ‹what the vendor says›',
      hint: 'the vendor rejected the request: see its message',
    });
  });

  it('keeps the shape of requests', () => {
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

  it('masks ids, hashes, patterns and a file that is named by an address', () => {
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

  it('says that it is redacted, and cannot be taken for a plan', () => {
    const text = [...serialisePlan(masked)].join('');
    expect(JSON.parse(text)).toMatchObject({ redacted: true, planId: plan.planId });
    expect(() => parsePlan(text, 'ci.json')).toThrow('ci.json is a redacted copy of a plan');
  });
});

describe('blocked differences', () => {
  it.each([
    ['identity-split', 'the declared identifiers belong to different contacts'],
    ['some-later-rule', 'what is wrong is hidden here; the plan file says it'],
  ])('%s says what the rule says of everybody', (rule, sentence) => {
    const blocked = [
      {
        rule: rule as 'identity-split',
        path: [],
        before: null,
        after: null,
        message: 'email is contact 66a0',
        unblock: 'add `consent.createdAt` to account shop, or ask 66a0 (jane@example.com)',
      },
    ];
    const plan = redactPlan(aPlan({ changes: [aChange({ blocked, contactId: '66a0' })] }));
    expect(plan.changes[0]?.blocked[0]).toMatchObject({
      message: sentence,
      unblock: 'add `consent.createdAt` to account shop, or ask ‹value› (‹value›)',
    });
  });
});

describe('outcomes and events', () => {
  const change = aChange({
    key: 'shop/jane',
    differences: [{ path: ['lastName'], op: 'change', before: 'doe', after: 'smith' }],
  });
  const plan = aPlan({ changes: [aChange({ id: 'c0', key: 'shop/abe' }), change] });
  const outcome: Outcome = {
    change: change.id,
    changeId: change.changeId,
    account: 'shop',
    key: 'shop/jane',
    status: 'failed',
    code: 'invalid',
    message: 'shop: PATCH /api/contacts/66a0: 400 invalid: jane smith is not welcome',
    hint: 'ask smith, or lower `rateLimit`',
  };

  it('are named as in the plan, and quote nobody', () => {
    expect([...redactOutcomes([outcome], plan)]).toEqual([
      {
        ...outcome,
        changeId: '‹change id›',
        key: 'shop/contact 2',
        message: 'shop: PATCH /api/contacts/‹id›: 400 invalid: ‹what the vendor says›',
        hint: 'ask ‹value›, or lower `rateLimit`',
      },
    ]);
  });

  it('say of a blocked rest what the rule says', () => {
    const message =
      'the rest was applied; email: the new email belongs to another contact already: email is contact 66a0';
    const [blocked] = redactOutcomes([{ ...outcome, status: 'blocked', code: 'identifier-taken', message }], plan);
    expect(blocked?.message).toBe(
      'the rest was applied; the contact: a declared identifier belongs to another contact',
    );
  });

  it('say nothing of a rule that has no sentence for everybody', () => {
    const rule = 'a-later-rule' as 'identity-split';
    const block = { rule, path: ['email'], before: null, after: null, message: 'x', unblock: 'y' };
    const later = aPlan({ changes: [aChange({ blocked: [block] })] });
    const [blocked] = redactOutcomes([{ ...outcome, code: rule, message: 'email: it belongs to smith' }], later);
    expect(blocked?.message).toBe('email: what is wrong is hidden here; the plan file says it');
  });

  it('come as events too', () => {
    const redact = eventRedactor(plan);
    expect(redact({ type: 'outcome', outcome })).toMatchObject({ outcome: { key: 'shop/contact 2' } });
    const message = 'shop: GET /api/contacts/jane: 401 unauthorized: no key for jane';
    expect(
      redact({ type: 'account-stopped', account: 'shop', code: 'invalid', message, hint: 'check the key' }),
    ).toMatchObject({
      message: 'shop: GET /api/contacts/‹id›: 401 unauthorized: ‹what the vendor says›',
      hint: 'check the key',
    });
  });
});

describe('diagnostics', () => {
  it.each([
    ['    city: London', '    city: ······'],
    ['  - { email: jane@example.com, tags: [vip, x] }', '  - { email: ················, tags: [···, ·] }'],
    ['{"email":"jane@example.com","age":33}', '{"email":"················","···":··}'],
    ['  Jane: hello', '  ····: ·····'],
    ['  phone: +370 600 00001 # Jane', '  phone: ···· ··· ····· # ····'],
    ["lastName: 'O''Neil'", "lastName: '·''····'"],
  ])('keep the shape of %s', (line, masked) => {
    expect(redactSourceLine(line)).toBe(masked);
    expect(redactSourceLine(line)).toHaveLength(line.length);
  });

  it('quote no value in their sentences', () => {
    const [masked] = redactDiagnostics([
      {
        code: 'invalid-value',
        severity: 'error',
        file: 'contacts.d/jane@example.com.yaml',
        line: 4,
        column: 11,
        message: 'london is no country of onMissing, nor is jane@example.com; see contacts.d/10-vip.yaml:3:1',
        hint: 'Did you mean city: "London"?',
        snippet: '    country: london',
      },
    ]);
    expect(masked).toMatchObject({
      file: '‹file›',
      message: '‹value› is no country of onMissing, nor is ‹value›; see contacts.d/10-vip.yaml:3:1',
      hint: 'Did you mean city: "‹value›"?',
      snippet: '    country: ······',
      line: 4,
      column: 11,
    });
  });
});
