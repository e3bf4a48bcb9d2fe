// Shows that the law sees each of the rules about consent: with any one of them switched off, some history breaks it. What the vendors
// would not carry out anyway (a suppression that a status does not end, a subscription older than an opt-out) has tests of its own.
// @module-tag slow

import { afterEach, expect, test, vi } from 'vitest';
import type { Deed } from './mailing.ts';
import type { Event } from './world.ts';

const CARRIED = '../../src/plan/cross-check/carried.ts';
const CONSENT = '../../src/contact/consent.ts';
const CONFIRMED = '../../src/base/consent/confirmed.ts';
const COUNTED = '../../src/base/consent/counted.ts';
const ELSEWHERE = '../../src/plan/rules/sender/elsewhere.ts';
const ENDINGS = '../../src/workflows/record/endings.ts';
const ERASED = '../../src/base/suppressed/erased.ts';
const IDENTITY = '../../src/plan/rules/identity.ts';
const NEWER_CHOICE = '../../src/plan/rules/consent/newer-choice.ts';
const OUTDATED = '../../src/base/outdated-claims.ts';
const OPT_OUTS = '../../src/plan/cross-check/opt-outs.ts';
const QUESTIONS = '../../src/plan/cross-check/questions.ts';
const RESUBSCRIBE = '../../src/plan/rules/resubscribe.ts';
const SPREAD = '../../src/plan/rules/sender/spread.ts';
const UNDECLARED = '../../src/base/consent/undeclared.ts';
const SUPPRESSION = '../../src/plan/rules/suppression.ts';
const SUPPRESSED = '../../src/base/suppressed/contacts.ts';

/** Histories until one breaks the law. Rare ones are looked for from a later seed on, to save time. */
const ENOUGH = 6000;

type Change = (original: Record<string, unknown>) => Record<string, unknown>;

afterEach(() => {
  vi.doUnmock(CONSENT);
  vi.resetModules();
});

test.each<[name: string, module: string, change: Change, breaks: RegExp, from?: number]>([
  ['an opt-out at another account', ELSEWHERE, () => ({ decideElsewhere: () => 'allowed' }), /opted out at/],
  ['an opt-out at the account itself', RESUBSCRIBE, () => ({ decideResubscribe: () => 'allowed' }), /opted out at/],
  ['a newer choice of the person', NEWER_CHOICE, () => ({ isOlderOptOut: () => false }), /thrown out/],
  ['gone is not new', NEWER_CHOICE, noneGone, /was there, was gone/],
  [
    'a claim that was applied before',
    OUTDATED,
    () => ({ withOutdatedClaims: (all: unknown) => all }),
    /repeated claim/,
  ],
  ['a suppression', SUPPRESSED, () => ({ suppressionOf: () => undefined }), /though suppressed/],
  ['an erasure', SUPPRESSED, () => ({ suppressionOf: () => undefined }), /was forgotten, and came back/],
  ['an opt-out that counted already', CARRIED, () => ({ carriedAt: () => [] }), /thrown out by an old opt-out/],
  ['an account that cannot be read', QUESTIONS, answersAll, /opted out at/, 600],
])(
  '%s',
  async (_, module, change, breaks, from = 1) => {
    vi.doMock(module, async (original) => {
      const actual = await original<Record<string, unknown>>();
      return { ...actual, ...change(actual) };
    });
    const { play } = await import('./story.ts');
    let broken: string | undefined;
    for (let seed = from; seed <= ENOUGH && broken === undefined; seed += 1) {
      const { violations } = await play(seed);
      broken = violations.find((text) => breaks.test(text));
    }
    vi.doUnmock(module);
    expect(broken).toMatch(breaks);
  },
  180_000,
);

const ANN = 'ann';
const APPLY: Event = { kind: 'apply' };
const FORGET: Event = { kind: 'forget', person: ANN };
const REVERT: Event = { kind: 'revert', commits: 1 };
const DROP: Event = { kind: 'drop', person: ANN };
const EDIT: Event = { kind: 'edit address', person: ANN };

function does(kind: Deed, account: string): Event {
  return { kind, person: ANN, account, isSecondEmail: false };
}

function declares(more: object = {}): Event {
  const declaration = {
    accounts: ['app', 'news'],
    isSecondEmail: false,
    status: 'subscribed',
    firstName: 'A',
  } as const;
  return { kind: 'declare', person: ANN, declaration: { ...declaration, ...more } };
}

const EVIDENCE = { createdAt: '2024-01-05T00:00:00Z', supersedes: true } as const;
const CLAIM = declares({ evidence: EVIDENCE });
const ROLL_BACK: Event = { kind: 'roll back' };
const RENAME: Event = { kind: 'rename account', account: 'news', to: 'weekly' };
const ALL = (all: unknown) => all;
const BEGIN: readonly Event[] = [declares(), APPLY];
/** Keeps an account from being empty when Ann is taken out: an apply with nothing to do there is not recorded. */
const BOB: Event = { ...(declares() as Extract<Event, { kind: 'declare' }>), person: 'bob' };
/** Ann came by herself, left one account, and complained at the other one. */
const SILENT: readonly Event[] = [
  ...['app', 'news'].map((account) => does('sign up', account)),
  does('leave', 'app'),
  does('complain', 'news'),
];

