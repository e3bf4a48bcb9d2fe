// An earlier erasure that leaves a contact of the person alone is named: its entry would have to be taken out to erase them again.

import { expect, test } from 'vitest';
import type { Erasure } from '../../../src/manifest/suppressions/person.ts';
import { outdatedErasures } from '../../../src/workflows/erase/manifests.ts';
import { aLive } from '../../builders/contacts.ts';

const DIGEST = `k1:${'a'.repeat(64)}`;
const live = [aLive({ id: 'L2' })];

function outdated(erasure: Partial<Erasure>, ids: readonly string[] | undefined = ['L2']): readonly string[] {
  const source = { file: 'contacts.d/erasures.yaml', line: 2, column: 5 };
  const entry: Erasure = { digest: DIGEST, ids: {}, isDone: false, source, ...erasure };
  return outdatedErasures([entry], [DIGEST], [{ account: 'two', live, ids }]);
}

test.each<[string, Partial<Erasure>]>([
  ['it lists no contact of the account', { ids: { one: ['L1'], two: [] } }],
  ['it lists another contact', { ids: { two: ['L1'] } }],
  ['it is done', { isDone: true, ids: { two: ['L2'] } }],
])('%s', (_, erasure) => {
  expect(outdated(erasure)).toEqual(['contacts.d/erasures.yaml:2']);
});

test.each<[string, Partial<Erasure>, (readonly string[] | undefined)?]>([
  ['it lists the contact', { ids: { two: ['L2'] } }],
  ['it lists no ids of the account', { ids: { one: [] } }],
  ['the vendor has no ids that last', { ids: { two: [] } }, []],
  ['it is for another account', { accounts: ['one'], isDone: true }],
  ['it is of somebody else', { digest: `k1:${'b'.repeat(64)}`, isDone: true }],
])('not if %s', (_, erasure, ids) => {
  expect(outdated(erasure, ids)).toEqual([]);
});
