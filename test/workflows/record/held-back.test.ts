// What the record says of subscriptions that were held back.

import { expect, test } from 'vitest';
import { contactHash } from '../../../src/base/record/document.ts';
import { nextHeldBack } from '../../../src/workflows/record/held-back.ts';
import { aDesired } from '../../builders/contacts.ts';

const KEY = 'shop/a@example.com';
const DECLARED = [aDesired({ account: 'shop', key: KEY, identifiers: { email: 'a@example.com' } })];
const HASH = contactHash(KEY);

test.each([
  ['create', undefined, []],
  ['skip', undefined, [HASH]],
  ['skip', 'create', []],
  ['create', 'skip', [HASH]],
] as const)(
  'of the account onMissing %s and of the contact %s: who was never created is absent, and not gone',
  (ofAccount, ofContact, absent) => {
    const [contact = aDesired()] = DECLARED;
    const recorded = ofContact === undefined ? contact : { ...contact, onMissing: ofContact };
    const before = {
      layers: [{ revision: 'a'.repeat(40), owed: false, contacts: [recorded] }],
      owed: new Set<string>(),
    };
    const next = nextHeldBack(DECLARED, {
      ...{ before, former: { onMissing: ofAccount } },
      ended: () => 'confirmed',
      held: new Map([[KEY, 'contact']]),
    });
    expect(next).toEqual({ withheld: [HASH], ...(absent.length === 0 ? {} : { absent }) });
  },
);
