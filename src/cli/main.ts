// Runs the program. Enters: argv. Leaves: the exit code. The only place that turns thrown errors into messages and exit codes.

import { type Command, CommanderError } from 'commander';
import { HintedError } from '../contact/hinted-error.ts';
import { sentence, shown } from '../contact/sentence.ts';
import { neutraliseJson } from '../render/json/neutralise.ts';
import { describeError, maskFor } from './describe-error.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { isRedactedFor } from './options/redaction.ts';
import { createProgram } from './program.ts';
import { exitOnSignals } from './terminal/signals.ts';
import { isStdoutUsed, writeErr, writeOut } from './terminal/stdout.ts';
import { wantsColor } from './terminal/terminal.ts';
import { printedUsage, usageError } from './usage-error.ts';

/** Runs the program. Never rejects: errors are printed, and become the exit code. */
export async function main(argv: readonly string[]): Promise<ExitCode> {
  exitOnSignals();
  let exitCode: ExitCode = EXIT.done;
  const program = createProgram((code) => {
    exitCode = code;
  });
  const printed = outputOf(program, argv);
  try {
    refuseOptionsOfNode(argv);
    await program.parseAsync([...argv]).catch(unlessHelp);
    if (printed.out() !== '') await writeOut(printed.out());
    return exitCode;
  } catch (error) {
    const isUsage = error instanceof CommanderError;
    const isRedacted = isRedactedFor(argv, process.env);
    const words = argv.slice(2);
    const failure = await describeError(isUsage ? usageError(error, words, program) : error, isRedacted);
    if (isUsage) writeErr(printedUsage(printed.err(), error, words, program)(await maskFor(isRedacted)));
    // An error after the result was printed, such as a failure to save the sandbox's state, must not become a second JSON
    // document.
    const isDocument = wantsJson(argv) && !isStdoutUsed();
    const isPrinted =
      isDocument && (await printToStdout(`${neutraliseJson(JSON.stringify({ error: failure.document }))}\n`));
    // Commander's own text of a usage error is printed above.
    if (!isPrinted && !isUsage) writeErr(failure.text);
    return failure.exitCode;
  }
}

/**
 * Refuses --env-file and --env-file-if-exists in every command, because Node handles them itself: before this program starts,
 * Node reads the file and obeys what it sets. If the file does not exist, Node ends with an error of its own, so this program may
 * never see the option.
 */
function refuseOptionsOfNode(argv: readonly string[]): void {
  const end = argv.indexOf('--');
  const option = argv
    .slice(2, end === -1 ? undefined : end)
    .find((word) => /^--env-file(?:-if-exists)?(?:=|$)/.test(word));
  if (option === undefined) return;
  const name = option.startsWith('--env-file-if-exists') ? '--env-file-if-exists' : '--env-file';
  throw new HintedError(
    'usage',
    sentence`${shown(name)} is an option of Node, which takes more than credentials from the file`,
    {
      hint: sentence`use --secrets FILE`,
    },
  );
}

/**
 * Prints text to stdout.
 *
 * @returns false if the text cannot be written (disk full); the caller then prints to stderr
 */
function printToStdout(text: string): Promise<boolean> {
  return writeOut(text).then(
    () => true,
    () => false,
  );
}

/** Ignores the error that commander throws after printing help or the version. */
function unlessHelp(error: unknown): void {
  if (!(error instanceof CommanderError && error.exitCode === 0)) throw error;
}

/**
 * Collects what commander would print, instead of letting it print: commander does not report failed writes, and the values that
 * it quotes may have to be masked.
 */
function outputOf(
  program: Command,
  argv: readonly string[],
): { readonly out: () => string; readonly err: () => string } {
  const [out, err]: [string[], string[]] = [[], []];
  for (const command of withSubcommands(program))
    command.configureOutput({
      writeOut: (text) => out.push(text),
      writeErr: (text) => err.push(text),
      getOutHasColors: () => !argv.includes('--no-color') && wantsColor(process.env, process.stdout.isTTY === true),
      getErrHasColors: () => false,
    });
  return { out: () => out.join(''), err: () => err.join('') };
}

function withSubcommands(command: Command): readonly Command[] {
  return [command, ...command.commands.flatMap(withSubcommands)];
}

/** Whether JSON was requested. Reads argv itself, so that errors in the options are reported as JSON, too. */
function wantsJson(argv: readonly string[]): boolean {
  const formats = argv.flatMap((word, index) => (word === '--format' ? [argv[index + 1]] : []));
  return argv.includes('--json') || argv.includes('--format=json') || formats.includes('json');
}
