// Which requests serve which contact, and which part of a shared request is for one of them. Looked up by change: built once for
// a plan, as it may have very many of both.

import type { Json } from '../../contact/canonical.ts';
import type { Plan, PlannedItem, PlannedRequest } from '../../plan/document.ts';

/** A request as one contact sees it. */
export interface Serving {
  readonly request: PlannedRequest;
  /** How many contacts the request serves; shared if more than one. */
  readonly contacts: number;
  /** JSON Pointers of the lists that hold one element for each contact. */
  readonly lists: ReadonlySet<string>;
  /** The request's items for this contact. */
  readonly items: readonly PlannedItem[];
}

export interface Servings {
  /** By the id of a change, in plan order. */
  readonly byChange: ReadonlyMap<string, readonly Serving[]>;
  /** By account: requests that serve several contacts. */
  readonly shared: ReadonlyMap<string, readonly PlannedRequest[]>;
  /** By account: requests that serve no change of the plan. rollcall plans none; a plan file of another origin may hold some. */
  readonly stray: ReadonlyMap<string, readonly PlannedRequest[]>;
}

/** What the items of requests say, as that is what apply follows. */
export function servingsOf({ changes, requests }: Plan): Servings {
  const byChange = new Map<string, Serving[]>(changes.map(({ id }) => [id, []]));
  const shared: PlannedRequest[] = [];
  const stray: PlannedRequest[] = [];
  for (const request of requests) {
    const parts = groupBy(request.items, ({ change }) => change);
    const lists = parts.size > 1 ? listsOf(request) : NO_LISTS;
    let isStray = true;
    for (const [change, items] of parts) {
      const servings = byChange.get(change);
      servings?.push({ request, contacts: parts.size, lists, items });
      isStray &&= servings === undefined;
    }
    if (isStray) stray.push(request);
    else if (parts.size > 1) shared.push(request);
  }
  return { byChange, shared: groupBy(shared, accountOf), stray: groupBy(stray, accountOf) };
}

const NO_LISTS: ReadonlySet<string> = new Set();

/** JSON Pointers of the lists in the request's body whose elements are items. */
export function listsOf({ items }: Pick<PlannedRequest, 'items'>): ReadonlySet<string> {
  return new Set(items.filter(({ pointer }) => pointer !== '').map(({ pointer }) => splitPointer(pointer).list));
}

/**
 * The body as it would be if the request served this contact alone.
 *
 * @returns undefined where the provider does not say which part is the contact's
 */
export function partOf({ request, contacts, lists, items }: Serving): Json | undefined {
  if (contacts === 1) return request.body;
  if (items.some(({ pointer }) => pointer === '')) return undefined;
  const elements = items.map(({ pointer }) => splitPointer(pointer));
  const own = groupBy(elements, ({ list }) => list);
  const pick = (value: Json, pointer: string): Json => {
    if (Array.isArray(value) && lists.has(pointer)) {
      return (own.get(pointer) ?? []).flatMap(({ index }): readonly Json[] => value.slice(index, index + 1));
    }
    if (!isObject(value)) return value;
    const members = Object.entries(value).flatMap(([name, member]): readonly (readonly [string, Json])[] => {
      const inner = memberPointer(pointer, name);
      // Of lists that hold nothing for this contact, nothing would be sent.
      return lists.has(inner) && !own.has(inner) ? [] : [[name, pick(member, inner)]];
    });
    return Object.fromEntries(members);
  };
  return pick(request.body, '');
}

/** The JSON Pointer (RFC 6901) of an object's member. */
export function memberPointer(pointer: string, name: string): string {
  return `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

export function isObject(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function splitPointer(pointer: string): { readonly list: string; readonly index: number } {
  const slash = pointer.lastIndexOf('/');
  return { list: pointer.slice(0, slash), index: Number(pointer.slice(slash + 1)) };
}

function accountOf({ account }: PlannedRequest): string {
  return account;
}

function groupBy<T>(entries: readonly T[], keyOf: (entry: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const entry of entries) {
    const group = groups.get(keyOf(entry));
    if (group === undefined) groups.set(keyOf(entry), [entry]);
    else group.push(entry);
  }
  return groups;
}
