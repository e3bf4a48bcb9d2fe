// The order in which changes are shown: what a reader must not miss comes first.

import type { PlannedChange } from '../plan/document.ts';
import { countRemovals } from './difference-rows.ts';

/** Most dangerous first. A change stands under the first that is true of it. */
export const DANGERS = ['blocked', 'delete', 'unsubscribe', 'remove', 'create', 'update'] as const;
export type Danger = (typeof DANGERS)[number];

/** Read as `blocked (3)`. */
export const DANGER_TITLES = {
  blocked: 'blocked',
  delete: 'to delete',
  unsubscribe: 'to unsubscribe',
  remove: 'with removals',
  create: 'to create',
  update: 'to update',
} as const satisfies Record<Danger, string>;

export function dangerOf(change: PlannedChange): Danger {
  if (change.blocked.length > 0) return 'blocked';
  if (change.action === 'delete') return 'delete';
  if (change.differences.some(({ path, after }) => path[0] === 'channels' && after === 'unsubscribed'))
    return 'unsubscribe';
  if (countRemovals(change.differences) > 0) return 'remove';
  return change.action;
}

export function groupByDanger(
  changes: readonly PlannedChange[],
): readonly { readonly danger: Danger; readonly changes: readonly PlannedChange[] }[] {
  const groups = new Map(DANGERS.map((danger) => [danger, [] as PlannedChange[]]));
  for (const change of changes) groups.get(dangerOf(change))?.push(change);
  return [...groups]
    .filter(([, members]) => members.length > 0)
    .map(([danger, members]) => ({ danger, changes: members }));
}
