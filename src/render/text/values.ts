// Field values and names as text. They are untrusted, so they are quoted and neutralised. Pure.

import { type FieldPath, type FieldValue, formatPath } from '../../contact/difference.ts';
import { beginningOf } from '../cut.ts';
import { neutralise } from '../neutralise.ts';
import { formatNumber } from '../words/numbers.ts';

/** Maximum number of characters that are shown of a value; the plan file contains the whole value. */
const MAX_CHARACTERS = 200;

/** Matches words that need no quotes. */
const PLAIN = /^[\p{L}\p{N}_][\p{L}\p{N}_.@-]*$/u;

/** Formats the value of a field; null becomes `none`. */
export function formatValue(value: FieldValue): string {
  if (value === null) return 'none';
  if (typeof value === 'string') return quote(value);
  if (typeof value === 'object') return `[${value.map(formatWord).join(', ')}]`;
  return String(value);
}

/** Formats a member of a set or a part of a path, with quotes only if necessary. */
export function formatWord(word: string): string {
  return PLAIN.test(word) && word.length <= MAX_CHARACTERS ? neutralise(word) : quote(word);
}

/** Formats the path of a field, with quotes around its parts only if necessary. */
export function formatField(path: FieldPath): string {
  return formatPath(path.map(formatWord));
}

function quote(text: string): string {
  if (text.length <= MAX_CHARACTERS) return neutralise(JSON.stringify(text));
  return `${neutralise(JSON.stringify(`${beginningOf(text, MAX_CHARACTERS)}…`))} (${formatNumber(text.length)} characters)`;
}
