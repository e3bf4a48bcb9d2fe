// What is wrong where a text stops being JSON, in the words of somebody who reads on there. Habits of YAML and of JavaScript
// are named as such. No word of the file itself is in a message: it may be somebody's data.

import type { Mistake, Range } from '../../read/source.ts';

/** Thrown where a text stops being JSON, and caught by json-syntax.ts. */
export class NotJson extends Error {
  override readonly name = 'NotJson';
  readonly range: Range;
  readonly mistake: Mistake;

  constructor(range: Range, mistake: Mistake) {
    super(mistake.message);
    this.range = range;
    this.mistake = mistake;
  }
}

/** Where a key should stand. */
export function missingKey(text: string, offset: number): NotJson {
  const habit = foreignHabit(text, offset) ?? needlessComma(text, offset);
  if (habit !== undefined) return habit;
  const word = /^[-\w$\p{L}\p{M}]+/u.exec(text.slice(offset, offset + 200))?.[0] ?? '';
  return notJson(
    { start: offset, end: offset + Math.max(1, word.length) },
    'A key in double quotes must stand here',
    'Write each key as "name"',
  );
}

/** @param word what stands where a value should: no number and none of the three words that JSON has, or nothing */
export function missingValue(text: string, word: Range): NotJson {
  const { start, end } = word;
  const habit = foreignHabit(text, start) ?? needlessComma(text, start);
  if (habit !== undefined) return habit;
  const source = text.slice(start, end);
  if (source === '') {
    const hint = 'Write a text in double quotes, a number, true, false, null, a list or an object';
    return notJson(oneAt(start), 'A value must stand here', hint);
  }
  if (/^[-+.]?\d/.test(source)) {
    const hint = 'Put it in double quotes if it is a text, such as a postal code or a phone number';
    return notJson(word, 'This is not a number in JSON', hint);
  }
  return notJson(word, 'A text must stand in double quotes', 'Without quotes, JSON has numbers, true, false and null');
}

/** Between a key and its value. */
export function missingColon(text: string, offset: number): NotJson {
  return foreignHabit(text, offset) ?? notJson(oneAt(offset), 'A colon must follow the key', 'Write "name": value');
}

/** Behind an element of a list or an object. */
export function afterElement(text: string, offset: number, closing: '}' | ']'): NotJson {
  const habit = foreignHabit(text, offset);
  if (habit !== undefined) return habit;
  const found = text.charAt(offset);
  if (found === '}' || found === ']') {
    const opening = closing === '}' ? '{' : '[';
    return notJson(
      oneAt(offset),
      `${found} cannot close what ${opening} opened`,
      `Write ${closing} here, or before this`,
    );
  }
  return notJson(
    oneAt(offset),
    'A comma is missing before this',
    `Write a comma between two elements, or ${closing} at the end`,
  );
}

/** Behind the value that is the whole text. */
export function afterValue(text: string, offset: number): NotJson {
  const hint = 'Remove what follows, or a bracket too many before it; an .ndjson file has one contact a line';
  return foreignHabit(text, offset) ?? notJson(oneAt(offset), 'The JSON value has ended before this', hint);
}

/** @param offset of a control character within the string, or the end of the text */
export function unclosedString(text: string, start: number, offset: number): NotJson {
  if (offset < text.length && !/[\n\r]/.test(text.charAt(offset))) {
    return notJson(
      oneAt(offset),
      'A control character cannot stand in a JSON string as it is',
      'Write a tab as \\t, and others as \\u and four hexadecimal digits',
    );
  }
  return notJson(
    oneAt(start),
    'This string is not closed on its line',
    'Close it with ", and write a line break within it as \\n',
  );
}

/** @param offset of the backslash */
export function unknownEscape(text: string, start: number, offset: number): NotJson {
  if (offset + 1 >= text.length) return unclosedString(text, start, text.length);
  return notJson(
    { start: offset, end: offset + 2 },
    'JSON has no such escape',
    'Write \\\\ for a backslash, and \\u with four hexadecimal digits for a character',
  );
}

/** What other languages allow, and the end of the text. */
function foreignHabit(text: string, offset: number): NotJson | undefined {
  if (offset >= text.length) {
    return notJson(
      oneAt(text.trimEnd().length),
      'The text ends before its JSON is complete',
      'Close every " { and [ that was opened',
    );
  }
  const next = text.slice(offset, offset + 2);
  if (/^(?:#|\/[/*])/.test(next)) {
    return notJson(oneAt(offset), 'JSON has no comments', 'Remove it; a .yaml file may have comments');
  }
  if (next.startsWith("'")) return notJson(oneAt(offset), 'JSON has no single quotes', 'Write "…" instead');
  if (/^[&*!]/.test(next)) {
    return notJson(
      oneAt(offset),
      'JSON has no anchors, aliases and tags',
      'Write the value out; a .yaml file may have them',
    );
  }
  // Looks like a blank, and is none of JSON's.
  if (/^[\p{Z}\p{C}]/u.test(next)) {
    return notJson(
      oneAt(offset),
      'An invisible character stands here that JSON does not allow',
      'Type the blank again',
    );
  }
  return undefined;
}

/** A comma with nothing behind it, or nothing before it. */
function needlessComma(text: string, offset: number): NotJson | undefined {
  const found = text.charAt(offset);
  if (found === ',') return notJson(oneAt(offset), 'Nothing stands before this comma', 'Remove the comma');
  if (found !== '}' && found !== ']') return undefined;
  const before = text.slice(0, offset).search(/,[ \t\n\r]*$/);
  return before === -1
    ? undefined
    : notJson(
        oneAt(before),
        'Nothing stands behind this comma',
        'Remove the comma: JSON allows none after the last element',
      );
}

function notJson(range: Range, message: string, hint: string): NotJson {
  return new NotJson(range, { code: 'json-syntax', message, hint });
}

function oneAt(offset: number): Range {
  return { start: offset, end: offset + 1 };
}
