// A usage error of commander → a sentence whose arguments are the values that were typed; names of options and commands are not.

import type { Command, CommanderError } from 'commander';
import { personal } from '../contact/argument.ts';
import { HintedError } from '../contact/hinted-error.ts';
import { joined, type Sentence, sentence, shown } from '../contact/sentence.ts';
import { hintForTyped } from './options/typed-words.ts';

/**
 * Turns commander's error into a HintedError `usage`.
 *
 * @param argv command line, without the names of node and the script
 */
export function usageError(error: CommanderError, argv: readonly string[], program: Command): HintedError {
  const message = error.message.replace(/^error: /, '');
  const known = knownHint(error);
  // What commander guesses from letters alone is no hint beside one that knows the word.
  const text = quoting(known === undefined ? message : withoutGuess(message), argv, program);
  return new HintedError('usage', text, {
    hint: sentence`${shown(known ?? 'see the command’s --help')}`,
  });
}

/** What commander prints about the error, with the hint that knows the word in the place of its own. */
export function printedUsage(
  printed: string,
  error: CommanderError,
  argv: readonly string[],
  program: Command,
): Sentence {
  const known = knownHint(error);
  if (known === undefined) return quoting(printed, argv, program);
  const said = withoutGuess(printed).replace(/\n\(--help shows the options\)\n$/, '\n');
  return joined([quoting(said, argv, program), sentence`  → ${shown(known)}\n`], '');
}

function knownHint({ code, message }: CommanderError): string | undefined {
  return hintForTyped(code, /'([^']*)'/.exec(message)?.[1] ?? '');
}

function withoutGuess(text: string): string {
  return text.replace(/\n\(Did you mean [^\n]*\)/, '');
}

/** A text of commander, which quotes what was typed as `'VALUE'` or `'--option=VALUE'`, with these values as arguments. */
export function quoting(text: string, argv: readonly string[], program: Command): Sentence {
  const values = typedValues(argv, program).toSorted((a, b) => b.length - a.length);
  if (values.length === 0) return sentence`${shown(text)}`;
  const alternatives = values.map((value) => value.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&')).join('|');
  // The group makes the values the odd pieces.
  const pieces = text.split(new RegExp(`(?<=['=])(${alternatives})(?=')`, 'u'));
  const sentences = pieces.map((piece, index) =>
    index % 2 === 0 ? sentence`${shown(piece)}` : sentence`${personal('value', piece)}`,
  );
  return joined(sentences, '');
}

function typedValues(argv: readonly string[], program: Command): readonly string[] {
  const commands = program.commands.map((command) => command.name());
  return argv
    .filter((word) => !commands.includes(word))
    .map((word) => (word.startsWith('-') ? word.slice(word.indexOf('=') + 1 || word.length) : word))
    .filter((value) => value !== '');
}
