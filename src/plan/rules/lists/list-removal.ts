import type { Difference } from '../../../contact/difference.ts';
import type { Account } from '../../../manifest/configuration.ts';
import type { BlockedDifference } from '../../document.ts';
import { block } from '../../match.ts';

/** Blocks tags or lists in list form that would remove live members, if the vendor cannot remove members. */
export function refuseListRemoval(change: Difference, { capabilities }: Account): BlockedDifference | undefined {
  const { path, before, after } = change;
  const [field] = path;
  if (path.length > 1 || (field !== 'tags' && field !== 'lists') || capabilities[field].listRemovals) return undefined;
  const kept = new Set(Array.isArray(after) ? after : []);
  if (!Array.isArray(before) || before.every((member) => kept.has(member))) return undefined;
  return block('list-removal-unsupported', {}, change);
}
