// What a rollback does to a record: what counted before counts again, and what was rolled back is marked until it changes.

import { describe, expect, test } from 'vitest';
import { type AppliedRecord, contactHash } from '../../../src/base/record/document.ts';
import { parseRecord, serialiseRecord } from '../../../src/base/record/text/record-text.ts';
import {
  type RecordBefore,
  remainingMarks,
  rolledBackToday,
  withRollback,
} from '../../../src/base/rollback/rolled-back.ts';
import { aRecord } from '../../helpers/records.ts';
import { desired } from '../../plan/subject.ts';

const [C0, C1, C2] = ['0', '1', '2'].map((digit) => digit.repeat(40)) as [string, string, string];
const [JANE, JOE, ANN] = ['jane', 'joe', 'ann'].map((name) => contactHash(`shop/${name}@example.com`)) as [
  string,
  string,
  string,
];
const BEFORE: RecordBefore = {
  account: 'shop',
  revision: C1,
  exceptions: [
    { entries: [], contacts: [JOE] },
    { entries: [C0], contacts: [JANE] },
  ],
};

function rolledBackRecord(
  record: AppliedRecord,
  ended: readonly (readonly [string, 'confirmed' | 'unconfirmed' | 'not sent'])[],
) {
  return withRollback({ record, before: BEFORE, ended: new Map(ended), undone: C1 });
}

describe('what counts for a contact', () => {
  test('is what counted before the apply, once its rollback is confirmed', () => {
    const record = rolledBackRecord(aRecord(C1), [
      [JANE, 'confirmed'],
      [JOE, 'confirmed'],
      [ANN, 'confirmed'],
    ]);
    expect(record.exceptions).toEqual(expect.arrayContaining([...BEFORE.exceptions]));
    expect(record.exceptions).toHaveLength(2);
    expect(record.rolledBack).toEqual([{ revision: C1, contacts: [JANE, JOE, ANN].sort() }]);
    expect(parseRecord(serialiseRecord(record))).toEqual(record);
  });

  test('is both while it is not confirmed, and what counted until now if nothing was sent', () => {
    const record = rolledBackRecord(aRecord(C1), [
      [JANE, 'unconfirmed'],
      [JOE, 'not sent'],
    ]);
    expect(record.exceptions).toEqual([{ entries: [C0, C1], contacts: [JANE] }]);
    expect(record.rolledBack).toEqual([{ revision: C1, contacts: [JANE] }]);
  });

  test('lists what was let go once, although both records list it', () => {
    const letGo = [{ revision: C0, fields: ['city'], contacts: [JANE] }];
    const ended = new Map([[JANE, 'confirmed']] as const);
    const record = withRollback({ record: { ...aRecord(C1), letGo }, before: { ...BEFORE, letGo }, ended, undone: C1 });
    expect(record.letGo).toEqual(letGo);
  });

  test('after a later apply is still what counted before; both declarations are marked', () => {
    const record = rolledBackRecord(aRecord(C2), [
      [JANE, 'confirmed'],
      [ANN, 'confirmed'],
    ]);
    expect(record.revision).toBe(C2);
    expect(record.exceptions).toEqual(
      expect.arrayContaining([
        { entries: [C0], contacts: [JANE] },
        { entries: [C1], contacts: [ANN] },
      ]),
    );
    expect(record.rolledBack?.map(({ revision }) => revision)).toEqual([C1, C2]);
  });
});

test('a rollback of a rollback takes the marks away', () => {
  const rolledBack = rolledBackRecord(aRecord(C1), [[JANE, 'confirmed']]);
  const again = withRollback({
    record: rolledBack,
    before: { account: 'shop', revision: C1, exceptions: [] },
    ended: new Map([[JANE, 'confirmed']]),
    undone: undefined,
  });
  expect(again).toEqual(aRecord(C1));
});

describe('a mark', () => {
  const jane = desired({ key: 'shop/jane@example.com', identifiers: { email: 'jane@example.com' } });
  const marks = [{ revision: C1, contacts: [JANE] }];

  test('holds as long as the contact is declared as in that revision', () => {
    const contactsAt = () => [{ ...jane, source: { ...jane.source, line: 99 } }];
    expect(rolledBackToday(marks, [jane], contactsAt)).toEqual([jane.key]);
    expect(rolledBackToday(marks, [{ ...jane, scalars: { city: 'Riga' } }], contactsAt)).toEqual([]);
    expect(rolledBackToday(marks, [], contactsAt)).toEqual([]);
  });

  test('stays with an apply for those whose declaration has not changed', () => {
    const both = [{ revision: C1, contacts: [JANE, JOE] }];
    expect(remainingMarks(both, [jane.key])).toEqual(marks);
    expect(remainingMarks(both, [])).toEqual([]);
  });
});
