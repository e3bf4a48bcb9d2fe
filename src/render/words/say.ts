// Tables of sentences, one for each contract of codes and arguments: a code without a sentence, or a sentence that takes what its
// code does not give, does not compile.

import { type Argument, type Arguments, isPersonal, type Personal } from '../../contact/argument.ts';

/** A sentence that begins with a small letter and has no full stop, and what to do; empty where there is nothing to say. */
export interface Words {
  readonly message: string;
  readonly hint: string;
}

type SpokenValue<Value> = Value extends Personal
  ? string
  : Value extends readonly Personal[]
    ? readonly string[]
    : Value;

/** Arguments without their classes. */
export type Spoken<Args> = Args extends unknown ? { readonly [Name in keyof Args]: SpokenValue<Args[Name]> } : never;

export type Sentences<Contract> = {
  readonly [Code in keyof Contract]: (args: Spoken<Contract[Code]>) => Words;
};

/** @returns undefined for a code that the table does not have, which only a document of another version can hold */
export function say<Contract>(sentences: Sentences<Contract>, code: string, args: Arguments): Words | undefined {
  if (!Object.hasOwn(sentences, code)) return undefined;
  const sentence = sentences[code as keyof Contract] as (args: unknown) => Words;
  return sentence(Object.fromEntries(Object.entries(args).map(([name, argument]) => [name, spoken(argument)])));
}

function spoken(argument: Argument): string | number | readonly string[] {
  if (isPersonal(argument)) return argument.value;
  if (typeof argument !== 'object') return argument;
  return argument.map((member) => (typeof member === 'string' ? member : member.value));
}
