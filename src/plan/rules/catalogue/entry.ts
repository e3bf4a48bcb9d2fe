// Types of the rule catalogue's entries. A sentence is a template: `{name}` stands for an argument, `{name:contact}` for a count
// with its noun (`1 contact`, `12 contacts`; `{name:person/people}` for an irregular plural), `{name:code}` for words in
// backquotes. render/words/rules.ts fills it in.

import type { Personal, PersonalKind } from '../../../contact/argument.ts';

/** Type of an argument: shown as it is, personal of a class, or a list of those. */
export type Taken = 'number' | 'text' | 'texts' | PersonalKind | `${PersonalKind}s`;

type ValueOf<T extends Taken> = T extends 'number'
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

/** One sentence of a rule. */
export interface Sentence {
  /** The problem or fact; begins in lower case and has no full stop, so that it can be part of a list. */
  readonly sentence: string;
  /** Advice to the user; empty if nothing is needed. */
  readonly wayOut: string;
  /** Its arguments by name. */
  readonly takes: Readonly<Record<string, Taken>>;
}

/** A rule. If it has several sentences, its argument `why` selects one of them. */
export interface Entry {
  /** Meaning of the rule, as a sentence of the guide. */
  readonly means: string;
  readonly says: Sentence | { readonly [why: string]: Sentence };
}

type ArgumentsOf<S> = S extends { readonly takes: infer Takes extends Readonly<Record<string, Taken>> }
  ? { readonly [Name in keyof Takes]: ValueOf<Takes[Name]> }
  : never;

type SaidBy<Says> = Says extends { readonly takes: unknown }
  ? ArgumentsOf<Says>
  : { readonly [Why in keyof Says]: ArgumentsOf<Says[Why]> & { readonly why: Why } }[keyof Says];

/** Type of the arguments of each rule, by rule id. */
export type RuleArguments<Catalogue extends Readonly<Record<string, Entry>>> = {
  readonly [Rule in keyof Catalogue]: SaidBy<Catalogue[Rule]['says']>;
};

/** The sentences of a rule by `why`; the key is '' if there is only one. */
export function sentencesOf({ says }: Entry): ReadonlyMap<string, Sentence> {
  return isSentence(says) ? new Map([['', says]]) : new Map(Object.entries(says));
}

function isSentence(says: Entry['says']): says is Sentence {
  return typeof says.sentence === 'string';
}
