/** Exit codes of all commands; 1 beats 3 beats 2 (semantics.md, section 6). */
export const EXIT = {
  done: 0,
  error: 1,
  changes: 2,
  incomplete: 3,
  usage: 64,
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Says how the command ended; not called means 0. */
export type SetExit = (code: ExitCode) => void;
