// Determines where HEAD is relative to the commit C that a record names as applied. The position decides whether a plan can use
// the record unchanged as its base. The first row that matches decides.
//
//   HEAD contains C   default branch contains C   further condition                position
//   yes               -                           -                                current
//   no                no                          -                                unrelated
//   no                yes                         default branch contains HEAD     superseded
//   no                yes                         HEAD and C have a merge base     behind
//   no                yes                         HEAD and C have no merge base    unrelated
//
// `superseded` is, for example, a CI job for an older commit that runs after a newer one was applied.

import { isAncestor, mergeBaseOf } from '../git/ancestry.ts';
import type { Repository } from '../git/repository-paths.ts';

/** Where HEAD is relative to a record. */
export type Position =
  | 'current' // the plan uses the record unchanged as its base
  | 'superseded' // newer manifests than those of HEAD were applied already: nothing may be sent
  | 'unrelated' // used like `current`; C is, for example, a commit that was amended since, or one of another branch
  | Behind;

/** HEAD has commits of its own and lacks what was applied since the merge base. */
export interface Behind {
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
