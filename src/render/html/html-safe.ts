// Escaping of untrusted text in HTML and of data in a script element. All values in the page must go through one of the two. Pure.

import { neutralise } from '../inert.ts';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Escapes text for HTML text and quoted attributes. */
export function htmlSafe(text: string): string {
  return neutralise(text).replace(/[&<>"']/g, (char) => ENTITIES[char] ?? '');
}

/** JSON that cannot end a script element or open a comment in it, and that is also valid JavaScript. */
export function scriptJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<>\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
