// Building blocks of the manifest schema.

import type { Json } from '../../contact/canonical.ts';

/** A JSON Schema, or a part of one. */
export type Schema = { readonly [keyword: string]: Json };

/** Types that an unquoted text can have in YAML. A text field accepts all of them, because the loader keeps the source text. */
export const TEXT_TYPES = ['string', 'number', 'boolean'] as const;

/** Returns the title and description of a schema, for editors. */
export function described(title: string, description: string): Schema {
  return { title, description };
}

/** Returns the title, description and example of a text field; the caller adds its type. */
export function text(title: string, description: string, example: string) {
  return { title, description, examples: [example] } as const;
}

/** Returns a reference to an environment variable in manifest syntax. */
export function reference(variable: string): string {
  return `\${${variable}}`;
}
