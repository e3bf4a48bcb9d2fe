// Plans the requests that define custom properties: one POST a property. Loops would create a property from the first value that it
// sees, with a type that it guesses, and no call changes or deletes one ('loops-kmp', live-tested June 2026). Pure.

import type { ApiResponse } from '../../http/request.ts';
import type { ChangeDraft, RequestDraft } from '../contract.ts';
import { decodeFailure } from './codec.ts';
import { PROPERTIES } from './schema.ts';

/** Plans a request for every property that changes define, in the order of their names. Each serves all changes that need it. */
export function planDefinitions(changes: readonly ChangeDraft[]): readonly RequestDraft[] {
  const definitions = new Map<string, { readonly type: string; readonly changes: Set<string> }>();
  for (const { id, differences } of changes) {
    for (const { path, defines } of differences) {
      const [field, name] = path;
      if (defines === undefined || field !== 'customProperties' || name === undefined) continue;
      const definition = definitions.get(name) ?? { type: defines, changes: new Set<string>() };
      definitions.set(name, definition);
      definition.changes.add(id);
    }
  }
  return [...definitions]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { type, changes: users }]) => ({
      kind: 'definition',
      method: 'POST',
      path: PROPERTIES,
      query: [],
      body: { name, type },
      items: [...users].map((change) => ({ change, pointer: '', carries: [] })),
      after: [],
      polls: 'none',
    }));
}

/**
 * Whether the property is there after the request. A repeated one gets 400 "Property already exists." (OpenAPI 1.21.6, read
 * 2026-11-21), or 409 at one client.
 */
export function isDefined(response: ApiResponse): boolean {
  const { kind, message } = decodeFailure(response);
  return kind === 'conflict' || (kind === 'invalid' && /already exists/i.test(message));
}
