// Pseudonyms for contacts in redacted output. They are numbered in order of appearance, so that the same plan always gives the same
// pseudonyms. Pure.

import type { Plan } from '../../plan/document.ts';

/** A function that returns the pseudonym of a contact, such as `shop/contact 3`. A key that has none yet gets the next number. */
export type Pseudonym = (account: string, key: string) => string;

/** Creates the pseudonyms of a plan. Changes are numbered first, so that their numbers are their positions in the plan. */
export function pseudonymsOf({
  changes,
  accounts,
  proposed = [],
}: Pick<Plan, 'changes' | 'accounts' | 'proposed'>): Pseudonym {
  const pseudonym = numberedPseudonyms(changes);
  for (const { account, held, notices, failures } of accounts) {
    for (const { key } of held) pseudonym(account, key);
    for (const { key } of notices.flatMap(({ entries }) => entries)) pseudonym(account, key);
    for (const key of failures.flatMap(({ keys = [] }) => keys)) pseudonym(account, key);
  }
  for (const { account, key } of proposed) pseudonym(account, key);
  return pseudonym;
}

/** Creates pseudonyms that are numbered in the order of these contacts. */
export function numberedPseudonyms(contacts: Iterable<{ readonly account: string; readonly key: string }>): Pseudonym {
  const ordinals = new Map<string, number>();
  function pseudonym(account: string, key: string): string {
    const ordinal = ordinals.get(key) ?? ordinals.size + 1;
    ordinals.set(key, ordinal);
    return `${account}/contact ${ordinal}`;
  }
  for (const { account, key } of contacts) pseudonym(account, key);
  return pseudonym;
}
