// A stranger's text in HTML, and data in a script element. Nothing else may put a value into the page.

import { neutralise } from '../inert.ts';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** For text and for attributes in quotes. */
export function htmlSafe(text: string): string {
  return neutralise(text).replace(/[&<>"']/g, (char) => ENTITIES[char] ?? '');
}

/** JSON that ends no script element, opens no comment in it, and is JavaScript too. */
export function scriptJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<>\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
