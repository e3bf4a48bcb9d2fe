// Untrusted text → HTML in Markdown that GitHub shows without interpreting it. All Markdown that we write consists of raw HTML blocks
// (CommonMark, section 4.6, kind 6: nothing before the next blank line is Markdown), so only the special characters of HTML matter.
// GitHub then searches the text of the HTML for mentions, references and URLs, where entities do not help: a <wbr> breaks them up,
// and <code> excludes them anyway. Special characters of Markdown are also entities, for renderers that parse Markdown in HTML. Pure.

import { neutralise } from '../inert.ts';
import { neutraliseJson } from '../json/inert.ts';

/** Characters of a text that are shown in a table; the plan file has the whole text. */
const MAX_CHARACTERS = 300;

const MEANINGFUL = /[&<>"'`|*_[\]\\~@#]|:(?=\S)/gu;
/** Characters that turn the text next to them into a link. */
const SEPARATED = new Set(['@', '#', ':']);
const LINKING = /\b(www|GH)(?=[.-])/giu;

/** Escapes text for the text or an attribute of an HTML block, and cuts it at MAX_CHARACTERS. The result has no line break. */
export function markdownSafe(text: string): string {
  return markdownUncut(text.length > MAX_CHARACTERS ? `${text.slice(0, MAX_CHARACTERS)}…` : text);
}

/** Escapes JSON so that it is unchanged when copied from the page, which shows consecutive spaces as one. */
export function markdownJson(json: string): string {
  return markdownUncut(neutraliseJson(json).replace(/ (?= )/g, '\\u0020'));
}

/** Like `markdownSafe`, without cutting. */
export function markdownUncut(text: string): string {
  return neutralise(text)
    .replace(MEANINGFUL, (char) => `&#${char.charCodeAt(0)};${SEPARATED.has(char) ? '<wbr>' : ''}`)
    .replace(LINKING, '$1<wbr>');
}

/** Text in a `<code>` element. */
export function markdownCode(text: string): string {
  return `<code>${markdownSafe(text)}</code>`;
}
