// Reasons why something did not happen, or is not known to have happened: a code with arguments. render/words/outcomes.ts turns
// them into sentences; the journal stores only the code.

import type { Arguments, Coded, Personal } from '../contact/argument.ts';
import type { FieldPath } from '../contact/difference.ts';
import type { ReadProblem } from '../live/problem.ts';
import type { BlockedDifference, ReadFailure, Refusal } from '../plan/document.ts';

type Nothing = Readonly<Record<never, never>>;

/** Codes of the engine's own reasons, with the arguments of each. A reason that wraps another one has it as `cause`. */
export type ReasonArguments = {
  /** The change is not in the reviewed plan. */
  readonly unreviewed: Nothing;
  /** The person would become mailable, and other accounts of the sender could not be asked whether they have opted out there. */
  readonly 'not-cross-checked': { readonly accounts: readonly string[] };
  /** The declaration has changed since the plan. */
  readonly 'manifest-moved': Nothing;
  /** The live contact has changed since the plan. `differs`: it is not what an interrupted create would have made. */
  readonly 'live-moved': { readonly what: 'appeared' | 'differs' | 'gone' | 'changed' };
  /** The vendor turned a create into an update, because the contact existed already. */
  readonly 'existed-already': Nothing;
  /** A change that this one depends on did not succeed. */
  readonly 'waited-in-vain': Nothing;
  /** The live contact showed the result before anything was sent, so nothing was. */
  readonly 'already-done': Nothing;
  /** Succeeded according to the vendor's response; not read back. */
  readonly unverified: Nothing;
  /** Written or accepted by the vendor, but not verified. */
  readonly unproved: { readonly why: 'interrupted' | 'stopped' | 'not-read-back' };
  /** The run ended before the change was finished. `unsent`: not all requests of the change were sent and answered. */
  readonly 'not-reached': { readonly why: 'interrupted' | 'stopped' | 'unsent' };
  /** The live contact could not be read before a write, to recover a write in flight, or after a write. No cause: not attempted. */
  readonly unread: { readonly step: 'before-write' | 'recovery' | 'read-back' };
  /** The request certainly was not carried out. */
  readonly 'not-sent': Nothing;
  /** Sent, but no response says whether it was carried out. */
  readonly unanswered: Nothing;
  /** The vendor may still be carrying out the job that writes it. */
  readonly 'job-may-run': Nothing;
  /** The vendor does not show what was written. */
  readonly 'not-shown': NotShown;
  /** The vendor does not show a subscription; the person may have opted out in the meantime. */
  readonly 'person-may-have-left': NotShown;
  /** The account's part of the plan must not be applied; the cause says why. */
  readonly 'account-refused': { readonly status: 'unread' | 'refused' };
  /** The plan has changes for an account that it does not list. */
  readonly 'not-in-plan': Nothing;
  /** The plan was made from a snapshot. */
  readonly 'from-snapshot': Nothing;
  /** An account of the plan is not connected. */
  readonly 'unknown-account': Nothing;
  /** The plan was made for another base URL or dialect than the account has now. */
  readonly 'other-origin': {
    readonly planned: string;
    readonly plannedDialect: string;
    readonly now: string;
    readonly nowDialect: string;
  };
  /** The requests of the plan address contacts by another key than the account's updates do now. */
  readonly 'other-key-field': { readonly planned: string; readonly now: string };
  /** The journal cannot be written. `advice`: the hint of the underlying error, if it has one. */
  readonly 'not-recorded': { readonly error: Personal<'system'>; readonly advice?: Personal<'system'> };
  /** A worker of the queue cannot begin the account's part of a run. `said`: why, without personal data. */
  readonly 'worker-cannot': { readonly said: string };
  /** A worker applies no part of a run that may be outdated: a younger run was begun, or nobody has worked on it for long. */
  readonly 'run-outdated': { readonly why: 'overtaken' | 'too-old' };
  /** A bug in rollcall. */
  readonly internal: { readonly error: Personal<'system'> };
};

/** Arguments of a reason: what the contact that was read back does not show. */
export type NotShown = {
  readonly what: 'deleted' | 'contact' | 'field';
  /** The likely cause, from the vendor's rules. */
  readonly reason?: string;
  /** What to declare instead. */
  readonly instead?: string;
  /** Place of the declaration, `file:line`. */
  readonly at?: Personal<'file'>;
};

/** Why a change did not happen or could not be verified, or why an account was refused or stopped. */
export interface Reason {
  /** Stable: an engine code (above), a failure's code (live/problem.ts), or a rule id (plan/rules/catalogue.ts). */
  readonly code: string;
  readonly args: Arguments;
  /** The field concerned; absent or empty for the whole contact. */
  readonly path?: FieldPath;
  /** Set if everything except that field was applied. */
  readonly partly?: true;
  readonly cause?: Reason;
  /** What `apply --resume` does next: continue with the change, or first read whether it was carried out. */
  readonly next?: 'resume' | 'resume-reads';
}

/** Makes a reason with one of the engine's own codes. */
export function because<Code extends keyof ReasonArguments>(
  code: Code,
  args: ReasonArguments[Code],
  more: Pick<Reason, 'path' | 'cause' | 'next'> = {},
): Reason & Coded<ReasonArguments> {
  return { code, args, ...more } as Reason & Coded<ReasonArguments>;
}

/** Makes a reason from a failure to read or write. */
export function becauseOfProblem({ code, args }: ReadProblem | ReadFailure): Reason {
  return { code, args };
}

/** Makes a reason from the planner's refusal of an account. */
export function becauseOfRefusal({ rule, args }: Refusal): Reason {
  return { code: rule, args };
}

/**
 * Makes a reason from a difference that the planner blocked.
 *
 * @param partly whether the rest of the change was applied
 */
export function becauseBlocked({ rule, args, path }: BlockedDifference, partly: boolean): Reason {
  return { code: rule, args, path, ...(partly ? { partly } : {}) };
}
