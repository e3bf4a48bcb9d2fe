// What a record that is replaced by a commit leaves to its successor.

import { expect, test } from 'vitest';
import { type AppliedRecord, contactHash, RECORD_FORMAT_VERSION } from '../../../src/base/record/document.ts';
import { carryingOver } from '../../../src/workflows/record/commands/carry.ts';

const [COMMIT, EARLIER] = ['a'.repeat(40), 'b'.repeat(40)];
const [JANE, JOE] = [contactHash('shop/jane@example.com'), contactHash('shop/joe@example.com')];
const RECORD: AppliedRecord = {
  formatVersion: RECORD_FORMAT_VERSION,
  account: 'shop',
  destination: { key: 'omnisend-0', provider: 'omnisend', origin: 'https://api.omnisend.com' },
  directory: 'contacts.d',
  revision: COMMIT,
  at: '2026-11-21T00:00:00Z',
  exceptions: [],
};

test('who was seen at the vendor stays so, as long as the record says what is owed of them', () => {
  const exceptions = [{ entries: [EARLIER], contacts: [JANE] }];
  const former = { ...RECORD, exceptions, seen: [JANE, JOE].sort() };
  const kept = { exceptions, proposed: [], rolledBack: [] };
  expect(carryingOver(RECORD, kept, former)).toMatchObject({ exceptions, seen: [JANE] });
  expect(carryingOver(RECORD, { ...kept, exceptions: [] }, former)).not.toHaveProperty('seen');
});

test('and what the last apply found at the vendor', () => {
  const found = {
    withheld: [JANE, JOE].sort(),
    absent: [JOE],
    carried: [{ channel: 'email', from: [{ account: 'app', at: '2026-01-01T00:00:00Z' }], contacts: [JANE] }],
  } as const;
  const kept = { exceptions: [], proposed: [], rolledBack: [] };
  expect(carryingOver(RECORD, kept, { ...RECORD, ...found })).toEqual({ ...RECORD, ...found });
});
