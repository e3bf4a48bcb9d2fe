// The types of an entry in the rule catalogue. A sentence is a template: `{name}` is an argument, `{name:contact}` a count with
// its noun (`1 contact`, `12 contacts`; `{name:person/people}` for an irregular plural), `{name:code}` text in backquotes, and
// `{name:digits}` a number without separators. render/words/text-of.ts replaces the placeholders.

import type { Personal, PersonalKind } from '../../../contact/argument.ts';

/** The type of an argument: a number, a text, a personal value of some kind, or (plural) a list of texts or personal values. */
export type ArgumentType = 'number' | 'text' | 'texts' | PersonalKind | `${PersonalKind}s`;

/** The TypeScript type of the values of an argument type. */
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

/** One sentence of a rule, with advice on what to do. */
export interface Sentence {
  /** What the rule found. Starts with a lower-case letter and has no full stop, so that it can be part of a list. */
  readonly sentence: string;
  /** What the user can do about it; empty if nothing needs to be done. */
  readonly wayOut: string;
  /** The types of the arguments in both templates, by name. */
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

/** The arguments of each rule of a catalogue, by rule id. */
export type RuleArguments<Catalogue extends Readonly<Record<string, Entry>>> = {
  readonly [Rule in keyof Catalogue]: ArgumentsOfEntry<Catalogue[Rule]['says']>;
};

/** Returns all sentences of a rule by `why`. The key is '' if the rule has only one sentence. */
export function sentencesOf({ says }: Entry): ReadonlyMap<string, Sentence> {
  return isSentence(says) ? new Map([['', says]]) : new Map(Object.entries(says));
}

function isSentence(says: Entry['says']): says is Sentence {
  return typeof says.sentence === 'string';
}
