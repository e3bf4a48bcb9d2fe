// Groups of changes by danger, in the order in which they are shown: what a reader must not miss comes first. Pure.

import type { PlannedChange } from '../plan/document.ts';
import { countRemovals } from './difference-rows.ts';

/** Most dangerous first. A change belongs to the first that applies. */
export const DANGERS = ['blocked', 'delete', 'unsubscribe', 'subscribe', 'remove', 'create', 'update'] as const;
/** How dangerous a change is for people. Output groups changes by it. */
export type Danger = (typeof DANGERS)[number];

/** Groups that are shown expanded. */
export const CAREFUL: readonly Danger[] = ['blocked', 'delete', 'unsubscribe', 'subscribe'];

/** Titles of the groups, shown as `blocked (3)`. */
export const DANGER_TITLES = {
  blocked: 'blocked',
  delete: 'to delete',
  unsubscribe: 'to unsubscribe',
  subscribe: 'to subscribe',
  remove: 'with removals',
  create: 'to create',
  update: 'to update',
} as const satisfies Record<Danger, string>;

/** The group of a change. One of which only a part is blocked belongs to what is carried out. */
export function dangerOf(change: PlannedChange): Danger {
  if (isWhollyBlocked(change)) return 'blocked';
  if (change.action === 'delete') return 'delete';
  if (setsStatus(change, 'unsubscribed')) return 'unsubscribe';
  // The status of a new contact is a field like the others.
  if (change.action === 'update' && setsStatus(change, 'subscribed')) return 'subscribe';
  if (countRemovals(change.differences) > 0) return 'remove';
  return change.action;
}

/** Whether a rule blocks the change, and nothing of it is carried out. */
export function isWhollyBlocked({ blocked, requests }: PlannedChange): boolean {
  return blocked.length > 0 && requests.length === 0;
}

/** Whether a rule blocks a part of the change, and the rest is carried out. */
export function isPartlyBlocked({ blocked, requests }: PlannedChange): boolean {
  return blocked.length > 0 && requests.length > 0;
}

function setsStatus({ differences }: PlannedChange, status: string): boolean {
  return differences.some(({ path, after }) => path[0] === 'channels' && after === status);
}

/** Non-empty groups, most dangerous first; each keeps the order of its changes. */
export function groupByDanger(
  changes: readonly PlannedChange[],
): readonly { readonly danger: Danger; readonly changes: readonly PlannedChange[] }[] {
  const groups = new Map(DANGERS.map((danger) => [danger, [] as PlannedChange[]]));
  for (const change of changes) groups.get(dangerOf(change))?.push(change);
  return [...groups]
    .filter(([, members]) => members.length > 0)
    .map(([danger, members]) => ({ danger, changes: members }));
}
