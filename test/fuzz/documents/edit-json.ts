// Edits of a JSON document: a node of it is removed, replaced, repeated, renamed or moved, so that the result is JSON again, but
// not what a reader expects.

import type { Json } from '../../../src/contact/canonical.ts';
import { HOSTILE_TEXTS, HOSTILE_VALUES, pick } from './hostile.ts';

/** One edit, as numbers that shrink well. */
export interface Edit {
  readonly how: number;
  /** Which node of the document. */
  readonly node: number;
  /** Which value, key or other node. */
  readonly value: number;
}

type Container = Json[] | Record<string, Json>;

/** Place of a node: its container and its key there. */
interface Slot {
  readonly container: Container;
  readonly key: string | number;
}

/**
 * Applies the edits one after the other.
 *
 * @param document is changed; so pass one that was just parsed
 */
export function editJson(document: Json, edits: readonly Edit[]): Json {
  const root: Container = [document];
  for (const edit of edits) applyEdit(root, edit);
  return root[0] ?? null;
}

function applyEdit(root: Container, { how, node, value }: Edit): void {
  const slots = slotsOf(root);
  const slot = pick(slots, node);
  const old = read(slot);
  switch (how % 10) {
    case 0:
      remove(slot);
      break;
    case 1:
    case 2:
      write(slot, copyOf(pick(HOSTILE_VALUES, value)));
      break;
    case 3:
      write(slot, twisted(old));
      break;
    case 4:
      write(slot, copyOf(read(pick(slots, value))));
      break;
    case 5:
      insert(slot, old);
      break;
    case 6:
      insert(slot, pick(HOSTILE_VALUES, value));
      break;
    case 7:
      rename(slot, pick(HOSTILE_TEXTS, value));
      break;
    case 8:
      write(slot, spoiled(old, pick(HOSTILE_TEXTS, value), node));
      break;
    default:
      write(slot, value % 2 === 0 ? [old] : { [pick(HOSTILE_TEXTS, value)]: old });
  }
}

/** All nodes, the outermost first. */
function slotsOf(root: Container): readonly Slot[] {
  const slots: Slot[] = [{ container: root, key: 0 }];
  for (const slot of slots) {
    const value = read(slot);
    if (typeof value !== 'object' || value === null) continue;
    const container = value as Container;
    if (Array.isArray(container)) for (let key = 0; key < container.length; key += 1) slots.push({ container, key });
    else for (const key of Object.keys(container)) slots.push({ container, key });
  }
  return slots;
}

function read({ container, key }: Slot): Json {
  return (container as Record<string | number, Json>)[key] ?? null;
}

/** Defines the member, because assigning `__proto__` would set the prototype. */
function write({ container, key }: Slot, value: Json): void {
  Object.defineProperty(container, key, { value, enumerable: true, configurable: true, writable: true });
}

function remove({ container, key }: Slot): void {
  if (Array.isArray(container)) container.splice(Number(key), 1);
  else delete container[key];
}

/** Puts a value next to a node: after it in a list, under another key in an object. */
function insert({ container, key }: Slot, value: Json): void {
  const copy = copyOf(value);
  if (Array.isArray(container)) container.splice(Number(key) + 1, 0, copy);
  else write({ container, key: `${key}2` }, copy);
}

function rename(slot: Slot, key: string): void {
  const value = read(slot);
  const { container } = slot;
  if (!Array.isArray(container)) remove(slot);
  write(Array.isArray(container) ? slot : { container, key }, Array.isArray(container) ? key : value);
}

/** The same content in another type: a number as text, text as a list, a list as an object. */
function twisted(value: Json): Json {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return value !== '' && Number.isFinite(Number(value)) ? Number(value) : [value];
  if (Array.isArray(value)) return Object.fromEntries(value.entries()) as Json;
  return value === null ? {} : (Object.values(value) as Json);
}

function spoiled(value: Json, text: string, at: number): Json {
  if (typeof value !== 'string') return text;
  const offset = at % (value.length + 1);
  return value.slice(0, offset) + text + value.slice(offset);
}

function copyOf(value: Json): Json {
  return typeof value === 'object' ? (JSON.parse(JSON.stringify(value)) as Json) : value;
}
