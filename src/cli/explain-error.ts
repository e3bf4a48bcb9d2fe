// Failures → what a person reads. Expected ones have a message and a hint; anything else is our fault and says so.

import { neutralise } from '../render/inert.ts';
import { redactErrorWords } from '../render/redact/error-words.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';

/** Ends a command with words of its own; everything to be said about it is in here. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly code: string;
  readonly hint: string | undefined;
  readonly exitCode: ExitCode;
  /** More for the JSON form. */
  readonly details: Readonly<Record<string, unknown>>;
  /** The message without personal values, where it may hold some. */
  readonly masked: string | undefined;

  constructor(
    code: string,
    message: string,
    options: {
      hint?: string;
      exitCode?: ExitCode;
      details?: Readonly<Record<string, unknown>>;
      masked?: string;
    } = {},
  ) {
    super(message);
    this.code = code;
    this.hint = options.hint;
    this.exitCode = options.exitCode ?? EXIT.error;
    this.details = options.details ?? {};
    this.masked = options.masked;
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

export function explain(error: unknown, isRedacted: boolean): Explained {
  const { code, message, hint, exitCode = EXIT.error, details = {}, stack = '' } = wordsFor(error);
  const shown = {
    message: isRedacted ? (maskedBy(error) ?? redactErrorWords(message)) : message,
    hint: hint === undefined || !isRedacted ? hint : redactErrorWords(hint),
  };
  const advice = shown.hint === undefined || shown.hint === '' ? '' : `  → ${neutralise(shown.hint)}\n`;
  return {
    text: `Error: ${neutralise(shown.message)}\n${advice}${isRedacted ? '' : stack}`,
    document: { code, ...shown, ...details },
    exitCode,
  };
}

/** What an error says that masked its own arguments. */
function maskedBy(error: unknown): string | undefined {
  const masked = error instanceof Error && 'masked' in error ? error.masked : undefined;
  return typeof masked === 'string' ? masked : undefined;
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
