import type { ApplyEnding } from '../apply/account-results.ts';

/** Exit codes of all commands; 1 beats 3 beats 2 (docs/semantics.md#exit-codes). */
export const EXIT = {
  done: 0,
  error: 1,
  changes: 2,
  incomplete: 3,
  usage: 64,
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

const ENDINGS = { done: EXIT.done, incomplete: EXIT.incomplete, 'not-started': EXIT.error } as const;

/** Of an apply: what its rows say, unless somebody ended it. */
export function exitCodeOfApply(ending: ApplyEnding, interrupted: boolean): ExitCode {
  return interrupted ? EXIT.interrupted : ENDINGS[ending];
}

/** A command that could not do its work: 1, unless the caller or the question ended it. */
export function exitCodeOfFailure(code: string): ExitCode {
  if (code === 'usage') return EXIT.usage;
  return code === 'interrupted' ? EXIT.interrupted : EXIT.error;
}

/** Says how the command ended; not called means 0. */
export type SetExit = (code: ExitCode) => void;