/** Rules that random histories show seldom or never, because they are about two addresses or write an opt-out: one telling history each. */
test.each<[name: string, module: string, change: Change, events: readonly Event[], address: string, isMailed: boolean]>(
  [
    [
      'an address that was edited',
      IDENTITY,
      () => ({ blockRenamed: () => undefined }),
      [...BEGIN, does('leave', 'app'), EDIT, APPLY, APPLY],
      'app/ann.two@example.com',
      true,
    ],
    [
      'opt-outs that spread',
      SPREAD,
      () => ({ spreadsHere: () => false }),
      [...BEGIN, does('leave', 'app'), APPLY],
      'news/ann@example.com',
      true,
    ],
    [
      'an erasure that was taken back',
      ERASED,
      () => ({ withErased: ALL }),
      [...BEGIN, FORGET, APPLY, REVERT, APPLY],
      'app/ann@example.com',
      true,
    ],
    [
      'who was taken out of the manifests',
      UNDECLARED,
      () => ({ wasUndeclared: () => false }),
      [BOB, ...BEGIN, does('vanish', 'app'), DROP, APPLY, declares(), APPLY],
      'app/ann@example.com',
      true,
    ],
    [
      'a rejection, which no claim lifts',
      CONSENT,
      () => ({ finalCause: () => undefined }),
      [
        ...BEGIN,
        does('leave', 'news'),
        does('bounce', 'app'),
        declares({ accounts: ['news'], evidence: EVIDENCE }),
        APPLY,
      ],
      'news/ann@example.com',
      true,
    ],
    [
      'a suppression that contacts do not show',
      OPT_OUTS,
      seesNobody,
      [
        ...BEGIN,
        ...['app', 'news'].map((account) => does('leave', account)),
        does('complain', 'app'),
        declares({ accounts: ['news'], evidence: EVIDENCE }),
        APPLY,
      ],
      'news/ann@example.com',
      true,
    ],
    [
      'a suppressed contact that a rollback would delete',
      SUPPRESSION,
      () => ({ askSuppression: async () => 0 }),
      [...BEGIN, does('complain', 'app'), ROLL_BACK, declares({ firstName: 'B' }), APPLY],
      'app/ann@example.com',
      true,
    ],
    [
      'an erasure at an account without contacts',
      ENDINGS,
      () => ({ emptyAccounts: () => [] }),
      [declares(), FORGET, APPLY, REVERT, APPLY],
      'app/ann@example.com',
      true,
    ],
    [
      'an opt-out that counted at an account with another name',
      COUNTED,
      () => ({ underTodaysNames: ALL }),
      [...BEGIN, does('leave', 'news'), APPLY, does('return', 'app'), RENAME, APPLY, APPLY],
      'app/ann@example.com',
      false,
    ],
    [
      'what counts for owed contacts',
      CONFIRMED,
      () => ({ carriedToOwed: () => undefined }),
      [...SILENT, CLAIM, APPLY, does('return', 'app'), declares(), APPLY, APPLY],
      'app/ann@example.com',
      false,
    ],
  ],
)('%s, in one history', async (_, module, change, history, address, isMailed) => {
  expect((await mailedAfter(history)).includes(address)).toBe(!isMailed);
  vi.resetModules();
  vi.doMock(module, async (original) => {
    const actual = await original<Record<string, unknown>>();
    return { ...actual, ...change(actual) };
  });
  expect((await mailedAfter(history)).includes(address)).toBe(isMailed);
  vi.doUnmock(module);
});

async function mailedAfter(events: readonly Event[]): Promise<readonly string[]> {
  const { playHistory } = await import('./story.ts');
  const { accountOf } = await import('../builders/accounts.ts');
  const { DIALECTS } = await import('../../src/providers/table.ts');
  const at = (name: string, dialect: keyof typeof DIALECTS) =>
    accountOf(DIALECTS[dialect], { name, resubscribe: 'with-consent' });
  const accounts = [at('app', 'loops@v1'), at('news', 'envoke@v1')];
  const { standings } = await playHistory({ spreads: true, accounts, events }, ANN);
  return [...standings].flatMap(([name, own]) =>
    [...own].flatMap(([email, { mailable }]) => (mailable ? [`${name}/${email}`] : [])),
  );
}

function noneGone() {
  return { subscriptionsOfGone: () => [], withoutSubscription: () => undefined, lostSubscription: () => undefined };
}

function seesNobody({ collectOptOuts }: Record<string, unknown>) {
  type Collect = () => object;
  return { collectOptOuts: () => ({ ...(collectOptOuts as Collect)(), seen: () => undefined }) };
}

function answersAll({ askAbout }: Record<string, unknown>) {
  type Ask = (...args: readonly unknown[]) => Promise<object>;
  return {
    askAbout: async (...args: readonly unknown[]) => ({ ...(await (askAbout as Ask)(...args)), isOpen: () => false }),
  };
}
