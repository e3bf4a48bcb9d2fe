// Names of members and properties that only the vendor has, as ordinals: `‹tag 1›`, `‹property 2›`.

import type { FieldPath } from '../../contact/difference.ts';
import type { Plan } from '../../plan/document.ts';
import { mark, redactName, redactPath } from './values.ts';

export interface VendorNames {
  /** The path with its name masked if only the vendor has it, and every other name as it may be shown. */
  redactPath(named: Named): FieldPath;
  /** Masks the name of a member of a request body, if only the vendor has it. */
  redactName(name: string): string;
}

export interface Named {
  readonly path: FieldPath;
  readonly vendorOnly?: true;
}

/** @param named in the order in which they are numbered */
export function vendorNamesOf(named: Iterable<Named>): VendorNames {
  const masks = new Map<string, Map<string, string>>();
  for (const { path, vendorOnly } of named) {
    const [field = '', name] = path;
    if (vendorOnly === undefined || name === undefined) continue;
    const own = masks.get(field) ?? new Map<string, string>();
    masks.set(field, own);
    if (!own.has(name)) own.set(name, mark(`${wordFor(field)} ${own.size + 1}`));
  }
  const properties = masks.get('customProperties');
  return {
    redactPath: ({ path, vendorOnly }) => {
      const [field = '', name = ''] = path;
      const masked = vendorOnly ? masks.get(field)?.get(name) : undefined;
      return masked === undefined ? redactPath(path) : [field, masked, ...redactPath(path.slice(2))];
    },
    redactName: (name) => properties?.get(name) ?? redactName(name),
  };
}

export function vendorNamesIn({ changes }: Pick<Plan, 'changes'>): VendorNames {
  return vendorNamesOf(changes.flatMap(({ differences }) => differences));
}

function wordFor(field: string): string {
  return field === 'customProperties' ? 'property' : field.replace(/s$/, '');
}
