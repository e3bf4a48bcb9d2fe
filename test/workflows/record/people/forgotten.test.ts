// Whose hashes the record keeps no longer, because an erasure in the plan names them.

import { expect, test } from 'vitest';
import { contactHash } from '../../../../src/base/record/document.ts';
import { forgottenBy } from '../../../../src/workflows/record/people/forgotten.ts';
import { aChange, aPlan } from '../../../builders/plan.ts';

const LIVE = { userId: 'u1', emails: ['Ann@Example.com'], phones: ['+37061234567'] };

test('all identifiers of a person whom an erasure names by one of them', () => {
  const erased = aChange({ id: 'c1', key: 'shop/66f0', suppressed: true, basis: { desired: {}, live: LIVE } });
  const suppressed = aChange({
    id: 'c2',
    key: 'shop/joe@example.com',
    suppressed: true,
    basis: { desired: { identifiers: { email: 'joe@example.com' } } },
  });
  const plan = aPlan({ changes: [erased, suppressed, aChange({ id: 'c3', key: 'shop/kim@example.com' })] });
  const hashes = ['shop/66f0', '/u1', '/ann@example.com', '/+37061234567'].map(contactHash);
  const isForgotten = ({ identifiers }: { readonly identifiers: { readonly email?: string } }): boolean =>
    identifiers.email === 'ann@example.com';
  expect([...forgottenBy('shop', plan, isForgotten)].sort()).toEqual(hashes.sort());
  expect(forgottenBy('app', plan, isForgotten).size).toBe(0);
});
