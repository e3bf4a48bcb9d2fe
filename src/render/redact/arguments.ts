// Masks the personal arguments of messages. The class of an argument decides whether it is masked, never its content. Pure.

import { type Argument, type Arguments, isPersonal, type Personal, type PersonalKind } from '../../contact/argument.ts';
import { redactUrlPath } from './requests.ts';
import { mark, redactFileName } from './values.ts';

/**
 * Returns the arguments with personal values masked. Within one call, equal values of a class get the same mask, and different
 * values get different masks.
 */
export function redactArguments(args: Arguments): Arguments {
  const values = numberByKind(Object.values(args).flatMap(personalIn));
  const redact = (argument: Personal): Personal => ({ is: argument.is, value: maskOf(argument, values) });
  return Object.fromEntries(
    Object.entries(args).map(([name, argument]): [string, Argument] => {
      if (isPersonal(argument)) return [name, redact(argument)];
      return [name, isListOfPersonal(argument) ? argument.map(redact) : argument];
    }),
  );
}

function personalIn(argument: Argument): readonly Personal[] {
  if (isPersonal(argument)) return [argument];
  return isListOfPersonal(argument) ? argument : [];
}

function isListOfPersonal(argument: Argument): argument is readonly Personal[] {
  return Array.isArray(argument) && argument.some((member) => typeof member === 'object');
}

/** Names of the masks for classes whose values quote another program; for all other classes, the mask shows the class. */
const QUOTED: Readonly<Partial<Record<PersonalKind, string>>> = {
  vendor: 'what the vendor says',
  parser: 'what the parser says',
  system: 'what the system says',
};

type Numbered = ReadonlyMap<PersonalKind, ReadonlyMap<string, number>>;

function maskOf({ is, value }: Personal, values: Numbered): string {
  if (is === 'file') return redactFileName(value);
  if (is === 'path') return redactUrlPath(value);
  const own = values.get(is);
  const name = QUOTED[is] ?? is;
  return mark(own === undefined || own.size < 2 ? name : `${name} ${own.get(value)}`);
}

function numberByKind(all: readonly Personal[]): Numbered {
  const kinds = new Map<PersonalKind, Map<string, number>>();
  for (const { is, value } of all) {
    const own = kinds.get(is) ?? new Map<string, number>();
    kinds.set(is, own);
    if (!own.has(value)) own.set(value, own.size + 1);
  }
  return kinds;
}
