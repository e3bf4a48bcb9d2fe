// Shows that the law sees each of the rules about consent: with any one of them switched off, some history breaks it. What the vendors
// would not carry out anyway (a suppression that a status does not end, a subscription older than an opt-out) has tests of its own.
// @module-tag slow

import { afterEach, expect, test, vi } from 'vitest';

const CARRIED = '../../src/plan/cross-check/carried.ts';
const CONSENT = '../../src/contact/consent.ts';
const ELSEWHERE = '../../src/plan/rules/sender/elsewhere.ts';
const NEWER_CHOICE = '../../src/plan/rules/consent/newer-choice.ts';
const OUTDATED = '../../src/base/outdated-claims.ts';
const OPT_OUTS = '../../src/plan/cross-check/opt-outs.ts';
const QUESTIONS = '../../src/plan/cross-check/questions.ts';
const RESUBSCRIBE = '../../src/plan/rules/resubscribe.ts';
const SUPPRESSED = '../../src/base/suppressed/contacts.ts';

/** Histories until one breaks the law. Rare ones are looked for from a later seed on, to save time. */
const ENOUGH = 3000;

type Change = (original: Record<string, unknown>) => Record<string, unknown>;

afterEach(() => {
  vi.doUnmock(CONSENT);
  vi.resetModules();
});

test.each<[name: string, module: string, change: Change, breaks: RegExp, from?: number]>([
  ['an opt-out at another account', ELSEWHERE, () => ({ decideElsewhere: () => 'allowed' }), /opted out at/],
  ['an opt-out at the account itself', RESUBSCRIBE, () => ({ decideResubscribe: () => 'allowed' }), /opted out at/],
  ['a complaint or suppression', CONSENT, () => ({ finalCause: () => undefined }), /opted out at/, 1000],
  ['a suppression that contacts do not show', OPT_OUTS, seesNobody, /opted out at app/, 200],
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
