// A stranger's text as a pull request shows it and does not obey it. All Markdown that we write is raw HTML blocks (CommonMark,
// section 4.6, kind 6: up to the next blank line nothing in them is Markdown), so that only HTML's own characters have meaning.
// GitHub then looks for mentions, references and addresses in the text of the HTML, where an entity no longer helps: an empty
// <wbr> parts them, and <code> keeps them out of it anyway. Markdown's characters are entities too, for renderers that look
// for Markdown in HTML.

import { neutralise } from '../inert.ts';
import { neutraliseJson } from '../json/inert.ts';

/** A longer text cannot be read in a table; the plan file has the whole. */
const MAX_CHARACTERS = 300;

const MEANINGFUL = /[&<>"'`|*_[\]\\~@#]|:(?=\S)/gu;
/** What turns the text after it, or before it, into a link. */
const PARTED = new Set(['@', '#', ':']);
const LINKING = /\b(www|GH)(?=[.-])/giu;

/** Without a line break or a blank line: it can stand in any text or attribute of an HTML block. */
export function markdownSafe(text: string): string {
  return markdownUncut(text.length > MAX_CHARACTERS ? `${text.slice(0, MAX_CHARACTERS)}…` : text);
}

/** JSON that reads back the same once it is copied from the page, where a row of blanks is shown as one. */
export function markdownJson(json: string): string {
  return markdownUncut(neutraliseJson(json).replace(/ (?= )/g, '\\u0020'));
}

/** The same, however long. */
export function markdownUncut(text: string): string {
  return neutralise(text)
    .replace(MEANINGFUL, (char) => `&#${char.charCodeAt(0)};${PARTED.has(char) ? '<wbr>' : ''}`)
    .replace(LINKING, '$1<wbr>');
}

export function markdownCode(text: string): string {
  return `<code>${markdownSafe(text)}</code>`;
}
