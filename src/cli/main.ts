// argv → exit code. The one place that turns errors into words and numbers.

import { CommanderError } from 'commander';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { explain } from './explain-error.ts';
import { createProgram } from './program.ts';
import { isRedactedFor } from './redaction.ts';

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
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
    if (isBrokenPipe(error)) return EXIT.done;
    const wantsJson =
      argv.includes('--json') || argv.join(' ').includes('--format json') || argv.includes('--format=json');
    const explained = explain(error, isRedactedFor(argv, process.env));
    if (wantsJson) process.stdout.write(`${JSON.stringify({ error: explained.document })}\n`);
    else process.stderr.write(explained.text);
    return explained.exitCode;
  }
}

/** `rollcall plan | head` is no fault. */
function isBrokenPipe(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EPIPE';
}
