// The laws of histories notice it if any one rule of consent is missing: each is switched off, and the laws fail.
// @module-tag slow

import fc from 'fast-check';
import { afterEach, expect, test, vi } from 'vitest';
import type { DialectName } from '../../../src/providers/table.ts';
import { histories } from './history.ts';
import { judge, play } from './laws.ts';

const rules = vi.hoisted(() => ({ off: '' }));

/** Replaces functions of a module while the rule of their name is switched off. */
function switchable<Module extends object>(actual: Module, replacements: Partial<Module>): Module {
  const switched = Object.entries(replacements).map(([name, replacement]) => {
    const original = actual[name as keyof Module] as (...args: unknown[]) => unknown;
    const other = replacement as (...args: unknown[]) => unknown;
    return [name, (...args: unknown[]) => (rules.off === name ? other : original)(...args)];
  });
  return { ...actual, ...Object.fromEntries(switched) };
}

vi.mock(import('../../../src/contact/consent.ts'), async (original) =>
  switchable(await original(), { finalCause: () => undefined, isUnconfirmed: () => false }),
);
vi.mock(import('../../../src/plan/rules/resubscribe.ts'), async (original) =>
  switchable(await original(), { decideResubscribe: () => 'allowed' }),
);
vi.mock(import('../../../src/plan/rules/consent/newer-choice.ts'), async (original) =>
  switchable(await original(), {
    subscriptionsOfGone: () => [],
    withoutSubscription: () => undefined,
    lostSubscription: () => undefined,
    isOlderOptOut: () => false,
  }),
);
vi.mock(import('../../../src/base/outdated-claims.ts'), async (original) =>
  switchable(await original(), { withOutdatedClaims: (contacts) => contacts }),
);
vi.mock(import('../../../src/plan/rules/removed.ts'), async (original) => {
  const actual = await original();
  return switchable(actual, {
    // Nobody counts as opted out.
    decideRemoved: (contact, live, account) =>
      actual.decideRemoved(contact, live === undefined ? live : { ...live, channels: {} }, account),
  });
});

const OFF: readonly (readonly [rule: string, dialect: DialectName])[] = [
  ['decideResubscribe', 'omnisend@2026-03-15'],
  ['decideResubscribe', 'loops@v1'],
  ['decideResubscribe', 'envoke@v1'],
  ['finalCause', 'envoke@v1'],
  ['finalCause', 'loops@v1'],
  ['isUnconfirmed', 'loops@v1'],
  ['subscriptionsOfGone', 'omnisend@2026-03-15'],
  ['withoutSubscription', 'omnisend@2026-03-15'],
  ['withoutSubscription', 'loops@v1'],
  ['lostSubscription', 'omnisend@2026-03-15'],
  ['lostSubscription', 'envoke@v1'],
  ['isOlderOptOut', 'omnisend@2026-03-15'],
  ['isOlderOptOut', 'loops@v1'],
  ['withOutdatedClaims', 'loops@v1'],
  ['withOutdatedClaims', 'envoke@v1'],
  ['decideRemoved', 'envoke@v1'],
];

afterEach(() => {
  rules.off = '';
});

test.each(OFF)('without %s, a history of %s breaks a law', async (rule, dialect) => {
  rules.off = rule;
  const broken = await fc.check(
    fc.asyncProperty(histories(dialect), (history) => play(history, judge)),
    { numRuns: 3000, endOnFailure: true },
  );
  expect(broken.failed, `switched off: ${rule}`).toBe(true);
});
