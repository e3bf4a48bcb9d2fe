// Small pieces that the manifest schema is put together from.

import type { Json } from '../../contact/canonical.ts';

export type Schema = { readonly [keyword: string]: Json };

/** What YAML may make of a text without quotes; its source text is kept, so all of these are fine. */
export const TEXT_TYPES = ['string', 'number', 'boolean'] as const;

export function described(title: string, description: string): Schema {
  return { title, description };
}

export function text(title: string, description: string, example: string) {
  return { title, description, examples: [example] } as const;
}

/** How a manifest names an environment variable. */
export function reference(variable: string): string {
  return `\${${variable}}`;
}
