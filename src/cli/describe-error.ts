// Describes a thrown error for people (stderr) and for scripts (JSON). Expected failures have a code, a message and a hint;
// anything else is reported as a bug in rollcall.

import { personal } from '../contact/argument.ts';
import { HintedError } from '../contact/hinted-error.ts';
import { type Mask, type Sentence, sentence, shown } from '../contact/sentence.ts';
import { neutralise } from '../render/neutralise.ts';
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
  readonly message: Sentence;
  readonly hint?: Sentence | undefined;
  readonly details?: Readonly<Record<string, unknown>>;
  readonly stack?: string;
}

/**
 * Describes a thrown error.
 *
 * @param isRedacted whether to mask personal data in the message and hint
 */
export async function describeError(error: unknown, isRedacted: boolean): Promise<Description> {
  const { code, message, hint, details = {}, stack = '' } = failureOf(error);
  const mask = await maskFor(isRedacted);
  const shown = { message: message(mask), hint: hint?.(mask) };
  const advice = shown.hint === undefined || shown.hint === '' ? '' : `  → ${neutralise(shown.hint)}\n`;
  return {
    text: `Error: ${neutralise(shown.message)}\n${advice}${isRedacted ? '' : stack}`,
    document: { code, ...shown, ...details },
    exitCode: exitCodeOfFailure(code),
  };
}

/**
 * Returns the function that masks arguments; without redaction, it changes nothing. Redaction is loaded on demand: it includes
 * the path words of all vendors, which would slow down --help.
 */
export async function maskFor(isRedacted: boolean): Promise<Mask> {
  if (!isRedacted) return (args) => args;
  const { redactArguments } = await import('../render/redact/arguments.ts');
  return redactArguments;
}

function failureOf(error: unknown): Failure {
  if (error instanceof HintedError) {
    const { code, sentences, details } = error;
    return { code, ...sentences, details };
  }
  if (isOfSandbox(error)) {
    const { code, message, unquoted, hint } = error;
    const said = unquoted === message ? sentence`${shown(message)}` : withQuote(unquoted, message);
    return { code, message: said, hint: sentence`${shown(hint)}` };
  }
  if (error instanceof Error && 'code' in error && typeof error.code === 'string' && 'syscall' in error) {
    return { code: error.code, message: withQuote(error.code, error.message) };
  }
  return {
    code: 'internal',
    message:
      error instanceof Error
        ? sentence`${shown(error.name)}: ${personal('system', error.message)}`
        : sentence`${personal('system', String(error))}`,
    hint: sentence`this is a bug in rollcall; ROLLCALL_DEBUG=1 shows the stack trace`,
    stack: process.env.ROLLCALL_DEBUG && error instanceof Error ? `${error.stack}\n` : '',
  };
}

/**
 * Returns a message of the form `START: QUOTE` as a sentence in which only QUOTE can be masked. If the message does not begin
 * with START, all of it can be masked.
 */
function withQuote(start: string, message: string): Sentence {
  const prefix = `${start}: `;
  if (!message.startsWith(prefix)) return sentence`${personal('system', message)}`;
  return sentence`${shown(prefix)}${personal('system', message.slice(prefix.length))}`;
}

/** True for an error of the sandbox, which has an error class of its own because it imports none of the other modules. */
function isOfSandbox(
  error: unknown,
): error is Error & { readonly code: string; readonly hint: string; readonly unquoted: string } {
  return error instanceof Error && 'code' in error && 'hint' in error && 'unquoted' in error;
}
