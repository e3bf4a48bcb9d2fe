// Masks the names of set members and custom properties that only the vendor has: `‹tag 1›`, `‹property 2›`. Such names are not in
// the manifests, so they may contain anything. Pure.

import type { FieldPath } from '../../contact/difference.ts';
import type { Plan } from '../../plan/document.ts';
import { mark, redactName, redactPath, vendorMembers } from './values.ts';

/** The masks for the names of one plan or explanation that only the vendor has. */
export interface VendorNames {
  /** Returns the path of a field with its name masked if only the vendor has it; other parts are masked if they contain an @. */
  redactPath(named: Named): FieldPath;
  /** The same for a path of which it is not known who names it: masked if only the vendor has the name at any contact. */
  redactAnyPath(path: FieldPath): FieldPath;
  /** Returns the name of a member of a request body, masked if only the vendor has that name or if it contains an @. */
  redactName(name: string): string;
}

/** A field whose path may contain a name that only the vendor has. */
export interface Named {
  readonly path: FieldPath;
  /** Set if neither the manifests nor the base contain the name of the path. */
  readonly vendorOnly?: true;
}

/**
 * Creates the masks, numbered in the order of the fields.
 *
 * @param members other names that only the vendor has, each with its field: members of sets that are compared as a whole
 */
export function vendorNamesOf(
  fields: Iterable<Named>,
  members: readonly (readonly [field: string, name: string])[] = [],
): VendorNames {
  const masks = new Map<string, Map<string, string>>();
  for (const { path, vendorOnly } of fields) {
    const [field = '', name] = path;
    if (vendorOnly === undefined || name === undefined) continue;
    const own = masks.get(field) ?? new Map<string, string>();
    masks.set(field, own);
    if (!own.has(name)) own.set(name, mark(`${wordFor(field)} ${own.size + 1}`));
  }
  const inBodies = new Map<string, string>();
  for (const own of masks.values()) for (const [name, masked] of own) inBodies.set(name, masked);
  for (const [field, name] of members)
    if (!inBodies.has(name)) inBodies.set(name, mark(`${wordFor(field)} ${inBodies.size + 1}`));
  const redactAnyPath = (path: FieldPath): FieldPath => {
    const [field = '', name = ''] = path;
    const masked = masks.get(field)?.get(name);
    return masked === undefined ? redactPath(path) : [field, masked, ...redactPath(path.slice(2))];
  };
  return {
    redactPath: ({ path, vendorOnly }) => (vendorOnly ? redactAnyPath(path) : redactPath(path)),
    redactAnyPath,
    redactName: (name) => inBodies.get(name) ?? redactName(name),
  };
}

/** Creates the masks for the fields of a plan. */
export function vendorNamesIn({ changes, proposed = [] }: Pick<Plan, 'changes' | 'proposed'>): VendorNames {
  const fields = [...changes, ...proposed].flatMap(({ differences, blocked }) => [...differences, ...blocked]);
  const members = fields.flatMap((one) => vendorMembers(one).map((name) => [one.path[0] ?? '', name] as const));
  return vendorNamesOf(fields, members);
}

function wordFor(field: string): string {
  return field === 'customProperties' ? 'property' : field.replace(/s$/, '');
}
