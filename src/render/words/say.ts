// Types and look-up for tables of sentences, one table per contract of codes and arguments. A code without a sentence, or a sentence
// that uses an argument its code does not have, does not compile. Pure.

import { type Argument, type Arguments, isPersonal, type Personal } from '../../contact/argument.ts';

/**
 * A sentence without a full stop, and what to do. Either may be empty. Both begin with a lower-case letter, because they are shown
 * after an account, a request or `Error:`; those of diagnostics begin with a capital one, because each stands alone next to its code.
 */
export interface Words {
  readonly message: string;
  readonly hint: string;
}

type PlainValue<Value> = Value extends Personal
  ? string
  : Value extends readonly Personal[]
    ? readonly string[]
    : Value;

/** Arguments as plain values: personal ones without their class. */
export type PlainArguments<Args> = Args extends unknown
  ? { readonly [Name in keyof Args]: PlainValue<Args[Name]> }
  : never;

/** A table of sentences: map from each code to the function that turns the code's arguments into its sentence and hint. */
export type Sentences<Contract> = {
  readonly [Code in keyof Contract]: (args: PlainArguments<Contract[Code]>) => Words;
};

/**
 * Composes the sentence and the hint of a code.
 *
 * @returns undefined for a code that the table does not have; only a document of another version can contain one
 */
export function say<Contract>(sentences: Sentences<Contract>, code: string, args: Arguments): Words | undefined {
  if (!Object.hasOwn(sentences, code)) return undefined;
  const sentence = sentences[code as keyof Contract] as (args: unknown) => Words;
  return sentence(Object.fromEntries(Object.entries(args).map(([name, argument]) => [name, plainValue(argument)])));
}

function plainValue(argument: Argument): string | number | readonly string[] {
  if (isPersonal(argument)) return argument.value;
  if (typeof argument !== 'object') return argument;
  return argument.map((member) => (typeof member === 'string' ? member : member.value));
}
