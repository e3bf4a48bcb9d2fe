// Why something did not happen, or is not known to have happened: a code and its arguments. render/words/outcomes.ts makes
// sentences of them; the journal holds the code alone.

import type { Arguments, Coded, Personal } from '../contact/argument.ts';
import type { FieldPath } from '../contact/difference.ts';
import type { ReadProblem } from '../live/problem.ts';
import type { BlockedDifference, ReadFailure, Refusal } from '../plan/document.ts';

type Nothing = Readonly<Record<never, never>>;

/** Reasons of the engine's own: code → arguments. Those that wrap another reason have it as `cause`. */
export type ReasonArguments = {
  /** The change is not in the reviewed plan. */
  readonly unreviewed: Nothing;
  readonly 'manifest-moved': Nothing;
  /** `differs`: a create that was interrupted, and a contact that is not what it would have made. */
  readonly 'live-moved': { readonly what: 'appeared' | 'differs' | 'gone' | 'changed' };
  /** A create that became an update. */
  readonly 'existed-already': Nothing;
  /** Another change that must come first did not happen. */
  readonly 'waited-in-vain': Nothing;
  /** Done by the vendor's answer alone. */
  readonly unverified: Nothing;
  /** Written, or taken by the vendor, and not proved. */
  readonly unproved: { readonly why: 'interrupted' | 'stopped' | 'not-read-back' };
  /** `unsent`: not every request of it was sent and answered. */
  readonly 'not-reached': { readonly why: 'interrupted' | 'stopped' | 'unsent' };
  /** Live could not be read: before a write, to find out what became of one, or after it. Without a cause, nobody tried. */
  readonly unread: { readonly step: 'before-write' | 'recovery' | 'read-back' };
  readonly 'not-sent': Nothing;
  /** Sent, and no answer says what became of it. */
  readonly unanswered: Nothing;
  /** The vendor does not show what was written. `reason`: the likely one, by the vendor's rules; `instead`: what to declare there. */
  readonly 'not-shown': NotShown;
  readonly 'person-may-have-left': NotShown;
  /** The account's part of the plan may not be applied. */
  readonly 'account-refused': { readonly status: 'unread' | 'refused' };
  /** The plan has changes for an account that it does not say anything of. */
  readonly 'not-in-plan': Nothing;
  readonly 'from-snapshot': Nothing;
  readonly 'unknown-account': Nothing;
  readonly 'other-origin': {
    readonly planned: string;
    readonly plannedDialect: string;
    readonly now: string;
    readonly nowDialect: string;
  };
  /** The journal cannot be written. `advice`: where the system's own hint says more. */
  readonly 'not-recorded': { readonly error: Personal<'system'>; readonly advice?: Personal<'system'> };
  /** A fault of ours. */
  readonly internal: { readonly error: Personal<'system'> };
};

export type NotShown = {
  readonly what: 'deleted' | 'contact' | 'field';
  readonly reason?: string;
  readonly instead?: string;
  readonly at?: Personal<'file'>;
};

export interface Reason {
  /** Stable word: of the engine, of a failure (live/problem.ts), or a rule's id (plan/rules/catalogue.ts). */
  readonly code: string;
  readonly args: Arguments;
  /** The field that it speaks of; empty for the whole contact. */
  readonly path?: FieldPath;
  /** Everything but that field was applied. */
  readonly partly?: true;
  readonly cause?: Reason;
  /** `apply --resume` goes on with it, or first of all reads what became of it. */
  readonly next?: 'resume' | 'resume-reads';
}

/** A reason of the engine's own. */
export function because<Code extends keyof ReasonArguments>(
  code: Code,
  args: ReasonArguments[Code],
  more: Pick<Reason, 'path' | 'cause' | 'next'> = {},
): Reason & Coded<ReasonArguments> {
  return { code, args, ...more } as Reason & Coded<ReasonArguments>;
}

export function becauseOfProblem({ code, args }: ReadProblem | ReadFailure): Reason {
  return { code, args };
}

export function becauseOfRefusal({ rule, args }: Refusal): Reason {
  return { code: rule, args };
}

/** @param partly whether the rest of the change was applied */
export function becauseBlocked({ rule, args, path }: BlockedDifference, partly: boolean): Reason {
  return { code: rule, args, path, ...(partly ? { partly } : {}) };
}
