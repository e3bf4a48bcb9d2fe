// Runs the program. Enters: argv. Leaves: the exit code. The only place that turns thrown errors into messages and exit codes.

import { type Command, CommanderError } from 'commander';
import { HintedError } from '../contact/hinted-error.ts';
import { neutraliseJson } from '../render/json/inert.ts';
import { describeError } from './describe-error.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { isRedactedFor } from './options/redaction.ts';
import { createProgram } from './program.ts';
import { writeErr, writeOut } from './terminal/stdout.ts';

/** Runs the program. Never rejects: errors are printed, and become the exit code. */
export async function main(argv: readonly string[]): Promise<ExitCode> {
  let exitCode: ExitCode = EXIT.done;
  const program = createProgram((code) => {
    exitCode = code;
  });
  const help = helpOf(program);
  try {
    await program.parseAsync([...argv]).catch(unlessHelp);
    if (help() !== '') await writeOut(help());
    return exitCode;
  } catch (error) {
    const isUsage = error instanceof CommanderError;
    const failure = await describeError(isUsage ? asUsage(error) : error, isRedactedFor(argv, process.env));
    const isPrinted =
      wantsJson(argv) && (await printToStdout(`${neutraliseJson(JSON.stringify({ error: failure.document }))}\n`));
    // Commander has already printed usage errors.
    if (!isPrinted && !isUsage) writeErr(failure.text);
    return failure.exitCode;
  }
}

/** @returns false if the text cannot be written (disk full); the caller then prints to stderr */
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

/** Makes commander collect its output instead of writing it to stdout, because it does not report failed writes. */
function helpOf(program: Command): () => string {
  const texts: string[] = [];
  for (const command of [program, ...program.commands])
    command.configureOutput({ writeOut: (text) => texts.push(text), writeErr });
  return () => texts.join('');
}

/** Whether JSON was requested. Reads argv itself, so that errors in the options are reported as JSON, too. */
function wantsJson(argv: readonly string[]): boolean {
  const formats = argv.flatMap((word, index) => (word === '--format' ? [argv[index + 1]] : []));
  return argv.includes('--json') || argv.includes('--format=json') || formats.includes('json');
}

function asUsage({ message }: CommanderError): HintedError {
  const hint = 'see the command’s --help';
  return new HintedError('usage', message.replace(/^error: /, ''), { hint });
}
