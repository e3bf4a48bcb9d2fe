// Plans the requests that define custom properties: one POST per property. Otherwise Loops would create a property from the first
// value that it receives, with a type that it guesses, and no call can change or delete a property ('loops-kmp', live-tested June
// 2026). Pure.

import type { ApiResponse } from '../../http/request.ts';
import type { ChangeDraft, RequestDraft } from '../contract.ts';
import { decodeFailure } from './codec.ts';
import { PROPERTIES } from './schema.ts';

/**
 * Plans one request for every property that the changes define, sorted by name. A request lists all changes that need its
 * property as items.
 */
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
 * Returns whether an error response says that the property exists already. A repeated definition gets 400 "Property already
 * exists." (OpenAPI 1.21.6, read 2026-11-21); one client saw 409.
 */
export function isDefined(response: ApiResponse): boolean {
  const { kind, message } = decodeFailure(response);
  return kind === 'conflict' || (kind === 'invalid' && /already exists/i.test(message));
}
