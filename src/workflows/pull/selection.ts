// Which drift `pull` takes into the manifests. Pure.

import { SCALAR_NAMES, SET_FIELDS } from '../../contact/fields.ts';
import type { ValueEntry } from '../../plan/drift/pulled.ts';

/** What to take into the manifests; at least one of the three is given. */
export interface PullSelection {
  /** True to take everything that can be taken. */
  readonly all: boolean;
  /** True to take opt-outs, and subscriptions of people who had opted out. */
  readonly optOuts: boolean;
  /** Names of fields to take, written as in a manifest: `city`, `tags`, `tags.vip`, `customProperties.age`, `channels.email`. */
  readonly fields: readonly string[];
}

/** Names of fields that may drift. A property or member has the name of its field and its own: `tags.vip`. */
const PULLED_FIELDS: readonly string[] = [
  'userId',
  'email',
  'phone',
  ...SCALAR_NAMES,
  ...SET_FIELDS,
  'customProperties',
  'channels',
];

/** True if a value is to be taken. */
export function isSelected(entry: ValueEntry, { all, optOuts, fields }: PullSelection): boolean {
  return all || (optOuts && isChoice(entry)) || fields.some((field) => isIn(entry.path, field));
}

/** True for an opt-out, and for somebody who opted out before and has subscribed since. */
function isChoice({ kind, declared }: ValueEntry): boolean {
  return kind === 'opted-out' || (kind === 'subscribed' && declared === 'unsubscribed');
}

function isIn(path: readonly string[], field: string): boolean {
  const name = path.join('.');
  return name === field || name.startsWith(`${field}.`);
}

/** True if the text may name a field. */
export function isField(text: string): boolean {
  return PULLED_FIELDS.some((field) => text === field || (hasMembers(field) && text.startsWith(`${field}.`)));
}

function hasMembers(field: string): boolean {
  return field === 'customProperties' || field === 'channels' || SET_FIELDS.some((set) => set === field);
}
