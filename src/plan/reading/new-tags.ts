// Finds tags that a plan adds and that no contact of the account has yet, because such a tag may be misspelt. Pure.

import type { Difference } from '../../contact/difference.ts';
import type { PlannedAccount, Reading } from '../document.ts';

/** An account's changes, and how it was read. */
interface ReadAndChanged {
  readonly reading: Reading;
  readonly changes: readonly { readonly differences: readonly Difference[] }[];
  /** The tags of the live contacts that were read; undefined if not known. */
  readonly seenTags: ReadonlySet<string> | undefined;
}

/**
 * Returns the new tags, sorted by UTF-16 code unit; nothing if there are none, or if not all contacts of the account were read.
 */
export function newTagsOf({ reading, changes, seenTags }: ReadAndChanged): Pick<PlannedAccount, 'newTags'> {
  if (seenTags === undefined || reading.known === undefined) return {};
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
