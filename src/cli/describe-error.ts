// Describes a thrown error for people (stderr) and for scripts (JSON). Expected failures have a code, a message and a hint;
// anything else is reported as a bug in rollcall.

import type { HintedErrorOptions } from '../contact/hinted-error.ts';
import { neutralise } from '../render/inert.ts';
import { type ExitCode, exitCodeOfFailure } from './exit-codes.ts';

/** The description of a failure, ready to print. */
export interface Description {
  /** Lines for stderr. */
  readonly text: string;
  /** The `error` of JSON output: code, message, hint and details. */
  readonly document: Readonly<Record<string, unknown>>;
  readonly exitCode: ExitCode;
}

interface Failure {
  readonly code: string;
  readonly message: string;
  readonly hint?: string | undefined;
  readonly details?: Readonly<Record<string, unknown>>;
  readonly said?: HintedErrorOptions['said'];
  readonly stack?: string;
}

/**
 * Describes a thrown error.
 *
 * @param isRedacted whether to mask personal data in the message and hint
 */
export async function describeError(error: unknown, isRedacted: boolean): Promise<Description> {
  const failure = failureOf(error);
  const { code, message, hint, details = {}, stack = '' } = failure;
  const shown = isRedacted ? await redacted(failure) : { message, hint };
  const advice = shown.hint === undefined || shown.hint === '' ? '' : `  → ${neutralise(shown.hint)}\n`;
  return {
    text: `Error: ${neutralise(shown.message)}\n${advice}${isRedacted ? '' : stack}`,
    document: { code, ...shown, ...details },
    exitCode: exitCodeOfFailure(code),
  };
}

/** Masks the message and hint. Loads the modules on demand, because they include the sentences of all vendors. */
async function redacted({ message, hint, said }: Failure): Promise<Pick<Failure, 'message' | 'hint'>> {
  if (said !== undefined) {
    const { redactArguments } = await import('../render/redact/arguments.ts');
    const { wordsOfFailure } = await import('../render/words/failures.ts');
    const words = wordsOfFailure({ code: said.code, args: redactArguments(said.args) });
    if (words !== undefined) return words;
  }
  const { redactErrorWords } = await import('../render/redact/error-words.ts');
  return { message: redactErrorWords(message), hint: hint === undefined ? undefined : redactErrorWords(hint) };
}

function failureOf(error: unknown): Failure {
  if (isForeseen(error)) {
    const { code, message, hint, details = {}, said } = error;
    return { code, message, hint, details, said };
  }
  if (error instanceof Error && 'code' in error && typeof error.code === 'string' && 'syscall' in error) {
    return { code: error.code, message: error.message };
  }
  return {
    code: 'internal',
    message: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
    hint: 'this is a bug in rollcall; ROLLCALL_DEBUG=1 shows the stack trace',
    stack: process.env.ROLLCALL_DEBUG && error instanceof Error ? `${error.stack}\n` : '',
  };
}

/** Whether the error is a HintedError, or an error of the sandbox, which cannot import HintedError but uses the same shape. */
function isForeseen(error: unknown): error is Omit<Failure, 'stack'> {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && 'hint' in error;
}
