import { expect, test } from 'vitest';
import type { Identifier, LiveContact } from '../../src/contact/contact.ts';
import { trackMissing } from '../../src/live/missing.ts';

const email = (value: string, spelling?: string): Identifier => ({
  kind: 'email',
  value,
  ...(spelling === undefined ? {} : { spelling }),
});
const phone = (value: string): Identifier => ({ kind: 'phone', value });

function tracking(...asked: readonly Identifier[]) {
  return trackMissing(asked.map((ask) => ({ ask })));
}

function live(emails: readonly string[], phones: readonly string[] = []): LiveContact {
  return { id: 'x', emails, phones, scalars: {}, sets: {}, customProperties: {}, channels: {} };
}

test('what was not found remains, kind by kind, in the order of the questions', () => {
  const missing = tracking(email('a'), phone('1'), email('b'), phone('2'), email('c'));
  missing.remove(live(['b', 'z'], ['1']));
  expect(missing.remaining()).toEqual([email('a'), email('c'), phone('2')]);
});

test('an email is not taken for a phone of the same text', () => {
  const missing = tracking(email('1'), phone('2'));
  missing.remove(live(['2'], ['1']));
  expect(missing.remaining()).toEqual([email('1'), phone('2')]);
});

test('what two questions ask for is there once, as the last one asks', () => {
  const missing = tracking(email('a'), email('b'), email('a', 'A'));
  expect(missing.remaining()).toEqual([email('a', 'A'), email('b')]);
  missing.drop([email('a')]);
  expect(missing.remaining()).toEqual([email('b')]);
});

test('what is found twice, or was not asked for, changes nothing', () => {
  const missing = tracking(email('a'), email('b'));
  missing.remove(live(['a']));
  missing.remove(live(['a', 'q']));
  missing.drop([phone('9')]);
  expect(missing.remaining()).toEqual([email('b')]);
});
