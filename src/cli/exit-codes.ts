import type { ApplyEnding } from '../apply/account-results.ts';

/** Exit codes of all commands. If several apply, 1 wins over 3, and 3 over 2 (docs/semantics.md#exit-codes). */
export const EXIT = {
  done: 0,
  error: 1,
  changes: 2,
  incomplete: 3,
  usage: 64,
  interrupted: 130,
} as const;

/** An exit code of the program. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

const ENDINGS = { done: EXIT.done, incomplete: EXIT.incomplete, 'not-started': EXIT.error } as const;

/** The exit code of an apply: 130 if it was interrupted, otherwise the one of its result. */
export function exitCodeOfApply(ending: ApplyEnding, interrupted: boolean): ExitCode {
  return interrupted ? EXIT.interrupted : ENDINGS[ending];
}

/** The exit code of a failed command: 64 for usage errors, 130 if interrupted at a prompt, otherwise 1. */
export function exitCodeOfFailure(code: string): ExitCode {
  if (code === 'usage') return EXIT.usage;
  return code === 'interrupted' ? EXIT.interrupted : EXIT.error;
}

/** Sets the exit code of the command; 0 if never called. */
export type SetExit = (code: ExitCode) => void;
