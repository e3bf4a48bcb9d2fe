// The order in which changes are shown: what a reader must not miss comes first.

import type { PlannedChange } from '../plan/document.ts';
import { countRemovals } from './difference-rows.ts';

/** Most dangerous first. A change stands under the first that is true of it. */
export const DANGERS = ['blocked', 'delete', 'unsubscribe', 'subscribe', 'remove', 'create', 'update'] as const;
export type Danger = (typeof DANGERS)[number];

/** Nobody should have to open these to see them. */
export const CAREFUL: readonly Danger[] = ['blocked', 'delete', 'unsubscribe', 'subscribe'];

/** Read as `blocked (3)`. */
export const DANGER_TITLES = {
  blocked: 'blocked',
  delete: 'to delete',
  unsubscribe: 'to unsubscribe',
  subscribe: 'to subscribe',
  remove: 'with removals',
  create: 'to create',
  update: 'to update',
} as const satisfies Record<Danger, string>;

export function dangerOf(change: PlannedChange): Danger {
  if (change.blocked.length > 0) return 'blocked';
  if (change.action === 'delete') return 'delete';
  if (setsStatus(change, 'unsubscribed')) return 'unsubscribe';
  // Of a contact that is created anyway, its status is a field like the others.
  if (change.action === 'update' && setsStatus(change, 'subscribed')) return 'subscribe';
  if (countRemovals(change.differences) > 0) return 'remove';
  return change.action;
}

function setsStatus({ differences }: PlannedChange, status: string): boolean {
  return differences.some(({ path, after }) => path[0] === 'channels' && after === status);
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
