// Lists the ways to write a value in an entry, in the order in which people would prefer them. Pure. place.ts tries them to find
// the one that declares what was asked for.

import type { Json } from '../../contact/canonical.ts';
import type { EditPath } from '../edit/edit.ts';
import { isList, isMapping } from '../edit/write.ts';
import { type Entry, overridesAt } from '../resolve/identifiers.ts';
import { isSetField } from './assignment.ts';
import type { Mapping } from './declared.ts';

/** One change to the value of one entry. */
export interface Step {
  /** Position of the entry in the list of related entries. */
  readonly entry: number;
  readonly path: EditPath;
  /** Absent: the declaration is removed. */
  readonly value?: Json;
}

/** A value to write, and the entry in which to write it. */
export interface ToWrite {
  /** Position of `entry` in the list of related entries. */
  readonly position: number;
  readonly entry: Entry;
  readonly path: EditPath;
  readonly value: Json | undefined;
  /** Everything that the contact is to declare in the end. */
  readonly expected: Mapping;
}

/** Settings that are allowed on the contact itself, but not under `at`. */
const OWN_ONLY: readonly string[] = ['previously'];

/** Returns the ways to write a value on the contact itself, for all its accounts. */
export function stepsOnContact(to: ToWrite): readonly (readonly Step[])[] {
  const { entry, position, path, value } = to;
  const listed = entry.written.unmanaged ?? [];
  const name = path.join('.');
  if (value !== undefined) {
    const others = listed.filter((each) => each !== name);
    const managed: readonly Step[] =
      others.length === listed.length ? [] : [unmanagedStep(position, others.length === 0 ? undefined : others)];
    return waysIn(to, []).map((steps) => [...managed, ...steps]);
  }
  // Listing a field as `unmanaged` cancels a value that comes from the defaults.
  const cancelled = unmanagedStep(position, [...listed, name]);
  return [...waysIn(to, []), [cancelled], ...waysIn(to, []).map((steps) => [...steps, cancelled])];
}

function unmanagedStep(entry: number, names: readonly string[] | undefined): Step {
  return { entry, path: ['unmanaged'], ...(names === undefined ? {} : { value: names }) };
}

/** Returns the ways to write a value for one account. */
export function stepsAt(to: ToWrite, account: string): readonly (readonly Step[])[] {
  if (OWN_ONLY.includes(to.path[0] ?? '')) return [];
  const ways = waysIn(to, ['at', account]);
  if (to.value !== undefined) return ways;
  // Once an override is removed, a value of the contact itself or of the defaults applies, and may have to be removed as well.
  return [...ways, ...ways.flatMap((steps) => stepsOnContact(to).map((more) => [...steps, ...more]))];
}

/**
 * Returns the ways to write a value in one block of an entry.
 *
 * @param base path of the block: empty for the contact itself, or `at` and the name of an account
 */
function waysIn({ position, entry, path, value, expected }: ToWrite, base: EditPath): readonly (readonly Step[])[] {
  const [field = '', name = ''] = path;
  const step = (inner: EditPath, written: Json | undefined): readonly Step[] => [
    { entry: position, path: [...base, ...inner], ...(written === undefined ? {} : { value: written }) },
  ];
  const ways = [step(path, value)];
  const [, account] = base;
  const block = account === undefined ? entry.written : overridesAt(entry.written, account);
  if (field === 'channels' && value !== undefined) {
    const isNew = block?.channels === undefined || !Object.hasOwn(block.channels, name);
    if (isNew && path[2] === 'status') ways.unshift(step([field, name], value));
    const whole = Object(expected[field]) as Mapping;
    if (isMapping(whole[name])) ways.push(step([field, name], whole[name]));
  }
  // A list replaces the lists of weaker layers, so a change of one member is written as the whole list.
  const set = isSetField(field) && name !== '' ? expected[field] : undefined;
  if (isList(set)) ways.push(step([field], set));
  return ways;
}
