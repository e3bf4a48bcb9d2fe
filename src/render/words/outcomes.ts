// Sentences for the results of an apply, which state why a change or an account did not end as planned. Pure.

import type { AccountRow } from '../../apply/account-results.ts';
import type { Outcome } from '../../apply/events.ts';
import type { NotShown, Reason, ReasonArguments } from '../../apply/reason.ts';
import { formatPath } from '../../contact/difference.ts';
import type { RefusalRule, RuleId } from '../../plan/document.ts';
import { HINTS_THAT_MENTION_RESUME, wordsOfFailure } from './failures.ts';
import { wordsOfBlock, wordsOfRefusal } from './rules.ts';
import { type PlainArguments, type Sentences, say, type Words } from './say.ts';

const PLAN_AGAIN = 'plan again';
const SEE_WHAT_IS_LEFT = 'plan again to see what is left';
const GO_ON = '`rollcall apply --resume` continues with it';
const READS_FIRST = '`rollcall apply --resume` reads it before anything is sent';
const REPORT = 'continue with `rollcall apply --resume`; if it happens again, report it as a bug in rollcall';

/**
 * Map from the code of a reason to the function that composes its sentence. NOTHING means that the sentence of the reason's cause
 * is used instead.
 */
const REASONS: Sentences<ReasonArguments> = {
  unreviewed: words('it is not in the reviewed plan', 'plan, review and apply again'),
  'not-cross-checked': ({ accounts }) => ({
    message: `it could not be asked whether the person has opted out at ${accounts.join(', ')}`,
    hint: 'give the credentials of these accounts, apply at a terminal, or declare `expect: { crossCheck: false }` on the account',
  }),
  'manifest-moved': words('the manifests changed for this contact since the plan was made', PLAN_AGAIN),
  'live-moved': ({ what }) => ({ message: LIVE_MOVED[what], hint: PLAN_AGAIN }),
  'existed-already': words('the vendor had this contact already, so the create became an update', SEE_WHAT_IS_LEFT),
  'waited-in-vain': words(
    'another change that must be applied first was not applied',
    'see why that one was not applied, then plan again',
  ),
  'already-done': words('already as planned; nothing was sent for it', ''),
  unverified: words('the vendor confirmed it, but it was not read back', 'plan again to verify it'),
  unproved: ({ why }) => ({ message: UNPROVED[why], hint: '' }),
  'not-reached': ({ why }) => ({ message: NOT_REACHED[why], hint: '' }),
  unread: ({ step }) =>
    step === 'read-back' ? { message: 'written, but not read back', hint: SEE_WHAT_IS_LEFT } : NOTHING,
  'not-sent': () => NOTHING,
  unanswered: () => NOTHING,
  'job-may-run': words('the vendor may still be carrying out the batch that it is in', ''),
  'not-shown': notShown,
  'person-may-have-left': notShown,
  'account-refused': () => NOTHING,
  'not-in-plan': words('the plan has changes for this account, but does not say how it was read', PLAN_AGAIN),
  'from-snapshot': words(
    'the plan was made from a snapshot, so the current state at the vendor is unknown',
    'plan again without --live, and apply that plan',
  ),
  'unknown-account': words('the manifests have no such account', 'plan again, or apply with the manifests of the plan'),
  'other-origin': ({ planned, plannedDialect, now, nowDialect }) => ({
    message: `planned for ${planned} (${plannedDialect}), but the account is now ${now} (${nowDialect})`,
    hint: 'plan again: a plan can be applied only to the address and API version that it was made for',
  }),
  'other-key-field': ({ planned, now }) => ({
    message: `planned with keyField ${planned}, but the account now has ${now}`,
    hint: 'plan again',
  }),
  'not-recorded': ({ error, advice }) => ({
    message: `the journal cannot be written: ${error}`,
    hint: advice ?? REPORT,
  }),
  'worker-cannot': ({ said }) => ({ message: `a worker could not begin it: ${said}`, hint: 'see that worker’s log' }),
  'run-outdated': ({ why }) => ({ message: OUTDATED[why], hint: PLAN_AGAIN }),
  internal: ({ error }) => ({ message: `stopped by an unexpected error: ${error}`, hint: REPORT }),
};

const NOTHING: Words = { message: '', hint: '' };

function words(message: string, hint: string): () => Words {
  return () => ({ message, hint });
}

const LIVE_MOVED = {
  appeared: 'the contact appeared at the vendor since the plan was made',
  differs: 'the contact is at the vendor, but differs from what the interrupted create would have made',
  gone: 'the vendor no longer has the contact as the plan knew it',
  changed: 'the contact changed at the vendor since the plan was made',
} as const;

