// Failures → what a person reads. Expected ones have a message and a hint; anything else is our fault and says so.

import { neutralise } from '../render/inert.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';

/** Ends a command with words of its own; everything to be said about it is in here. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly code: string;
  readonly hint: string | undefined;
  readonly exitCode: ExitCode;
  /** More for the JSON form. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    code: string,
    message: string,
    options: { hint?: string; exitCode?: ExitCode; details?: Readonly<Record<string, unknown>> } = {},
  ) {
    super(message);
    this.code = code;
    this.hint = options.hint;
    this.exitCode = options.exitCode ?? EXIT.error;
    this.details = options.details ?? {};
  }
}

export interface Explained {
  readonly text: string;
  readonly document: Readonly<Record<string, unknown>>;
  readonly exitCode: ExitCode;
}

interface Words {
  readonly code: string;
  readonly message: string;
  readonly hint?: string | undefined;
  readonly exitCode?: ExitCode;
  readonly details?: Readonly<Record<string, unknown>>;
  readonly stack?: string;
}

export async function explain(error: unknown, isRedacted: boolean): Promise<Explained> {
  const { code, message, hint, exitCode = EXIT.error, details = {}, stack = '' } = wordsFor(error);
  const shown = isRedacted ? await redacted(message, hint) : { message, hint };
  const advice = shown.hint === undefined || shown.hint === '' ? '' : `  → ${neutralise(shown.hint)}\n`;
  return {
    text: `Error: ${neutralise(shown.message)}\n${advice}${isRedacted ? '' : stack}`,
    document: { code, ...shown, ...details },
    exitCode,
  };
}

/** Loaded only now: redaction knows the words of every vendor, and help must not wait for those. */
async function redacted(message: string, hint: string | undefined): Promise<Pick<Words, 'message' | 'hint'>> {
  const { redactFailure, redactWords } = await import('../render/redact/words.ts');
  return { message: redactFailure(message, {}), hint: hint === undefined ? undefined : redactWords(hint) };
}

function wordsFor(error: unknown): Words {
  if (error instanceof CommandError) {
    const { code, message, hint, exitCode, details } = error;
    return { code, message, hint, exitCode, details };
  }
  if (error instanceof Error && 'hint' in error && typeof error.hint === 'string') {
    return { code: kebab(error.name), message: error.message, hint: error.hint };
  }
  if (error instanceof Error && 'code' in error && typeof error.code === 'string' && 'syscall' in error) {
    return { code: error.code, message: error.message };
  }
  return {
    code: 'internal',
    message: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
    hint: 'this is a fault of rollcall; ROLLCALL_DEBUG=1 shows where',
    stack: process.env.ROLLCALL_DEBUG && error instanceof Error ? `${error.stack}\n` : '',
  };
}

function kebab(name: string): string {
  return name
    .replace(/Error$/, '')
    .replace(/(?<=[a-z])(?=[A-Z])/g, '-')
    .toLowerCase();
}
