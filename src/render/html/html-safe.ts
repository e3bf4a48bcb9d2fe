// Escapes untrusted text for HTML, and data for a script element. Every value in the page must go through one of the two. Pure.

import { neutralise } from '../neutralise.ts';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Neutralises text, and escapes it for HTML text and quoted attributes. */
export function htmlSafe(text: string): string {
  return neutralise(text).replace(/[&<>"']/g, (char) => ENTITIES[char] ?? '');
}

/** Returns a value as JSON for a script element. It cannot end the element or open a comment, and is also valid JavaScript. */
export function scriptJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<>\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
