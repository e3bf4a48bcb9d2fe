import type { AccountRow, ApplyEnding } from '../apply/account-results.ts';

/** Exit codes of all commands. If several apply, 1 wins over 3, and 3 over 2 (docs/semantics.md#exit-codes). */
export const EXIT = {
  done: 0,
  error: 1,
  changes: 2,
  incomplete: 3,
  usage: 64,
  hungUp: 129,
  interrupted: 130,
} as const;

/** An exit code of the program. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The exit code of an apply that was interrupted; false if it was not. */
export type Interruption = false | typeof EXIT.interrupted | typeof EXIT.hungUp;

/** The result of a command. */
export type CommandResult =
  | { readonly command: 'apply'; readonly ending: ApplyEnding; readonly interrupted: Interruption }
  | {
      readonly command: 'plan';
      readonly accounts: readonly AccountRow[];
      /** True if commits that these manifests lack have changed contacts that these manifests change, too. */
      readonly isInConflict: boolean;
      /** True if invalid entries of the manifests were left out (--skip-invalid). */
      readonly leavesOutEntries: boolean;
      /** True if --detailed-exitcode was given and there are changes, blocked ones included. */
      readonly showsChanges: boolean;
    }
  /** `showsChanges`: --detailed-exitcode was given, and there is drift. */
  | { readonly command: 'drift'; readonly isComplete: boolean; readonly showsChanges: boolean }
  /** `excepted`: number of values that could not be taken. */
  | { readonly command: 'pull'; readonly isComplete: boolean; readonly excepted: number }
  | { readonly command: 'snapshot' | 'explain'; readonly accounts: readonly AccountRow[] }
  /**
   * `isSound`: every account can be planned. `isComplete`: every rehearsal found out what it could, and removed its contact if
   * the vendor can remove contacts.
   */
  | {
      readonly command: 'doctor';
      readonly isSound: boolean;
      readonly isComplete: boolean;
      readonly interrupted: Interruption;
    }
  /** `excepted`: number of live contacts that could not be written. */
  | { readonly command: 'import'; readonly excepted: number };

const ENDINGS = { done: EXIT.done, incomplete: EXIT.incomplete, 'not-started': EXIT.error } as const;

/** Returns the exit code of a command that ended with a result. */
export function exitCodeOf(result: CommandResult): ExitCode {
  switch (result.command) {
    case 'apply':
      return result.interrupted === false ? ENDINGS[result.ending] : result.interrupted;
    case 'plan':
      if (!result.accounts.every(isWhole) || result.isInConflict) return EXIT.error;
      if (result.leavesOutEntries) return EXIT.incomplete;
      return result.showsChanges ? EXIT.changes : EXIT.done;
    case 'drift':
      if (!result.isComplete) return EXIT.error;
      return result.showsChanges ? EXIT.changes : EXIT.done;
    case 'pull':
      if (!result.isComplete) return EXIT.error;
      return result.excepted === 0 ? EXIT.done : EXIT.incomplete;
    case 'doctor':
      if (result.interrupted !== false) return result.interrupted;
      if (!result.isSound) return EXIT.error;
      return result.isComplete ? EXIT.done : EXIT.incomplete;
    case 'import':
      return result.excepted === 0 ? EXIT.done : EXIT.incomplete;
    case 'snapshot':
    case 'explain':
      return result.accounts.every(isWhole) ? EXIT.done : EXIT.error;
  }
}

function isWhole({ status }: AccountRow): boolean {
  return status !== 'unread' && status !== 'refused';
}

/** Returns the exit code of a failed command: 64 for usage errors, 130 if interrupted at a prompt, otherwise 1. */
export function exitCodeOfFailure(code: string): ExitCode {
  if (code === 'usage') return EXIT.usage;
  return code === 'interrupted' ? EXIT.interrupted : EXIT.error;
}

/** Sets the exit code of the command; 0 if never called. */
export type SetExit = (code: ExitCode) => void;
