// argv → exit code. The one place that turns errors into words and numbers.

import { CommanderError } from 'commander';
import { inertJson } from '../render/inert-json.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { CommandError, explain } from './explain-error.ts';
import { createProgram } from './program.ts';
import { isRedactedFor } from './redaction.ts';
import { isBrokenPipe } from './terminal.ts';

export async function main(argv: readonly string[]): Promise<ExitCode> {
  let exitCode: ExitCode = EXIT.done;
  const program = createProgram((code) => {
    exitCode = code;
  });
  // Also told as an event, for which nobody listening would end the program with a stack.
  process.stdout.on('error', (error) => {
    if (!isBrokenPipe(error)) throw error;
  });
  try {
    await program.parseAsync([...argv]);
    return exitCode;
  } catch (error) {
    const isUsage = error instanceof CommanderError;
    if (isUsage && error.exitCode === 0) return EXIT.done;
    const explained = explain(isUsage ? asUsage(error) : error, isRedactedFor(argv, process.env));
    if (wantsJson(argv)) process.stdout.write(`${inertJson(JSON.stringify({ error: explained.document }))}\n`);
    // Of a usage error the library has said everything already.
    else if (!isUsage) process.stderr.write(explained.text);
    return explained.exitCode;
  }
}

/** Whoever reads JSON reads it of every failure, also where the options themselves could not be read. */
function wantsJson(argv: readonly string[]): boolean {
  const formats = argv.flatMap((word, index) => (word === '--format' ? [argv[index + 1]] : []));
  return argv.includes('--json') || argv.includes('--format=json') || formats.includes('json');
}

function asUsage({ message }: CommanderError): CommandError {
  const hint = 'the option --help of the command shows how it is called';
  return new CommandError('usage', message.replace(/^error: /, ''), { hint, exitCode: EXIT.usage });
}
