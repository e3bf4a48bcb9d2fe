// Which opt-outs elsewhere count at an account after an apply.

import { expect, test } from 'vitest';
import { contactHash } from '../../../src/base/record/document.ts';
import type { Confirmation } from '../../../src/base/record/next.ts';
import { nextCarried } from '../../../src/workflows/record/carried.ts';
import { aDesired } from '../../builders/contacts.ts';
import { anAccount, aPlan } from '../../builders/plan.ts';

const KEYS = ['shop/a@example.com', 'shop/b@example.com'] as const;
const [A, B] = KEYS.map(contactHash);
const DECLARED = KEYS.map((key) => aDesired({ account: 'shop', key }));
const NOW = { channel: 'email', since: ['2026-01-01T00:00:00Z'] } as const;

function after(endings: readonly [Confirmation, Confirmation], counted: readonly string[] = []) {
  const plan = aPlan({ accounts: [anAccount({ account: 'shop', carried: [{ key: KEYS[0], ...NOW }] })] });
  const before = {
    ...{ layers: [], owed: new Set<string>() },
    carried: new Map(counted.map((hash) => [hash, { email: ['unknown'] }])),
  };
  const ended = (key: string): Confirmation => (key === KEYS[0] ? endings[0] : endings[1]);
  return nextCarried(DECLARED, { before, ended, plan, account: 'shop' }).carried;
}

test('those of the plan count once it is confirmed', () => {
  expect(after(['confirmed', 'confirmed'])).toEqual([{ contact: A, ...NOW }]);
  expect(after(['unconfirmed', 'confirmed'])).toBeUndefined();
  expect(after(['not sent', 'confirmed'])).toBeUndefined();
});

test('what counted before counts on for whom the plan did not settle, and no longer for whom it did', () => {
  const unknown = { channel: 'email', since: ['unknown'] };
  expect(after(['not sent', 'not sent'], [A ?? '', B ?? ''])).toEqual(
    [
      { contact: A, ...unknown },
      { contact: B, ...unknown },
    ].sort((a, b) => ((a.contact ?? '') < (b.contact ?? '') ? -1 : 1)),
  );
  expect(after(['confirmed', 'confirmed'], [B ?? ''])).toEqual([{ contact: A, ...NOW }]);
});
