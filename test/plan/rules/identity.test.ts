// The table of docs/semantics.md#one-contact: declared contacts, contacts at the vendors, and the expected decisions.

import { describe, expect, test } from 'vitest';
import type { DesiredContact, LiveContact } from '../../../src/contact/contact.ts';
import type { Account } from '../../../src/manifest/configuration.ts';
import type { Decision } from '../../../src/plan/decision.ts';
import type { DialectName } from '../../../src/providers/table.ts';
import { wordsOfBlock } from '../../../src/render/words/rules.ts';
import { account, CONSENTS, decideAll, desired, live, type Way } from '../subject.ts';

interface Row {
  readonly rule: string;
  readonly dialect?: DialectName;
  readonly at?: Partial<Account>;
  readonly declared: Partial<DesiredContact>;
  readonly vendor: readonly Partial<LiveContact>[];
  /** The kind of the decision, followed by its differences and blocks. */
  readonly expected: string;
}

const JANE = 'jane@example.com';
const OLD = 'old@example.com';
const OTHER = 'other@example.com';
const P1 = '+37060000001';
const P2 = '+37060000002';
const RENAME: Pick<DesiredContact, 'scalars'> = { scalars: { firstName: 'Jane' } };

const OMNISEND: readonly Row[] = [
  { rule: 'found by email', declared: RENAME, vendor: [{}], expected: 'update firstName' },
  { rule: 'nobody there', declared: RENAME, vendor: [], expected: 'create email firstName' },
  { rule: 'nobody there, skip', at: { onMissing: 'skip' }, declared: RENAME, vendor: [], expected: 'skipped' },
  {
    rule: 'nobody there, skip for this contact',
    declared: { ...RENAME, onMissing: 'skip' },
    vendor: [],
    expected: 'skipped',
  },
  {
    rule: 'nobody there, create for this contact',
    at: { onMissing: 'skip' },
    declared: { ...RENAME, onMissing: 'create' },
    vendor: [],
    expected: 'create email firstName',
  },
  {
    rule: 'nobody there, error for this contact',
    declared: { ...RENAME, onMissing: 'error' },
    vendor: [],
    expected: 'create ! missing-contact',
  },
  {
    rule: 'nobody there, error',
    at: { onMissing: 'error' },
    declared: RENAME,
    vendor: [],
    expected: 'create ! missing-contact',
  },
  {
    rule: 'by phone alone',
    declared: { identifiers: { phone: P1 }, ...RENAME },
    vendor: [{ emails: [OTHER], phones: [P1] }],
    expected: 'update firstName',
  },
  {
    rule: 'a second live phone satisfies',
    declared: { identifiers: { email: JANE, phone: P2 } },
    vendor: [{ phones: [P1, P2] }],
    expected: 'unchanged',
  },
  { rule: 'a second live email satisfies', declared: {}, vendor: [{ emails: [OTHER, JANE] }], expected: 'unchanged' },
  {
    rule: 'a free phone is added',
    declared: { identifiers: { email: JANE, phone: P1 } },
    vendor: [{}],
    expected: 'update phone',
  },
  {
    rule: 'a free email is added',
    declared: { identifiers: { email: JANE, phone: P1 } },
    vendor: [{ emails: [], phones: [P1] }],
    expected: 'update email',
  },
  {
    rule: 'another phone is not replaced; the rest goes',
    declared: { identifiers: { email: JANE, phone: P2 }, ...RENAME },
    vendor: [{ phones: [P1] }],
    expected: 'update firstName ! phone-change-unsupported',
  },
  {
    rule: 'the phone of somebody with another email: nothing goes',
    declared: { identifiers: { email: JANE, phone: P1 }, ...RENAME },
    vendor: [{ emails: [OTHER], phones: [P1] }],
    expected: 'update ! email-change-unsupported',
  },
  {
    rule: 'two people',
    declared: { identifiers: { email: JANE, phone: P1 }, ...RENAME },
    vendor: [{}, { id: 'v2', emails: [OTHER], phones: [P1] }],
    expected: 'update ! identity-split',
  },
  {
    rule: 'one address, two contacts',
    declared: RENAME,
    vendor: [{}, { id: 'v2' }],
    expected: 'update ! ambiguous-match',
  },
  {
    rule: 'by id',
    declared: { identifiers: { id: 'v1', email: JANE }, ...RENAME },
    vendor: [{}],
    expected: 'update firstName',
  },
  {
    rule: 'no such id',
    declared: { identifiers: { id: 'v9' }, ...RENAME },
    vendor: [],
    expected: 'create ! id-not-found',
  },
  {
    rule: 'no such id, though the email is there: nothing goes',
    declared: { identifiers: { id: 'v9', email: JANE }, ...RENAME },
    vendor: [{}],
    expected: 'update ! id-not-found',
  },
  {
    rule: 'the id of one, the email of another',
    declared: { identifiers: { id: 'v1', email: OTHER }, ...RENAME },
    vendor: [{}, { id: 'v2', emails: [OTHER] }],
    expected: 'update ! identity-split',
  },
  {
    rule: 'email change',
    declared: { previously: { email: OLD } },
    vendor: [{ emails: [OLD] }],
    expected: 'update ! email-change-unsupported',
  },
];

