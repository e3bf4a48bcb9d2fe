// The types of an entry in the rule catalogue. A sentence is a template: `{name}` is an argument, `{name:contact}` a count with its
// noun (`1 contact`, `12 contacts`; `{name:person/people}` for an irregular plural), `{name:code}` text in backquotes, and
// `{name:digits}` a number without separators. render/words/text-of.ts fills the templates in.

import type { Personal, PersonalKind } from '../../../contact/argument.ts';

/** The type of an argument: a plain value, a personal value of a kind, or a list of either. */
export type ArgumentType = 'number' | 'text' | 'texts' | PersonalKind | `${PersonalKind}s`;

type ValueOf<T extends ArgumentType> = T extends 'number'
  ? number
  : T extends 'text'
    ? string
    : T extends 'texts'
      ? readonly string[]
      : T extends PersonalKind
        ? Personal<T>
        : T extends `${infer Kind extends PersonalKind}s`
          ? readonly Personal<Kind>[]
          : never;

/** One sentence of a rule, and what to do about it. */
export interface Sentence {
  /** What is wrong; starts with a lower-case letter and has no full stop, so that it can be part of a list. */
  readonly sentence: string;
  /** What to do about it; empty if nothing needs to be done. */
  readonly wayOut: string;
  /** Its arguments by name. */
  readonly takes: Readonly<Record<string, ArgumentType>>;
}

/** A rule with one sentence, or with several of which the argument `why` selects one. */
export interface Entry {
  /** The meaning of the rule, as a sentence of the guide. */
  readonly means: string;
  readonly says: Sentence | { readonly [why: string]: Sentence };
}

type ArgumentsOf<S> = S extends { readonly takes: infer Takes extends Readonly<Record<string, ArgumentType>> }
  ? { readonly [Name in keyof Takes]: ValueOf<Takes[Name]> }
  : never;

type ArgumentsOfEntry<Says> = Says extends { readonly takes: unknown }
  ? ArgumentsOf<Says>
  : { readonly [Why in keyof Says]: ArgumentsOf<Says[Why]> & { readonly why: Why } }[keyof Says];

/** Rule id → its arguments. */
export type RuleArguments<Catalogue extends Readonly<Record<string, Entry>>> = {
  readonly [Rule in keyof Catalogue]: ArgumentsOfEntry<Catalogue[Rule]['says']>;
};

/** All sentences of a rule by `why`; the key is '' if there is only one. */
export function sentencesOf({ says }: Entry): ReadonlyMap<string, Sentence> {
  return isSentence(says) ? new Map([['', says]]) : new Map(Object.entries(says));
}

function isSentence(says: Entry['says']): says is Sentence {
  return typeof says.sentence === 'string';
}
