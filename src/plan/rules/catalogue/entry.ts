// The form of an entry of the rule catalogue. A sentence is a template: `{name}` stands for an argument, `{name:contact}` for a
// count with its noun (`1 contact`, `12 contacts`; `{name:person/people}` where the plural is another word), `{name:code}` for
// words in backquotes. render/words/rules.ts fills it in.

import type { Personal, PersonalKind } from '../../../contact/argument.ts';

/** What an argument is: shown as it is, personal of a kind, or a list of such. */
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

/** One thing that a rule may say. */
export interface Sentence {
  /** What is wrong; begins with a small letter and has no full stop, so that it can stand in a list. */
  readonly sentence: string;
  /** What would unblock it. Empty for what needs nothing. */
  readonly wayOut: string;
  /** Its arguments by name. */
  readonly takes: Readonly<Record<string, Taken>>;
}

/** A rule; one that may say several things tells by the argument `why` which of them it says. */
export interface Entry {
  /** What the rule is for, as a sentence of the guide. */
  readonly means: string;
  readonly says: Sentence | { readonly [why: string]: Sentence };
}

type ArgumentsOf<S> = S extends { readonly takes: infer Takes extends Readonly<Record<string, Taken>> }
  ? { readonly [Name in keyof Takes]: ValueOf<Takes[Name]> }
  : never;

type SaidBy<Says> = Says extends { readonly takes: unknown }
  ? ArgumentsOf<Says>
  : { readonly [Why in keyof Says]: ArgumentsOf<Says[Why]> & { readonly why: Why } }[keyof Says];

/** Rule id → the arguments that it takes. */
export type RuleArguments<Catalogue extends Readonly<Record<string, Entry>>> = {
  readonly [Rule in keyof Catalogue]: SaidBy<Catalogue[Rule]['says']>;
};

/** Everything that a rule may say, by `why`; '' where it says one thing. */
export function sentencesOf({ says }: Entry): ReadonlyMap<string, Sentence> {
  return isSentence(says) ? new Map([['', says]]) : new Map(Object.entries(says));
}

function isSentence(says: Entry['says']): says is Sentence {
  return typeof says.sentence === 'string';
}