const LOOPS: readonly Row[] = [
  {
    rule: 'without a status nobody is created',
    declared: { identifiers: { email: JANE, userId: 'u1' } },
    vendor: [],
    expected: 'create ! create-needs-status',
  },
  {
    rule: 'without an email nobody is created',
    declared: { identifiers: { userId: 'u1' }, channels: { email: { status: 'unsubscribed' } } },
    vendor: [],
    expected: 'create ! create-needs-email',
  },
  {
    rule: 'email and userId agree',
    declared: { identifiers: { email: JANE, userId: 'u1' }, ...RENAME },
    vendor: [{ userId: 'u1' }],
    expected: 'update firstName',
  },
  {
    rule: 'a free userId is added',
    declared: { identifiers: { email: JANE, userId: 'u1' } },
    vendor: [{}],
    expected: 'update userId',
  },
  {
    rule: 'the userId is somebody else’s',
    declared: { identifiers: { email: JANE, userId: 'u1' } },
    vendor: [{}, { emails: [OTHER], userId: 'u1' }],
    expected: 'update ! identity-split',
  },
  {
    rule: 'the address has passed to another userId: nothing goes',
    declared: { identifiers: { email: JANE, userId: 'u1' }, ...RENAME },
    vendor: [{ userId: 'u2' }],
    expected: 'update ! user-id-change',
  },
  {
    rule: 'an email change that nobody declared; the rest goes',
    declared: { identifiers: { email: JANE, userId: 'u1' }, ...RENAME },
    vendor: [{ emails: [OLD], userId: 'u1' }],
    expected: 'update firstName ! undeclared-email-change',
  },
  {
    rule: 'a declared email change',
    declared: { identifiers: { email: JANE, userId: 'u1' }, previously: { email: OLD } },
    vendor: [{ emails: [OLD], userId: 'u1' }],
    expected: 'update email',
  },
  {
    rule: 'a declared change of a third address',
    declared: { identifiers: { email: JANE, userId: 'u1' }, previously: { email: OLD } },
    vendor: [{ emails: [OTHER], userId: 'u1' }],
    expected: 'update ! undeclared-email-change',
  },
  {
    rule: 'an email change without a live userId',
    declared: { identifiers: { email: JANE, userId: 'u1' }, previously: { email: OLD } },
    vendor: [{ emails: [OLD] }],
    expected: 'update userId ! email-change-unsupported',
  },
  {
    rule: 'neither the old nor the new one',
    declared: { previously: { email: OLD }, channels: { email: { status: 'unsubscribed' } } },
    vendor: [],
    expected: 'create ! previous-email-not-found',
  },
  {
    rule: 'both the old and the new one',
    declared: { previously: { email: OLD } },
    vendor: [{}, { emails: [OLD] }],
    expected: 'update ! identifier-taken',
  },
  { rule: 'only the new one', declared: { previously: { email: OLD } }, vendor: [{}], expected: 'unchanged' },
  {
    rule: 'who left under the old address stays so under the new one',
    declared: {
      identifiers: { email: JANE, userId: 'u1' },
      previously: { email: OLD },
      channels: { email: { status: 'subscribed' } },
    },
    vendor: [{ emails: [OLD], userId: 'u1', channels: { email: CONSENTS.leftSometime } }],
    expected: 'update email, held',
  },
];

