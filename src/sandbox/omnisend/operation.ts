// The types of an operation, and the routing of paths to operations, for all dialects.

import type { DelayedEffects } from '../faults/delayed-effects.ts';
import type { Answer, VendorRequest } from '../server/exchange.ts';
import { decoded } from '../server/routing.ts';
import type { Brand } from './brand.ts';
import type { Limits } from './limits.ts';
import type { Problem } from './problem.ts';

/** What an operation works with. */
export interface BrandContext {
  readonly brand: Brand;
  readonly effects: DelayedEffects;
  readonly limits: Limits;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Must be called after every change. */
  readonly changed: () => void;
}

/** An operation's result. */
export type Reply = Answer | Problem;

/** @param ids from the path, in order */
export type Operation = (context: BrandContext, request: VendorRequest, ...ids: readonly string[]) => Reply;

/** A path, in which `{id}` stands for one segment, with its operations by method. */
export type Route = readonly [path: string, operations: ReadonlyMap<string, Operation>];

/** Runs the operation of the first route that matches the request. */
export function replyTo(routes: readonly Route[], context: BrandContext, request: VendorRequest): Reply {
  for (const [path, operations] of routes) {
    const ids = idsIn(request.path, path);
    if (ids === undefined) continue;
    const operation = operations.get(request.method);
    if (operation === undefined) return { problem: 'method-not-allowed', allow: [...operations.keys()] };
    return operation(context, request, ...ids);
  }
  return { problem: 'not-found', detail: 'No such endpoint.' };
}

/** Makes an operation ignore unknown parameters if the dialect does; without this, operations refuse them. */
export function withKnownParameters(known: readonly string[], operation: Operation, ignoresOthers: boolean): Operation {
  if (!ignoresOthers) return operation;
  return (context, request, ...ids) => {
    const understood = [...new URLSearchParams(request.query)].filter(([name]) => known.includes(name));
    return operation(context, { ...request, query: String(new URLSearchParams(understood)) }, ...ids);
  };
}

/** Returns the ids in a path; undefined if it does not match the template. */
function idsIn(path: string, template: string): readonly string[] | undefined {
  const segments = path.split('/');
  const expected = template.split('/');
  if (segments.length !== expected.length) return undefined;
  const ids: string[] = [];
  for (const [index, segment] of segments.entries()) {
    if (expected[index] === segment) continue;
    const id = expected[index] === '{id}' ? decoded(segment) : undefined;
    if (id === undefined || id === '' || id.includes('/')) return undefined;
    ids.push(id);
  }
  return ids;
}
