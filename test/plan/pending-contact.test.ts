// What is held of a contact while an account is read, in the short form for a contact with one plain match and in the long one.

import { describe, expect, test } from 'vitest';
import type { Decision } from '../../src/plan/decision.ts';
import type { Match } from '../../src/plan/match.ts';
import { newPendingContact } from '../../src/plan/pending-contact.ts';
import { account, desired, toPlan } from './subject.ts';

const UNCHANGED: Decision = { kind: 'unchanged', held: [], notices: [] };
const EXCLUDED: Decision = { kind: 'excluded' };
const JANE = desired({ identifiers: { email: 'jane@example.com', phone: '+37060000001' } });

function pending() {
  return newPendingContact(toPlan(JANE), account());
}

function plain({ key, id, carries, findable, decision }: Match): Match {
  return { key, id, carries: [...carries], findable, decision };
}

describe('a contact with one plain match', () => {
  test('has the match that the long form would have', () => {
    const contact = pending();
    expect([contact.matchCount, contact.matches, contact.decision]).toEqual([0, [], undefined]);
    contact.matchOnly('v1', UNCHANGED);
    expect([contact.matchCount, contact.decision]).toEqual([1, UNCHANGED]);
    const match = { key: 'v1', id: 'v1', carries: contact.asked, findable: undefined, decision: UNCHANGED };
    expect(contact.matches.map(plain)).toEqual([match]);
  });

  test('keeps the decision of the match if the contact gets another one', () => {
    const contact = pending();
    contact.matchOnly('v1', UNCHANGED);
    contact.decision = EXCLUDED;
    expect(contact.decision).toBe(EXCLUDED);
    expect(contact.matches.map(({ decision }) => decision)).toEqual([UNCHANGED]);
    contact.decision = undefined;
    expect([contact.matchCount, contact.decision]).toEqual([1, undefined]);
  });

  test('can lose its match, or get another one', () => {
    const contact = pending();
    contact.matchOnly('v1', UNCHANGED);
    const [first] = contact.matches;
    const second: Match = { key: 'v2', id: 'v2', carries: [], findable: [], decision: EXCLUDED };
    contact.matches = first === undefined ? [] : [first, second];
    expect([contact.matchCount, contact.matches.map(({ id }) => id)]).toEqual([2, ['v1', 'v2']]);
    contact.matches = [];
    expect([contact.matchCount, contact.decision]).toEqual([0, UNCHANGED]);
  });
});

test('is asked for by its first identifier, and also by the others', () => {
  const contact = pending();
  expect([contact.ask, ...contact.also]).toEqual(contact.asked);
  expect(contact.asked).toHaveLength(2);
});
