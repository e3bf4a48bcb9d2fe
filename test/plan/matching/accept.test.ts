// Which suppression counts for a contact that several live contacts match in a listing, and one of them in a look-up.

import { expect, test } from 'vitest';
import type { LiveContact } from '../../../src/contact/contact.ts';
import { acceptMatch, preferFindable } from '../../../src/plan/matching/accept.ts';
import { newPendingContact } from '../../../src/plan/pending-contact.ts';
import type { Sought } from '../../../src/plan/suppressed/sought.ts';
import { DIALECTS } from '../../../src/providers/table.ts';
import { accountOf } from '../../builders/accounts.ts';
import { aDesired, aLive } from '../../builders/contacts.ts';

const account = accountOf(DIALECTS['omnisend@2026-03-15']);
const SOUGHT: Sought = { isErasure: false, source: { file: 'gone.yaml', line: 1, column: 1 }, isNew: false };

/** Found by the declared text. */
const usual = aLive({ id: '1', phones: ['+37060000001'] });
/** Found by a listing only: the vendor has the address in another text, which no look-up sends. */
const hidden = aLive({ id: '2', phones: ['+37060000002'], texts: { 'jane@example.com': 'jane@example.com\u00ad' } });

function soughtAmong(named: LiveContact | undefined, matches: readonly LiveContact[]): Sought | undefined {
  const contact = newPendingContact({ desired: aDesired() }, account);
  for (const live of matches) {
    const sought = live === named ? SOUGHT : undefined;
    acceptMatch(contact, live, { account, schema: {}, suppression: undefined, sought });
  }
  preferFindable(contact);
  return contact.sought;
}

test('of two matches, the one that look-ups find says whether somebody is suppressed', () => {
  for (const matches of [
    [usual, hidden],
    [hidden, usual],
  ]) {
    expect(soughtAmong(hidden, matches)).toBeUndefined();
    expect(soughtAmong(usual, matches)).toEqual(SOUGHT);
  }
});

test('of equal matches, each counts', () => {
  const other = aLive({ id: '3' });
  expect(soughtAmong(other, [usual, other])).toEqual(SOUGHT);
  expect(soughtAmong(undefined, [usual, other])).toBeUndefined();
});
