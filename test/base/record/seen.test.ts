// Contacts of which an apply was not confirmed: whether the vendor had them before is recorded, so that nobody who is gone is new.

import { expect, test } from 'vitest';
import { contactHash } from '../../../src/base/record/document.ts';
import { layersOf, type RecordLayers } from '../../../src/base/record/layers.ts';
import type { Confirmation } from '../../../src/base/record/next/applied.ts';
import { nextExceptions } from '../../../src/base/record/next/exceptions.ts';
import { parseRecord, serialiseRecord } from '../../../src/base/record/text/record-text.ts';
import { OMNISEND_2026_03_15 } from '../../../src/providers/omnisend/capabilities.ts';
import { accountOf } from '../../builders/accounts.ts';
import { aDesired } from '../../builders/contacts.ts';
import { recordOf } from './records.ts';

const JANE = aDesired({});
const HASH = contactHash(JANE.key);
const REVISION = 'a'.repeat(40);
const NOTHING: RecordLayers = { layers: [], owed: new Set() };

function applied(before: RecordLayers, ending: Confirmation) {
  const account = accountOf(OMNISEND_2026_03_15);
  const next = nextExceptions({
    ...{ account, declared: [JANE], revision: REVISION, before, wasBase: true },
    ended: () => ending,
  });
  const record = recordOf('shop', REVISION, next);
  expect(parseRecord(serialiseRecord(record))).toEqual(record);
  return { record, layers: layersOf(record, () => [JANE]) };
}

test.each([
  ['a create that was not confirmed', ['unconfirmed'], undefined],
  ['a create that was not sent', ['not sent'], undefined],
  ['a contact that was confirmed', ['confirmed'], undefined],
  ['a change that was not confirmed, of a contact that was', ['confirmed', 'unconfirmed'], [HASH]],
  ['and again, whether sent or not', ['confirmed', 'unconfirmed', 'not sent', 'unconfirmed'], [HASH]],
  ['a create that was confirmed late', ['unconfirmed', 'confirmed', 'unconfirmed'], [HASH]],
  ['one that never was', ['unconfirmed', 'unconfirmed', 'not sent'], undefined],
] as const)('%s', (_name, endings, seen) => {
  let layers = NOTHING;
  let record: ReturnType<typeof applied>['record'] | undefined;
  for (const ending of endings) ({ record, layers } = applied(layers, ending));
  expect(record?.seen).toEqual(seen);
  expect(layers.seen && [...layers.seen]).toEqual(seen);
});
