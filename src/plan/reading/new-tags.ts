// Tags that a plan adds and that nobody at the account has: perhaps a typing error. Only a reading of all contacts can tell. Pure.

import type { PlannedAccount } from '../document.ts';
import type { AccountPart } from '../planned-account.ts';

/** Returns the tags in alphabetical order. */
export function newTagsOf({
  decided,
  changes,
  seenTags,
}: Pick<AccountPart, 'decided' | 'changes' | 'seenTags'>): Pick<PlannedAccount, 'newTags'> {
  if (seenTags === undefined || decided.reading.known === undefined) return {};
  const added = new Set<string>();
  for (const { differences } of changes)
    for (const { path, before, after } of differences) {
      if (path[0] !== 'tags') continue;
      const members = path.length > 1 ? (after === true ? [String(path[1])] : []) : textsOf(after);
      const known = path.length > 1 ? [] : textsOf(before);
      for (const tag of members) if (!seenTags.has(tag) && !known.includes(tag)) added.add(tag);
    }
  return added.size === 0 ? {} : { newTags: [...added].sort() };
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}
