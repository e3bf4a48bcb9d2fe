// Records of what was applied, and kept manifests: a text is a record or none, and from a record the next one can be made.

import assert from 'node:assert/strict';
import {
  type AppliedRecord,
  contactHash,
  countExceptions,
  placeOf,
  revisionsOf,
} from '../../../src/base/record/document.ts';
import { layersOf, mergeRecords } from '../../../src/base/record/layers.ts';
import type { Confirmation } from '../../../src/base/record/next/applied.ts';
import { nextExceptions } from '../../../src/base/record/next/exceptions.ts';
import { parseRecord, serialiseRecord } from '../../../src/base/record/text/record-text.ts';
import type { DesiredContact } from '../../../src/contact/contact.ts';
import { aDesired } from '../../builders/contacts.ts';
import { account } from '../../plan/subject.ts';
import { editedJson } from '../documents/inputs.ts';
import { REVISIONS, someRecords } from '../seeds/records.ts';
import type { Target } from '../target.ts';

export const records: Target<string> = {
  name: 'records',
  sources: [/^base\/record\/(?:document|layers|next|let-go|text\/record-text)\.ts$/],
  inputs: () => editedJson(someRecords().map(serialiseRecord)),
  check(text) {
    const record = parseRecord(text);
    if (record === undefined) return;
    const again = parseRecord(serialiseRecord(record));
    assert.deepEqual(again, record);
    const hashes = new Set(record.exceptions.flatMap(({ contacts }) => contacts));
    assert.equal(countExceptions(record), hashes.size);
    for (const revision of revisionsOf(record)) {
      const { account: name, directory } = placeOf(record, revision);
      assert.deepEqual([typeof name, typeof directory], ['string', 'string']);
    }
    checkNext(record);
  },
};

const ENDS: readonly Confirmation[] = ['confirmed', 'not sent', 'unconfirmed'];

/** What was declared at a revision: other values at each, for the people whom the records name. */
function declaredAt(revision: string): readonly DesiredContact[] {
  const isNow = revision === REVISIONS.commit;
  // One of them is no longer declared.
  const people = ['jane', 'joe', 'new', ...(isNow ? [] : ['gone'])].map((name) => {
    const email = `${name}@example.com`;
    const scalars = { city: isNow ? 'Vilnius' : revision.slice(0, 7), state: null };
    const sets: DesiredContact['sets'] = {
      tags: { form: 'map', members: { vip: true, new: false } },
      lists: { form: 'list', members: ['news', 'promo'] },
    };
    const customProperties = { plan: name, age: 33 };
    return aDesired({ key: `shop/${email}`, identifiers: { email }, scalars, sets, customProperties });
  });
  return revision === REVISIONS.local ? people.slice(1) : people;
}

function checkNext(record: AppliedRecord): void {
  const before = layersOf(record, declaredAt);
  assert.equal(before.layers.at(-1)?.revision, record.revision);
  const revisions = new Map(revisionsOf(record).map((revision) => [revision, { contacts: declaredAt(revision) }]));
  assert.deepEqual(mergeRecords([{ record }], revisions), before);
  for (const end of ENDS) {
    for (const wasBase of [true, false]) {
      const revision = '9'.repeat(40);
      const onRemoved = wasBase ? 'delete' : 'unsubscribe';
      const applied = {
        account: { ...account(), onRemoved } as const,
        declared: declaredAt(REVISIONS.commit),
        revision,
        before,
        wasBase,
      };
      const next = nextExceptions({ ...applied, ended: () => end });
      if (end === 'confirmed' && wasBase) assert.deepEqual(next.exceptions, []);
      // What was not sent or not confirmed is owed.
      const owed = new Set(next.exceptions.flatMap(({ contacts }) => contacts));
      if (end === 'unconfirmed') for (const { key } of applied.declared) assert.ok(owed.has(contactHash(key)));
      assert.ok(parseRecord(serialiseRecord({ ...record, revision, ...next })) !== undefined);
    }
  }
}
