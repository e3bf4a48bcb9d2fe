// Canonical JSON and its sha256, from which ids and fingerprints are made. As in RFC 8785, keys are sorted by UTF-16 code unit
// and there is no white space.

import { hash } from 'node:crypto';

/** A JSON value. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** Returns the canonical JSON of a value. Omits `undefined` members, like JSON.stringify. */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  return Array.isArray(value) ? canonicalArray(value) : canonicalObject(value as Readonly<Record<string, unknown>>);
}

// Build the text without intermediate arrays, because every value of a plan passes through these functions several times.

function canonicalArray(items: readonly unknown[]): string {
  let text = '[';
  for (let index = 0; index < items.length; index += 1)
    text += `${index === 0 ? '' : ','}${canonicalJson(items[index])}`;
  return `${text}]`;
}

function canonicalObject(value: Readonly<Record<string, unknown>>): string {
  let text = '';
  // Without a comparison function, `sort` orders by UTF-16 code unit.
  for (const key of Object.keys(value).sort()) {
    const member = value[key];
    if (member !== undefined) text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${canonicalJson(member)}`;
  }
  return `{${text}}`;
}

/** Returns the sha256 of the value's canonical JSON, in lower-case hexadecimal. */
export function sha256(value: unknown): string {
  return hash('sha256', canonicalJson(value));
}
