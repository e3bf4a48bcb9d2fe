// Turns usage errors of commander into sentences. Values that the user typed become arguments, so that they can be masked; names
// of options and commands stay text.

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
  // If our own table knows the word, drop commander's guess, which compares only letters.
  const text = quoting(known === undefined ? message : withoutGuess(message), argv, program);
  return new HintedError('usage', text, {
    hint: sentence`${shown(known ?? 'see the command’s --help')}`,
  });
}

/**
 * Returns what commander prints about the error. If our own table has a hint for the typed word, the hint replaces commander's
 * guess.
 */
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

/**
 * Returns a text of commander as a sentence whose arguments are the typed values, which commander quotes as `'VALUE'` or
 * `'--option=VALUE'`.
 */
export function quoting(text: string, argv: readonly string[], program: Command): Sentence {
  const values = typedValues(argv, program).toSorted((a, b) => b.length - a.length);
  if (values.length === 0) return sentence`${shown(text)}`;
  const alternatives = values.map((value) => value.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&')).join('|');
  // Because of the capturing group, the typed values are the pieces with odd indexes.
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
