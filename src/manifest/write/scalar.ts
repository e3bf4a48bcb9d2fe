// Writes single values as YAML on one line: plain where YAML allows it and this program reads the same text back, otherwise in
// double quotes with JSON's escapes, which mean the same in YAML. Pure.

import type { Shape } from '../schema/shape.ts';

/** Matches letters, digits, punctuation and spaces inside a line; everything else is escaped, so that a reviewer sees it. */
const VISIBLE = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]+$/u;
/** Matches a beginning that gives a value another meaning in YAML. */
const INDICATOR = /^[?:,[\]{}#&*!|>'"%@`]|^-(?: |$)/;
/** Matches a colon that would end a key, or a number sign that would begin a comment. */
const ENDS = /: |:$| #/;
/** Matches texts that are null to YAML, whatever is expected at their position. */
const NULL = /^(?:[Nn]ull|NULL|~)$/;
const BOOLEAN = /^(?:true|false)$/i;
/** Matches every text that is a number to YAML, and some that are not. */
const NUMBER = /^[-+]?\.?\d[\d.eE+xXoOa-fA-F_-]*$|^[-+]?\.(?:inf|nan)$/i;

/**
 * Writes a value at a position of a manifest.
 *
 * @param shape how an unquoted scalar at that position is read
 */
export function writeScalar(value: string | number | boolean, { scalar }: Pick<Shape, 'scalar'>): string {
  if (typeof value !== 'string') return String(value);
  const isTyped = scalar !== 'text' && (BOOLEAN.test(value) || NUMBER.test(value));
  return isPlain(value) && !isTyped ? value : quote(value);
}

const PLAIN_KEY = /^[\p{L}\p{N}_$][\p{L}\p{N}\p{M}_$ ./@+-]*$/u;

/** Writes the key of a mapping. */
export function writeKey(name: string): string {
  return PLAIN_KEY.test(name) && !name.endsWith(' ') && !NULL.test(name) ? name : quote(name);
}

function isPlain(text: string): boolean {
  return (
    VISIBLE.test(text) &&
    text.trim() === text &&
    !INDICATOR.test(text) &&
    !ENDS.test(text) &&
    !NULL.test(text) &&
    !text.startsWith('---')
  );
}

/** Matches every control, format and private character, lone surrogates, and all spaces but the common one. */
const HIDDEN = /[\p{C}\p{Zl}\p{Zp}]|(?! )\p{Zs}/gu;

function quote(text: string): string {
  return JSON.stringify(text).replace(HIDDEN, (char) =>
    Array.from({ length: char.length }, (_, unit) => `\\u${char.charCodeAt(unit).toString(16).padStart(4, '0')}`).join(
      '',
    ),
  );
}