const OUTDATED = {
  overtaken: 'a newer run was begun at this account, so what this one declares may be outdated',
  'too-old': 'it rested for more than a day, so what it declares may be outdated',
} as const;

const UNPROVED = {
  interrupted: 'written, but not verified before the apply was interrupted',
  stopped: 'written, but not verified before the account was stopped',
  'not-read-back': 'the vendor accepted it and applies it later, and it was not read back',
} as const;

const NOT_REACHED = {
  interrupted: 'interrupted before this change',
  stopped: 'the account was stopped before this change',
  unsent: 'some of the requests that it needs were not sent or not answered',
} as const;

function notShown({ what, reason, instead, at }: PlainArguments<NotShown>): Words {
  if (what === 'deleted')
    return { message: 'the contact was deleted, but the vendor still shows it', hint: SEE_WHAT_IS_LEFT };
  const hint = reason === undefined ? SEE_WHAT_IS_LEFT : `likely reason: ${reason}`;
  const written = what === 'contact' ? 'the contact was written' : 'was written';
  return {
    message: `${written}, but the vendor does not show it`,
    hint: instead === undefined ? hint : `${hint}; ${at}: ${instead}`,
  };
}

/** Returns the sentence of an outcome and the next step; undefined for a change that succeeded and was verified. */
export function wordsOfOutcome({ code, args = {}, earlier, ...more }: Outcome): Words | undefined {
  if (earlier) return { message: 'this is the result of the run that was resumed', hint: PLAN_AGAIN };
  return code === undefined ? undefined : wordsOfReason({ ...more, code, args });
}

/**
 * Returns what went wrong at an account, and what to do.
 *
 * @returns undefined for an account without a problem
 */
export function wordsOfRow(row: Pick<AccountRow, 'status' | keyof Reason>): Words | undefined {
  const { status, code, args = {}, cause } = row;
  if (code === undefined) return undefined;
  const said = wordsOfReason({ code, args, ...(cause === undefined ? {} : { cause }) });
  // A row with `contacts` belongs to a snapshot or an explanation, which have no plan that could be incomplete.
  return status === 'unread' && !('contacts' in row) ? incomplete(said) : said;
}

function incomplete({ message, hint }: Words): Words {
  return { message: `the plan is incomplete: ${message}`, hint: `${hint}; then plan again` };
}

/** Returns the sentence of a reason and its cause, with the next step as the hint. */
export function wordsOfReason(reason: Reason): Words {
  const { message, hint } = withCause(reason);
  switch (reason.next) {
    case 'resume-reads':
      return { message, hint: READS_FIRST };
    case 'resume':
      return {
        message,
        hint: mentionsResume(reason) ? hint : [hint, GO_ON].filter((part) => part !== '').join('; then '),
      };
    default:
      return { message, hint };
  }
}

function withCause(reason: Reason): Words {
  const { code, args, cause } = reason;
  const own = ownWords(reason);
  if (cause === undefined) return own;
  const because = wordsOfReason(cause);
  if (code === 'account-refused') return args.status === 'unread' ? incomplete(because) : because;
  if (code === 'not-reached') return { ...own, hint: because.hint };
  if (own.message === '') return because;
  return { message: `written, but could not be read back: ${because.message}`, hint: because.hint };
}

function ownWords({ code, args, path, partly }: Reason): Words {
  const said = say(REASONS, code, args);
  if (said !== undefined) return args.what === 'field' ? { ...said, message: `${nameOf(path)} ${said.message}` } : said;
  // The remaining codes are those of failures, refusals and blocked changes; only a blocked change has a path.
  if (path === undefined) return wordsOfFailure({ code, args }) ?? refused(code as RefusalRule, args);
  const { message, unblock } = wordsOfBlock({ rule: code as RuleId, args });
  return { message: `${partly ? 'the rest was applied; ' : ''}${nameOf(path)}: ${message}`, hint: unblock };
}

function refused(rule: RefusalRule, args: Reason['args']): Words {
  const { message, unblock } = wordsOfRefusal({ rule, args });
  return { message, hint: unblock };
}

function nameOf(path: Reason['path'] = []): string {
  return path.length === 0 ? 'the contact' : formatPath(path);
}

/** True if the hint already mentions how to resume an apply. */
function mentionsResume({ cause }: Reason): boolean {
  if (cause === undefined) return false;
  const isReported = cause.code === 'internal' || (cause.code === 'not-recorded' && cause.args.advice === undefined);
  return isReported || HINTS_THAT_MENTION_RESUME.includes(cause.code) || mentionsResume(cause);
}
