// What the sentences of several families share.

import type { Words } from '../say.ts';

export function words(message: string, hint = ''): Words {
  return { message, hint };
}

/** For a code that takes nothing. */
export function always(message: string, hint = ''): () => Words {
  return () => ({ message, hint });
}

/** `Did you mean firstName?`, or another hint where nothing is near enough. */
export function didYouMean(suggestion: string | undefined, otherwise: string): string {
  return suggestion === undefined ? otherwise : `Did you mean ${suggestion}?`;
}

/** `One of a, b, c`. */
export function oneOf(names: readonly string[]): string {
  return `One of ${names.join(', ')}`;
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  null: 'null',
  array: 'a list',
  object: 'a mapping',
};

/** A type of JSON Schema in words. */
export function typeWord(type: string): string {
  return TYPES[type] ?? type;
}

/** `a list or a mapping`. */
export function typeWords(types: readonly string[]): string {
  return types.map(typeWord).join(' or ');
}
