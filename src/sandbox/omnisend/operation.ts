// What an operation gets and gives, and how a path finds its operation, whichever dialect it belongs to.

import type { DelayedEffects } from '../faults/delayed-effects.ts';
import type { Answer, VendorRequest } from '../server/exchange.ts';
import { decoded } from '../server/routing.ts';
import type { Brand } from './brand.ts';
import type { Limits } from './limits.ts';
import type { Problem } from './problem.ts';

export interface BrandContext {
  readonly brand: Brand;
  readonly effects: DelayedEffects;
  readonly limits: Limits;
  readonly now: () => number;
  readonly changed: () => void;
}

export type Reply = Answer | Problem;

/** @param ids from the path, in its order */
export type Operation = (context: BrandContext, request: VendorRequest, ...ids: readonly string[]) => Reply;

/** A path, in which `{id}` stands for one segment, and its operations by method. The first match counts. */
export type Route = readonly [path: string, operations: ReadonlyMap<string, Operation>];

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

/** Some dialects refuse parameters that an operation does not know, as operations do by themselves; others do not look at them. */
export function knowing(known: readonly string[], operation: Operation, ignoresOthers: boolean): Operation {
  if (!ignoresOthers) return operation;
  return (context, request, ...ids) => {
    const understood = [...new URLSearchParams(request.query)].filter(([name]) => known.includes(name));
    return operation(context, { ...request, query: String(new URLSearchParams(understood)) }, ...ids);
  };
}

/** Undefined if the path is another one. */
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
