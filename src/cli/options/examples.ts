// The end of a command's help: examples and exit codes.

import type { Command } from 'commander';

/** Width of help texts in columns: that of a standard terminal. */
const HELP_WIDTH = 80;

/**
 * Adds examples and exit codes to a command's help.
 *
 * @param examples pairs of command line and explanation
 * @param exitCodes as `0 done, 1 error`
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
    .addHelpText('after', `\nExamples:\n${lines.join('\n')}\n\nExit codes:\n${listed(exitCodes)}`);
}

function listed(exitCodes: string): string {
  const codes = exitCodes.split(/, (?=\d)/).map((code) => /^(\d+) (.*)$/.exec(code) ?? []);
  return codes.map(([, code = '', what = '']) => `${code.padStart(5)}  ${what}`).join('\n');
}
