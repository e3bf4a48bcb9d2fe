// Templates filled with arguments. The result may contain untrusted values and must be made inert before it is shown. Pure.

import { type Argument, type Arguments, isPersonal } from '../../contact/argument.ts';
import { count, formatNumber, joinAnd } from './numbers.ts';

export function textOf(argument: Argument): string {
  return joinAnd(textsOf(argument));
}

function textsOf(argument: Argument): readonly string[] {
  if (typeof argument === 'number') return [formatNumber(argument)];
  if (typeof argument === 'string') return [argument];
  if (isPersonal(argument)) return [argument.value];
  return argument.map((one) => (typeof one === 'string' ? one : one.value));
}

/** `{name}`, `{name:contact}`, `{name:person/people}`, `{name:code}`, `{name:digits}`; a brace followed by a space is text. */
const PLACEHOLDER = /\{(\w+)(?::([^{}]+))?\}/g;

/** The names of all placeholders in a template. */
export function placeholdersIn(template: string): readonly string[] {
  return [...template.matchAll(PLACEHOLDER)].map(([, name = '']) => name);
}

/** Fills a template in. An argument that is missing, as in a document of another version, is shown as `‹name›`. */
export function fill(template: string, args: Arguments): string {
  return template.replace(PLACEHOLDER, (_, name: string, form: string | undefined) => {
    const argument = Object.hasOwn(args, name) ? args[name] : undefined;
    return argument === undefined ? `‹${name}›` : format(argument, form);
  });
}

function format(argument: Argument, form: string | undefined): string {
  if (form === undefined) return textOf(argument);
  if (form === 'code') return joinAnd(textsOf(argument).map((text) => `\`${text}\``));
  if (form === 'digits' || typeof argument !== 'number')
    return String(typeof argument === 'number' ? argument : textOf(argument));
  const [one = '', many] = form.split('/');
  return count(argument, one, many);
}
