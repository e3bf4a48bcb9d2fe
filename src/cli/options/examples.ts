// The layout of a command's help: its colours, and the examples and exit codes at its end.

import { styleText } from 'node:util';
import type { Argument, Command, Help } from 'commander';

/** Colours and columns of help texts. commander removes the colours if the output has none (`getOutHasColors`). */
export const HELP_STYLES: Partial<Help> = {
  // Break descriptions on narrow terminals, too.
  minWidthToWrap: 20,
  // Every command has options; saying so would take a third of the line.
  subcommandTerm: (command) => [command.name(), ...command.registeredArguments.map(argumentTerm)].join(' '),
  styleTitle: heading,
  styleOptionText: (text) => painted('green', text),
  styleCommandText: (text) => painted('bold', text),
  styleSubcommandText: (text) => painted('green', text),
  styleArgumentText: (text) => painted('yellow', text),
};

/** Returns an argument as commander writes it: `<required>`, `[optional]`, with dots if it can be repeated. */
function argumentTerm(argument: Argument): string {
  const name = `${argument.name()}${argument.variadic ? '...' : ''}`;
  return argument.required ? `<${name}>` : `[${name}]`;
}

/** Returns the title of a part of a help text. */
export function heading(text: string): string {
  return painted('bold', text);
}

function painted(style: Parameters<typeof styleText>[0], text: string): string {
  return styleText(style, text, { validateStream: false });
}

/** Width of help texts in columns: that of a standard terminal. */
const HELP_WIDTH = 80;

/**
 * Adds examples and exit codes to a command's help.
 *
 * @param examples pairs of a command line and its explanation
 * @param exitCodes the codes with their meanings: `0 done, 1 error`
 */
export function withExamples(
  command: Command,
  examples: readonly (readonly [string, string])[],
  exitCodes: string,
): Command {
  const width = Math.max(...examples.map(([line]) => line.length));
  const fits = examples.every(([, what]) => `  $ ${' '.repeat(width)}  ${what}`.length <= HELP_WIDTH);
  const lines = examples.map(([line, what]) =>
    fits ? `  $ ${line.padEnd(width)}  ${what}` : `  $ ${line}\n      ${what}`,
  );
  return command
    .helpOption('-h, --help', 'show this help')
    .addHelpText(
      'after',
      `\n${heading('Examples:')}\n${lines.join('\n')}\n\n${heading('Exit codes:')}\n${listed(exitCodes)}`,
    );
}

function listed(exitCodes: string): string {
  const codes = exitCodes.split(/, (?=\d)/).map((code) => /^(\d+) (.*)$/.exec(code) ?? []);
  return codes.map(([, code = '', what = '']) => `${code.padStart(5)}  ${what}`).join('\n');
}
