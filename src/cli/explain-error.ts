// Failures → what a person reads. Expected ones have a message and a hint; anything else is our fault and says so.

import { inert } from '../render/inert.ts';
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

export function explain(error: unknown): Explained {
  if (error instanceof CommandError) {
    const { code, message, hint, details, exitCode } = error;
    return { text: words(message, hint), document: { code, message, hint, ...details }, exitCode };
  }
  if (error instanceof Error && 'hint' in error && typeof error.hint === 'string') {
    const { message, hint } = error;
    return { text: words(message, hint), document: { code: kebab(error.name), message, hint }, exitCode: EXIT.error };
  }
  if (error instanceof Error && 'code' in error && typeof error.code === 'string' && 'syscall' in error) {
    return {
      text: words(error.message, undefined),
      document: { code: error.code, message: error.message },
      exitCode: EXIT.error,
    };
  }
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const hint = 'this is a fault of rollcall; ROLLCALL_DEBUG=1 shows where. Nothing more was sent to any vendor.';
  const stack = process.env.ROLLCALL_DEBUG && error instanceof Error ? `${error.stack}\n` : '';
  return { text: words(message, hint) + stack, document: { code: 'internal', message, hint }, exitCode: EXIT.error };
}

function words(message: string, hint: string | undefined): string {
  return `Error: ${inert(message)}\n${hint === undefined || hint === '' ? '' : `  → ${inert(hint)}\n`}`;
}

function kebab(name: string): string {
  return name
    .replace(/Error$/, '')
    .replace(/(?<=[a-z])(?=[A-Z])/g, '-')
    .toLowerCase();
}
