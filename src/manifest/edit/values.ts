// Applies edits to the values of a contact, without regard to how they are written. Pure.

import type { Json } from '../../contact/canonical.ts';
import { CHANNELS, SET_FIELDS } from '../../contact/fields.ts';
import { itemShape, memberShape, type Shape } from '../schema/shape.ts';
import type { EditPath, RefusalCode } from './edit.ts';
import { isList, isMapping } from './write.ts';

/** A change of the value at a path; `undefined` removes it. */
export interface ValueChange {
  readonly path: EditPath;
  readonly value: Json | undefined;
}

type Changed = { readonly ok: true; readonly value: Json } | { readonly ok: false; readonly code: RefusalCode };

/** Applies a change to a contact's value. */
export function changedContact(contact: Json, change: ValueChange): Changed {
  if (change.path.length === 0) return refused('invalid-value');
  const place = namedPlace(contact, change);
  if (place === undefined) return refused('not-declared');
  const { path, value } = place;
  const changed = changedAt(contact, path, value);
  if (!changed.ok) return changed;
  return changed.value === undefined ? { ok: true, value: {} } : { ok: true, value: changed.value };
}

type Part =
  | { readonly ok: true; readonly value: Json | undefined }
  | { readonly ok: false; readonly code: RefusalCode };

function changedAt(container: Json | undefined, path: EditPath, value: Json | undefined): Part {
  const [name, ...rest] = path;
  if (name === undefined) return { ok: true, value };
  if (container !== undefined && !isMapping(container)) return refused('not-a-mapping');
  const old = container !== undefined && Object.hasOwn(container, name) ? container[name] : undefined;
  if (old === undefined && value === undefined) return refused('not-declared');
  const inner = changedAt(old, rest, value);
  if (!inner.ok) return inner;
  // The order of names stays, so that a new one comes last.
  const members = new Map(Object.entries(container ?? {}));
  if (inner.value === undefined) members.delete(name);
  else members.set(name, inner.value);
  return { ok: true, value: members.size === 0 ? undefined : Object.fromEntries(members) };
}

/**
 * Rewrites a change whose path leads into a short form: a change of a list's member becomes one of the whole list, and a change
 * inside a channel that is declared by its status alone becomes one of the channel.
 *
 * @returns undefined if the change removes a member that the list lacks
 */
function namedPlace(contact: Json, change: ValueChange): ValueChange | undefined {
  const { path, value } = change;
  const outer = path.slice(0, -1);
  const name = path.at(-1) ?? '';
  const declared = valueAt(contact, outer);
  if (isSetPath(outer) && isList(declared)) {
    const isMember = value === true;
    const others = declared.filter((member) => member !== name);
    const members = isMember ? (declared.includes(name) ? declared : [...declared, name]) : others;
    const isMissing = others.length === declared.length;
    return value === undefined && isMissing ? undefined : { path: outer, value: members };
  }
  if (!isChannelPath(outer) || typeof declared !== 'string') return change;
  if (name === 'status') return { path: outer, value };
  return value === undefined ? change : { path: outer, value: { status: declared, [name]: value } };
}

function valueAt(value: Json | undefined, path: EditPath): Json | undefined {
  return path.reduce<Json | undefined>(
    (found, name) => (isMapping(found) && Object.hasOwn(found, name) ? found[name] : undefined),
    value,
  );
}

/** Removes `at` and an account's name from a path, because the fields below are the same. */
function withoutAccount(path: EditPath): EditPath {
  return path[0] === 'at' ? path.slice(2) : path;
}

function isSetPath(path: EditPath): boolean {
  const [field, ...rest] = withoutAccount(path);
  return rest.length === 0 && (SET_FIELDS as readonly (string | undefined)[]).includes(field);
}

function isChannelPath(path: EditPath): boolean {
  const [field, channel, ...rest] = withoutAccount(path);
  return field === 'channels' && rest.length === 0 && (CHANNELS as readonly (string | undefined)[]).includes(channel);
}

function refused(code: RefusalCode): { readonly ok: false; readonly code: RefusalCode } {
  return { ok: false, code };
}

/**
 * Converts a value to what the loader reads at a position with this shape: where the loader reads text, a number becomes text.
 */
export function asRead(value: Json, shape: Shape): Json {
  if (isList(value)) return value.map((item) => asRead(item, itemShape(shape)));
  if (isMapping(value))
    return Object.fromEntries(
      Object.entries(value).map(([name, member]) => [name, asRead(member, memberShape(shape, name))]),
    );
  return shape.scalar === 'text' && value !== null ? String(value) : value;
}
