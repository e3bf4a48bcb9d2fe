// Groups the changes of a plan by how dangerous they are for people. Every format shows the most dangerous group first. Pure.

import type { PlannedChange } from '../plan/document.ts';
import { countRemovals } from './difference-rows.ts';

/** The groups, most dangerous first. A change belongs to the first group that applies to it. */
export const DANGERS = ['blocked', 'delete', 'unsubscribe', 'subscribe', 'remove', 'create', 'update'] as const;
/** Name of a group of changes. */
export type Danger = (typeof DANGERS)[number];

/** Groups that Markdown emphasises: it shows them expanded, and their counts in bold. */
export const CAREFUL: readonly Danger[] = ['blocked', 'delete', 'unsubscribe', 'subscribe'];

/** Titles of the groups. Output adds the number of changes: `blocked (3)`. */
export const DANGER_TITLES = {
  blocked: 'blocked',
  delete: 'to delete',
  unsubscribe: 'to unsubscribe',
  subscribe: 'to subscribe',
  remove: 'with removals',
  create: 'to create',
  update: 'to update',
} as const satisfies Record<Danger, string>;

/**
 * Returns the group to which a change belongs. A change that is blocked only in part belongs to the group of the part that is
 * carried out.
 */
export function dangerOf(change: PlannedChange): Danger {
  if (isWhollyBlocked(change)) return 'blocked';
  if (change.action === 'delete') return 'delete';
  if (setsStatus(change, 'unsubscribed')) return 'unsubscribe';
  // A new contact that is subscribed belongs to `create`.
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

/** Returns the groups that have changes, most dangerous first. Changes keep their order within a group. */
export function groupByDanger(
  changes: readonly PlannedChange[],
): readonly { readonly danger: Danger; readonly changes: readonly PlannedChange[] }[] {
  const groups = new Map(DANGERS.map((danger) => [danger, [] as PlannedChange[]]));
  for (const change of changes) groups.get(dangerOf(change))?.push(change);
  return [...groups]
    .filter(([, members]) => members.length > 0)
    .map(([danger, members]) => ({ danger, changes: members }));
}
