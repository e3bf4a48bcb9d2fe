// The types of an operation of the API, and the routing of requests to operations. All dialects use them.

import type { DelayedEffects } from '../faults/delayed-effects.ts';
import type { Answer, VendorRequest } from '../server/exchange.ts';
import { decoded } from '../server/routing.ts';
import type { Brand } from './brand.ts';
import type { Limits } from './limits.ts';
import type { Problem } from './problem.ts';

/** The dependencies of an operation. */
export interface BrandContext {
  readonly brand: Brand;
  readonly effects: DelayedEffects;
  readonly limits: Limits;
  /** Returns the current time in milliseconds since the epoch. */
  readonly now: () => number;
  /** The operation must call this after every change of the brand, so that it is saved. */
  readonly changed: () => void;
}

/** The result of an operation: an answer, or the reason for a refusal, from which the dialect builds the answer. */
export type Reply = Answer | Problem;

/**
 * An operation of the API: carries out a request and returns the result.
 *
 * @param ids the ids in the path, in the order of the path
 */
export type Operation = (context: BrandContext, request: VendorRequest, ...ids: readonly string[]) => Reply;

/** A path template with its operations, keyed by HTTP method. `{id}` in the template stands for one path segment. */
export type Route = readonly [path: string, operations: ReadonlyMap<string, Operation>];

/** Runs the operation for the method in the first route whose path matches the request. Returns its result. */
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

/**
 * Wraps an operation so that it never sees query parameters other than `known`. Without the wrapper, operations refuse unknown
 * parameters.
 *
 * @param ignoresOthers if false, the operation is returned unchanged
 */
export function withKnownParameters(known: readonly string[], operation: Operation, ignoresOthers: boolean): Operation {
  if (!ignoresOthers) return operation;
  return (context, request, ...ids) => {
    const understood = [...new URLSearchParams(request.query)].filter(([name]) => known.includes(name));
    return operation(context, { ...request, query: String(new URLSearchParams(understood)) }, ...ids);
  };
}

/** Returns the ids in a path, or undefined if the path does not match the template. */
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
