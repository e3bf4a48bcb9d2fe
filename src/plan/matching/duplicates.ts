// Finds declared contacts that match the same live contact. Pure.

import type { DesiredContact } from '../../contact/contact.ts';
import { createKeyIndex } from '../../contact/packed/key-index.ts';
import { blockedChange, type Decision } from '../decision.ts';
import { blockContact } from '../match.ts';
import type { PendingContact } from '../pending-contact.ts';

interface DecidedContact {
  readonly desired: DesiredContact;
  readonly decision: Decision;
}

/** Blocks declared contacts that match the same live contact, because they would overwrite each other's values. */
export function blockDuplicates(
  contacts: readonly PendingContact[],
  decisions: readonly DecidedContact[],
): readonly DecidedContact[] {
  const sharers = new Map<string, string[]>();
  for (const { desired, matches } of contacts) {
    for (const { key } of matches) {
      const keys = sharers.get(key);
      if (keys === undefined) sharers.set(key, [desired.key]);
      else keys.push(desired.key);
    }
  }
  return decisions.map((entry, index) => {
    const contact = contacts[index];
    const others = (contact?.matches ?? [])
      .flatMap(({ key }) => sharers.get(key) ?? [])
      .filter((key) => key !== entry.desired.key);
    if (contact === undefined || others.length === 0) return entry;
    const blocked = blockContact('ambiguous-match', { why: 'declared-twice', others: others.length });
    return { ...entry, decision: blockedChange(contact, blocked) };
  });
}

/** True if a live contact matches more than one declared contact, so that there are moves or duplicates to settle. */
export function isAnyMatchedTwice(contacts: readonly PendingContact[]): boolean {
  const seen = createKeyIndex();
  for (const { matches } of contacts) {
    for (const { key } of matches) {
      if (seen.mayHave(key)) return isAnyKeyTwice(contacts);
      seen.add(key, 0);
    }
  }
  return false;
}

/** Compares the keys themselves. */
function isAnyKeyTwice(contacts: readonly PendingContact[]): boolean {
  const seen = new Set<string>();
  for (const { matches } of contacts) {
    for (const { key } of matches) {
      if (seen.has(key)) return true;
      seen.add(key);
    }
  }
  return false;
}
