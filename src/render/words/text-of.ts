// Fills templates with arguments. The result may contain untrusted values: the caller must neutralise it (neutralise.ts). Pure.

import { type Argument, type Arguments, isPersonal } from '../../contact/argument.ts';
import { count, formatInstant, formatNumber, joinAnd, SHORT_ID } from './numbers.ts';

/** Returns an argument as text; lists become `a, b and c`. */
export function textOf(argument: Argument): string {
  return joinAnd(textsOf(argument));
}

function textsOf(argument: Argument): readonly string[] {
  if (typeof argument === 'number') return [formatNumber(argument)];
  if (typeof argument === 'string') return [argument];
  if (isPersonal(argument)) return [argument.value];
  return argument.map((one) => (typeof one === 'string' ? one : one.value));
}

/**
 * Matches a placeholder. A brace followed by a space is text.
 *
 *   {name}                 the argument as text
 *   {name:contact}         a number with its noun, whose plural ends with s
 *   {name:person/people}   a number with its noun in singular or plural
 *   {name:code}            the argument in backticks
 *   {name:digits}          a number without thousands separators
 *   {name:instant}         an RFC 3339 instant as `28 Nov 2026 14:02 UTC`
 *   {name:short}           the first characters of the id of a commit
 */
const PLACEHOLDER = /\{(\w+)(?::([^{}]+))?\}/g;

/** Returns the names of all placeholders in a template. */
export function placeholdersIn(template: string): readonly string[] {
  return [...template.matchAll(PLACEHOLDER)].map(([, name = '']) => name);
}

/** Returns the template with its placeholders replaced. A missing argument, as in a document of another version, becomes `‹name›`. */
export function fill(template: string, args: Arguments): string {
  return template.replace(PLACEHOLDER, (_, name: string, form: string | undefined) => {
    const argument = Object.hasOwn(args, name) ? args[name] : undefined;
    return argument === undefined ? `‹${name}›` : format(argument, form);
  });
}

function format(argument: Argument, form: string | undefined): string {
  if (form === undefined) return textOf(argument);
  if (form === 'instant') return formatInstant(textOf(argument));
  if (form === 'short') return textOf(argument).slice(0, SHORT_ID);
  if (form === 'code') return joinAnd(textsOf(argument).map((text) => `\`${text}\``));
  if (form === 'digits' || typeof argument !== 'number')
    return String(typeof argument === 'number' ? argument : textOf(argument));
  const [one = '', many] = form.split('/');
  return count(argument, one, many);
}
