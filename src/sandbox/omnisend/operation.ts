// What an operation gets and gives, and how a path finds its operation, whichever dialect it belongs to.

import type { DelayedEffects } from '../delayed-effects.ts';
import type { Answer, VendorRequest } from '../exchange.ts';
import { decoded } from '../routing.ts';
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

/** @param id from the path; empty where the path has none */
export type Operation = (context: BrandContext, request: VendorRequest, id: string) => Reply;

/** A path, in which `{id}` stands for one segment, and its operations by method. The first match counts. */
export type Route = readonly [path: string, operations: ReadonlyMap<string, Operation>];

export function replyTo(routes: readonly Route[], context: BrandContext, request: VendorRequest): Reply {
  for (const [path, operations] of routes) {
    const id = idIn(request.path, path);
    if (id === undefined) continue;
    const operation = operations.get(request.method);
    if (operation === undefined) return { problem: 'method-not-allowed', allow: [...operations.keys()] };
    return operation(context, request, id);
  }
  return { problem: 'not-found', detail: 'No such endpoint.' };
}

/** Some dialects refuse parameters that an operation does not know, as operations do by themselves; others do not look at them. */
export function knowing(known: readonly string[], operation: Operation, ignoresOthers: boolean): Operation {
  if (!ignoresOthers) return operation;
  return (context, request, id) => {
    const understood = [...new URLSearchParams(request.query)].filter(([name]) => known.includes(name));
    return operation(context, { ...request, query: String(new URLSearchParams(understood)) }, id);
  };
}

/** Undefined if the path is another one. */
function idIn(path: string, template: string): string | undefined {
  const [before = '', after] = template.split('{id}');
  if (after === undefined) return path === template ? '' : undefined;
  if (!path.startsWith(before) || !path.endsWith(after)) return undefined;
  const id = decoded(path.slice(before.length, path.length - after.length));
  return id === undefined || id === '' || id.includes('/') ? undefined : id;
}
