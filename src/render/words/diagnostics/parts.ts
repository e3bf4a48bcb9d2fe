// Helpers for the sentences of mistakes.

import type { Words } from '../say.ts';

/** Creates the sentence of a mistake, with an optional hint. */
export function words(message: string, hint = ''): Words {
  return { message, hint };
}

/** Creates the table entry of a code without arguments: a function that returns the sentence. */
export function always(message: string, hint = ''): () => Words {
  return () => ({ message, hint });
}

/** Returns the hint `Did you mean firstName?`, or `otherwise` if there is no suggestion. */
export function didYouMean(suggestion: string | undefined, otherwise: string): string {
  return suggestion === undefined ? otherwise : `Did you mean ${suggestion}?`;
}

/** Returns the hint `One of a, b, c`. */
export function oneOf(names: readonly string[]): string {
  return `One of ${names.join(', ')}`;
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'a string',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  null: 'null',
  array: 'a list',
  object: 'a mapping',
};

/** Returns a type of JSON Schema in words: `a list`. */
export function typeWord(type: string): string {
  return TYPES[type] ?? type;
}

/** Returns several types of JSON Schema in words: `a list or a mapping`. */
export function typeWords(types: readonly string[]): string {
  return types.map(typeWord).join(' or ');
}
