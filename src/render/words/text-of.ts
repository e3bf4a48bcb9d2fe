// Arguments as people read them, and templates filled with them. Not yet inert: a stranger's value may be in it.

import { type Argument, type Arguments, isPersonal } from '../../contact/argument.ts';
import { count, formatNumber, joinAnd } from './numbers.ts';

function textOf(argument: Argument): string {
  return joinAnd(textsOf(argument));
}

function textsOf(argument: Argument): readonly string[] {
  if (typeof argument === 'number') return [formatNumber(argument)];
  if (typeof argument === 'string') return [argument];
  if (isPersonal(argument)) return [argument.value];
  return argument.map((one) => (typeof one === 'string' ? one : one.value));
}

/** `{name}`, `{name:contact}`, `{name:person/people}`, `{name:code}`, `{name:digits}`; a brace with a blank behind it is text. */
const PLACEHOLDER = /\{(\w+)(?::([^{}]+))?\}/g;

/** Every name that a template mentions. */
export function placeholdersIn(template: string): readonly string[] {
  return [...template.matchAll(PLACEHOLDER)].map(([, name = '']) => name);
}

/** @param args an argument that is missing, in a document of somebody else's making, is shown as its name */
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
