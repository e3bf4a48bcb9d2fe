// Escapes untrusted text for HTML in Markdown, so that GitHub shows it without interpreting it. All Markdown that we write consists
// of raw HTML blocks (CommonMark, section 4.6, kind 6: nothing before the next blank line is Markdown), so only the special
// characters of HTML matter. GitHub then searches the text of the HTML for mentions, references and URLs, and entities do not prevent
// that: a <wbr> breaks them up. GitHub does not search <code>. Special characters of Markdown are escaped as well, for renderers that
// parse Markdown in HTML. Pure.

import { beginningOf } from '../cut.ts';
import { neutraliseJson } from '../json/neutralise.ts';
import { neutralise } from '../neutralise.ts';

/** Maximum number of characters that are shown of a text; the plan file contains the whole text. */
const MAX_CHARACTERS = 300;

const MEANINGFUL = /[&<>"'`|*_[\]\\~@#]|:(?=\S)/gu;
/** Characters that make GitHub turn the text next to them into a link. */
const SEPARATED = new Set(['@', '#', ':']);
const LINKING = /\b(www|GH)(?=[.-])/giu;

/** Escapes text for an HTML block or an attribute in it, and cuts it at MAX_CHARACTERS. The result has no line break. */
export function markdownSafe(text: string): string {
  return markdownUncut(text.length > MAX_CHARACTERS ? `${beginningOf(text, MAX_CHARACTERS)}…` : text);
}

/** Escapes JSON so that a copy from the page is the same document. Consecutive spaces are escaped: the page shows them as one. */
export function markdownJson(json: string): string {
  return markdownUncut(neutraliseJson(json).replace(/ (?= )/g, '\\u0020'));
}

/** Escapes text like `markdownSafe`, but does not cut it. */
export function markdownUncut(text: string): string {
  return neutralise(text)
    .replace(MEANINGFUL, (char) => `&#${char.charCodeAt(0)};${SEPARATED.has(char) ? '<wbr>' : ''}`)
    .replace(LINKING, '$1<wbr>');
}

/** Returns text in a `<code>` element, escaped and cut like `markdownSafe`. */
export function markdownCode(text: string): string {
  return `<code>${markdownSafe(text)}</code>`;
}
