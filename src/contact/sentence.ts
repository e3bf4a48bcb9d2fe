// Sentences that keep their arguments, so that redaction can mask these by class when the sentence is composed. Pure.
//
//   sentence`cannot read ${personal('file', path)}: ${shown(code)}`

import { type Arguments, isPersonal, type Personal } from './argument.ts';

/** Returns the arguments with the personal ones masked, or, if nothing is to be masked, all of them unchanged. */
export type Mask = (args: Arguments) => Arguments;

/** Composes a sentence without a full stop from its arguments, after `mask` was applied to them. */
export type Sentence = (mask: Mask) => string;

declare const isShown: unique symbol;
/** Text that was declared not to be personal, so that redaction does not mask it. */
export type Shown = string & { readonly [isShown]: true };

type Value = string | number | Personal | Sentence;
/** Turns values of type `string` into `never`, because they may quote personal data. String literals stay: we wrote them. */
type Classified<Values> = { readonly [Index in keyof Values]: string extends Values[Index] ? never : Values[Index] };

/** Declares that a text is not personal: the name of an account or an option, the code of a system error, a commit. */
export function shown(text: string): Shown {
  return text as Shown;
}

/**
 * Tag function of template literals that creates a Sentence. A plain `string` value does not compile: wrap it in `personal()` or
 * `shown()`, so that it is decided for every value whether redaction masks it.
 */
export function sentence<const Values extends readonly Value[]>(
  texts: TemplateStringsArray,
  ...values: Classified<Values>
): Sentence {
  const given: readonly Value[] = values;
  return (mask) => {
    const args = Object.fromEntries(given.flatMap((value, index) => (isArgument(value) ? [[index, value]] : [])));
    const masked = Object.entries(mask(args)).map(([index, value]) => [Number(index), value] as const);
    const quoted = new Map(masked.flatMap(([index, value]) => (isPersonal(value) ? [[index, value.value]] : [])));
    const write = (value: Value, index: number): string =>
      typeof value === 'function' ? value(mask) : (quoted.get(index) ?? String(value));
    return texts.map((text, index) => text + (index in given ? write(given[index] ?? '', index) : '')).join('');
  };
}

function isArgument(value: Value): value is Personal {
  return typeof value === 'object';
}

/** Joins sentences to one, with the separator between them. */
export function joined(sentences: readonly Sentence[], separator: string): Sentence {
  return (mask) => sentences.map((each) => each(mask)).join(separator);
}

/** Returns the text of a sentence, with its personal arguments unmasked. */
export function unmasked(text: Sentence): string {
  return text((args) => args);
}
