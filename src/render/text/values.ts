// Field values and names as text. They are untrusted, so they are quoted and then made inert. Pure.

import { type FieldPath, type FieldValue, formatPath } from '../../contact/difference.ts';
import { neutralise } from '../inert.ts';
import { formatNumber } from '../words/numbers.ts';

/** Characters of a value that are shown; the plan file has the whole value. */
const MAX_CHARACTERS = 200;

/** Words that need no quotes. */
const PLAIN = /^[\p{L}\p{N}_][\p{L}\p{N}_.@-]*$/u;

/** A value of a field; null is `none`. */
export function formatValue(value: FieldValue): string {
  if (value === null) return 'none';
  if (typeof value === 'string') return quote(value);
  if (typeof value === 'object') return `[${value.map(formatWord).join(', ')}]`;
  return String(value);
}

/** A member of a set or a part of a name, quoted only if necessary. */
export function formatWord(word: string): string {
  return PLAIN.test(word) && word.length <= MAX_CHARACTERS ? neutralise(word) : quote(word);
}

/** The path of a field, with its parts quoted only if necessary. */
export function formatField(path: FieldPath): string {
  return formatPath(path.map(formatWord));
}

function quote(text: string): string {
  if (text.length <= MAX_CHARACTERS) return neutralise(JSON.stringify(text));
  return `${neutralise(JSON.stringify(`${text.slice(0, MAX_CHARACTERS)}…`))} (${formatNumber(text.length)} characters)`;
}
