// An index from each change to the requests that serve it, and the part of a shared request that belongs to one contact. The index
// is built once per plan, because a plan may have very many changes and requests. Pure.

import type { Json } from '../../contact/canonical.ts';
import type { Plan, PlannedItem, PlannedRequest } from '../../plan/document.ts';

/** A request together with the items that serve one contact. */
export interface Serving {
  readonly request: PlannedRequest;
  /** Number of contacts that the request serves. A request that serves several is shared. */
  readonly contacts: number;
  /** JSON Pointers of the lists in the body that have one element per contact. */
  readonly lists: ReadonlySet<string>;
  /** The request's items for this contact. */
  readonly items: readonly PlannedItem[];
}

/** The index of a plan's requests. */
export interface Servings {
  /** The requests that serve a change, in plan order, keyed by change id. */
  readonly byChange: ReadonlyMap<string, readonly Serving[]>;
  /** The requests that serve several contacts, keyed by account. */
  readonly shared: ReadonlyMap<string, readonly PlannedRequest[]>;
  /** Requests that serve no change of the plan, keyed by account. rollcall plans none, but a plan file from elsewhere may have some. */
  readonly stray: ReadonlyMap<string, readonly PlannedRequest[]>;
}

/** Builds the index from the items of the requests; it does not use the request ids of the changes. */
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

/** Returns the JSON Pointers of the lists in the request's body that have one element per contact. */
export function listsOf({ items }: Pick<PlannedRequest, 'items'>): ReadonlySet<string> {
  return new Set(items.filter(({ pointer }) => pointer !== '').map(({ pointer }) => splitPointer(pointer).list));
}

/**
 * Returns the body as it would be if the request served only this contact.
 *
 * @returns undefined if the provider does not say which part belongs to the contact
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
      // Leave out a list that has no element for this contact: a request for this contact alone would not contain the list.
      return lists.has(inner) && !own.has(inner) ? [] : [[name, pick(member, inner)]];
    });
    return Object.fromEntries(members);
  };
  return pick(request.body, '');
}

/** Returns the JSON Pointer (RFC 6901) of a member of the object at `pointer`. */
export function memberPointer(pointer: string, name: string): string {
  return `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

/** True for JSON objects; false for arrays and null. */
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