const ENVOKE: readonly Row[] = [
  {
    rule: 'a declared email change goes by id',
    declared: { previously: { email: OLD } },
    vendor: [{ emails: [OLD] }],
    expected: 'update email',
  },
  {
    rule: 'an undeclared one does not',
    declared: { identifiers: { email: JANE, userId: 'u1' } },
    vendor: [{ emails: [OLD], userId: 'u1' }],
    expected: 'update ! undeclared-email-change',
  },
  {
    rule: 'a phone is replaced',
    declared: { identifiers: { email: JANE, phone: P2 } },
    vendor: [{ phones: [P1] }],
    expected: 'update phone',
  },
];

function say(decision: Decision | undefined): string {
  if (decision === undefined) return 'unknown';
  if (decision.kind !== 'change') return decision.kind;
  const paths = decision.differences.map(({ path }) => path.join('.'));
  const rules = decision.blocked.map(({ rule }) => rule);
  const parts = [decision.action, ...paths, ...(rules.length > 0 ? ['!', ...rules] : [])].join(' ');
  return decision.held.length > 0 ? `${parts}, held` : parts;
}

function vendorContact(dialect: DialectName, overrides: Partial<LiveContact>): LiveContact {
  const { id, ...contact } = live(overrides);
  return dialect === 'loops@v1' || id === undefined ? contact : { id, ...contact };
}

async function run({ dialect = 'omnisend@2026-03-15', at, declared, vendor }: Row, strategy: Way, reversed = false) {
  const contacts = vendor.map((contact) => vendorContact(dialect, contact));
  const { decisions } = await decideAll(
    [desired(declared)],
    reversed ? contacts.reverse() : contacts,
    account(dialect, at),
    strategy,
  );
  return decisions[0]?.decision;
}

describe.each([
  ['Omnisend', 'omnisend@2026-03-15', OMNISEND],
  ['Loops', 'loops@v1', LOOPS],
  ['Envoke', 'envoke@v1', ENVOKE],
] as const)('%s', (_, dialect, rows) => {
  const table = rows.map((row): Row => ({ dialect, ...row }));

  test.each(table)('$rule: $expected', async (row) => {
    const looked = await run(row, 'look-up');
    expect(say(looked)).toBe(row.expected);
    expect(await run(row, 'list')).toEqual(looked);
    expect(await run(row, 'list', true)).toEqual(looked);
    expect(await run(row, 'look-up', true)).toEqual(looked);
  });

  test.each(table)('no message repeats an identifier or a name: $rule', async (row) => {
    const decision = await run(row, 'look-up');
    const blocked = decision?.kind === 'change' ? decision.blocked : [];
    const words = blocked.map(wordsOfBlock).flatMap(({ message, unblock }) => [message, unblock]);
    for (const text of words) expect(text).not.toMatch(/@example\.com|\+3706|\bu[12]\b|Jane/);
  });
});

describe('two declared contacts', () => {
  const first = desired({ key: 'shop/a', identifiers: { email: JANE }, ...RENAME });
  const second = desired({ key: 'shop/b', identifiers: { phone: P1 }, scalars: { firstName: 'John' } });

  test.each(['list', 'look-up'] as const)(
    'that match the same live contact are both blocked (%s)',
    async (strategy) => {
      const { decisions } = await decideAll([first, second], [live({ phones: [P1] })], account(), strategy);
      expect(decisions.map(({ decision }) => say(decision))).toEqual([
        'update ! ambiguous-match',
        'update ! ambiguous-match',
      ]);
    },
  );

  test('that match two live contacts are not blocked', async () => {
    const vendor = [live(), live({ id: 'v2', emails: [], phones: [P1] })];
    const { decisions } = await decideAll([first, second], vendor);
    expect(decisions.map(({ decision }) => say(decision))).toEqual(['update firstName', 'update firstName']);
  });
});

test('a completed email change is reported', async () => {
  const decision = await run(
    { ...(LOOPS.find(({ rule }) => rule === 'only the new one') as Row), dialect: 'loops@v1' },
    'look-up',
  );
  expect(decision).toMatchObject({ notices: [{ rule: 'email-change-done', path: ['email'] }] });
});
