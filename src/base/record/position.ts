// Where HEAD is relative to a record: whether the record can be the base of a plan as it is. The first row that matches decides.
//
//   HEAD …                                                           position
//   contains the record's commit                                     current
//   lacks it; the default branch lacks it, too                       unrelated
//   lacks it; the default branch has it and has HEAD                 superseded: an old job that runs late
//   lacks it; the default branch has it; they have a merge base      behind
//   lacks it; the default branch has it; they have no merge base     unrelated

import { isAncestor, mergeBaseOf } from '../git/ancestry.ts';
import type { Repository } from '../git.ts';

/** Where HEAD is relative to a record. */
export type Position =
  | 'current' // the record is a plain base
  | 'superseded' // what HEAD declares was replaced by what is recorded: nothing may be sent
  | 'unrelated' // the record is a plain base, for example an amended commit or one of another branch
  | Behind;

/** HEAD has commits of its own and lacks what was applied since the merge base. */
interface Behind {
  readonly behind: true;
  readonly mergeBase: string;
}

/** The commits that are compared; full ids. */
export interface Positions {
  readonly head: string;
  /** The record's own revision. */
  readonly record: string;
  /** Latest commit of the remote's default branch; undefined if there is none. */
  readonly defaultTip: string | undefined;
}

/**
 * Where HEAD is relative to a record.
 *
 * @throws HintedError `git` if the clone lacks one of the commits
 */
export async function positionOf(repository: Repository, { head, record, defaultTip }: Positions): Promise<Position> {
  if (head === record || (await isAncestor(repository, record, head))) return 'current';
  if (defaultTip === undefined || !(await isAncestor(repository, record, defaultTip))) return 'unrelated';
  if (await isAncestor(repository, head, defaultTip)) return 'superseded';
  const mergeBase = await mergeBaseOf(repository, head, record);
  return mergeBase === undefined ? 'unrelated' : { behind: true, mergeBase };
}
