// argv → exit code. The one place that turns errors into words and numbers.

import { type Command, CommanderError } from 'commander';
import { HintedError } from '../contact/hinted-error.ts';
import { neutraliseJson } from '../render/json/inert.ts';
import { describeError } from './describe-error.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { isRedactedFor } from './options/redaction.ts';
import { createProgram } from './program.ts';
import { writeErr, writeOut } from './terminal/stdout.ts';

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
    const isSaid =
      wantsJson(argv) && (await sayOnStdout(`${neutraliseJson(JSON.stringify({ error: failure.document }))}\n`));
    // Of a usage error the library has said everything already.
    if (!isSaid && !isUsage) writeErr(failure.text);
    return failure.exitCode;
  }
}

/** False where there is no room for it: then it is said on stderr. */
function sayOnStdout(text: string): Promise<boolean> {
  return writeOut(text).then(
    () => true,
    () => false,
  );
}

/** The library ends every command whose help was asked for. */
function unlessHelp(error: unknown): void {
  if (!(error instanceof CommanderError && error.exitCode === 0)) throw error;
}

/** Keeps what the library would write to stdout itself, as it cannot tell whether that went well. */
function helpOf(program: Command): () => string {
  const texts: string[] = [];
  for (const command of [program, ...program.commands])
    command.configureOutput({ writeOut: (text) => texts.push(text), writeErr });
  return () => texts.join('');
}

/** Whoever reads JSON reads it of every failure, also where the options themselves could not be read. */
function wantsJson(argv: readonly string[]): boolean {
  const formats = argv.flatMap((word, index) => (word === '--format' ? [argv[index + 1]] : []));
  return argv.includes('--json') || argv.includes('--format=json') || formats.includes('json');
}

function asUsage({ message }: CommanderError): HintedError {
  const hint = 'the option --help of the command shows how it is called';
  return new HintedError('usage', message.replace(/^error: /, ''), { hint });
}
