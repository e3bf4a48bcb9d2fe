// Applies a plan with progress on stderr, a time limit and graceful interruption.

import type { Approval } from '../../apply/check-plan.ts';
import type { ApplyEvent, ApplyListener } from '../../apply/events.ts';
import type { ContactToPlan } from '../../base/contact-to-plan.ts';
import type { RecordBefore } from '../../base/rollback/rolled-back.ts';
import { unmasked } from '../../contact/sentence.ts';
import { systemClock } from '../../http/clock.ts';
import type { Plan, PlannedRequest } from '../../plan/document.ts';
import { contactOfRollback } from '../../plan/rollback/contact.ts';
import { contactsToApply } from '../../plan/suppressed/from-plan.ts';
import { neutralise } from '../../render/neutralise.ts';
import { foldProgress, progressLine, renderEvent, startProgress as startFold } from '../../render/text/progress.ts';
import { locksNotShared, waitingForLock } from '../../render/words/locks.ts';
import { count } from '../../render/words/numbers.ts';
import { applyWithJournal, type JournalledApplyResult } from '../../workflows/apply.ts';
import type { LockSettings } from '../../workflows/locks.ts';
import type { FoundJournal } from '../../workflows/resume.ts';
import { EXIT, type Interruption } from '../exit-codes.ts';
import { type GlobalOptions, isJson } from '../options/options.ts';
import { isRedacted } from '../options/redaction.ts';
import type { RefreshFlags } from '../options/refresh.ts';
import type { Session } from '../session.ts';
import { startProgress } from '../terminal/progress.ts';
import { ENDING_SIGNALS, onEndingSignals } from '../terminal/signals.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** The apply to run. */
export interface Applying {
  readonly plan: Plan;
  /** How the plan was approved, and what the record of each account says at present. */
  readonly approval: Approval;
  /** The plan's requests, without those of accounts to which it must not be applied. */
  readonly sendable: readonly PlannedRequest[];
  /** Only changes of these plans may be sent; undefined: all may. */
  readonly reviewed: readonly Plan[] | undefined;
  /** The journal to continue; undefined: start a new one. */
  readonly resume: FoundJournal | undefined;
  /** When the reading of the live contacts for this plan began, in milliseconds since the epoch; absent for a saved plan. */
  readonly readAt?: number | undefined;
  /** Whether the stored time of a saved plan's reading (keepReading) may be used, so that contacts need not be read again. */
  readonly usesKeptReading?: boolean;
  /** Path of the age identity file that decrypted the plans. */
  readonly identity: string | undefined;
  /** Receives every event before the terminal does, and is awaited. */
  readonly listener: ApplyListener;
  /** Called when the locks are held, before anything is stored or sent. Returns what the records said before, for the journal. */
  readonly beforeSending: (hasWaited: boolean) => Promise<readonly RecordBefore[]>;
}

/** Parsed values of apply's options about the run. */
export interface ApplyFlags extends GlobalOptions, RefreshFlags {
  /** Time limit in milliseconds. When it is reached, the run ends as if interrupted. */
  readonly timeout?: number;
  /** How long to wait for another apply at the same destination, in milliseconds; absent: do not wait. */
  readonly lockTimeout?: number;
  readonly parallelism?: number;
  /**
   * Maximum age, in milliseconds, of a contact's reading before an update without a status or identifier; absent: 60 seconds. If
   * the reading is older, the contact is read again.
   */
  readonly maxAge?: number;
  readonly verify: boolean;
}

/**
 * Applies the plan. After the first SIGINT, SIGTERM or SIGHUP, requests in flight are finished and all other changes stay pending; the
 * second exits at once.
 *
 * @throws HintedError the errors of applyWithJournal
 */
export async function applyWithProgress(
  { plan, sendable, listener, ...applying }: Applying,
  { configuration, connections }: Session,
  options: ApplyFlags,
  terminal: Terminal,
): Promise<JournalledApplyResult & { readonly interrupted: Interruption }> {
  const interruption = new AbortController();
  let isStarted = false;
  let interrupted: Interruption = false;
  const interrupt = (signal: keyof typeof ENDING_SIGNALS): void => {
    interrupted = ENDING_SIGNALS[signal];
    if (interruption.signal.aborted) process.exit(interrupted);
    if (isStarted) terminal.err('\nFinishing requests in flight; interrupt again to exit at once.\n');
    interruption.abort();
  };
  const giveUp = (): void => {
    interrupted = EXIT.interrupted;
    terminal.err('\nTime limit reached; finishing requests in flight. Continue later with --resume.\n');
    interruption.abort();
  };
  const endListening = onEndingSignals(interrupt);
  let deadline: NodeJS.Timeout | undefined;
  let state = startFold(plan);
  const line = (): string => progressLine(state, secondsSince(writing));
  const writing = new Map<string, number>();
  const progress = startProgress(line, terminal, { isQuiet: options.quiet === true || isJson(options) });
  const toShow = isRedacted(options, process.env)
    ? (await import('../../render/redact/plan.ts')).eventRedactor(plan)
    : (event: ApplyEvent) => event;
  const isSaid = sendable.length > 0 && options.quiet !== true && !isJson(options);
  const onStart = (releaseNow: () => void): (() => void) => {
    isStarted = true;
    if (options.timeout !== undefined) deadline = setTimeout(giveUp, options.timeout);
    if (isSaid) terminal.err(`Applying ${count(sendable.length, 'request')}…\n`);
    // A second interruption exits the process at once; the locks must be released then, too.
    process.on('exit', releaseNow);
    return () => process.off('exit', releaseNow);
  };
  try {
    const done = await applyWithJournal({
      ...applying,
      plan,
      workingDirectory: process.cwd(),
      locks: lockSettings(options, terminal),
      onStart,
      contacts: contactsOf(plan, configuration),
      accounts: connections.accounts,
      clock: systemClock,
      signal: interruption.signal,
      refresh: options.refresh !== false,
      verify: options.verify,
      ...(options.parallelism === undefined ? {} : { parallelism: options.parallelism }),
      ...(options.maxAge === undefined ? {} : { maxAge: options.maxAge }),
      listener: async (event) => {
        await listener(event);
        state = foldProgress(state, event);
        if (event.type === 'account-stopped') terminal.err(`${renderEvent(toShow(event))}\n`);
        if (event.type === 'sending' && !writing.has(event.account)) writing.set(event.account, performance.now());
      },
    });
    return { ...done, interrupted };
  } finally {
    clearTimeout(deadline);
    progress.done();
    endListening();
  }
}

/**
 * Returns the contacts that the plan was made from, by key. A rollback is not made from the manifests, so its plan contains them.
 */
function contactsOf(plan: Plan, configuration: Session['configuration']): ReadonlyMap<string, ContactToPlan> {
  if (plan.rollback === undefined) return contactsToApply(plan, configuration);
  return new Map(plan.changes.map(contactOfRollback).map((contact) => [contact.desired.key, contact]));
}

function lockSettings({ sandbox, lockTimeout, quiet }: ApplyFlags, terminal: Terminal): LockSettings {
  const say = (text: string): void => terminal.err(`${neutralise(text)}\n`);
  return {
    environment: process.env,
    ...(typeof sandbox === 'string' ? { sandbox } : {}),
    ...(lockTimeout === undefined ? {} : { timeout: lockTimeout }),
    onEvent: (event) => {
      // Announce the wait even with --quiet: a run that waits would otherwise seem to hang.
      if (event.type === 'waiting') say(waitingForLock(unmasked(event.taken.who), event.timeout));
      else if (quiet !== true) say(locksNotShared(event.reason));
    },
  };
}

function secondsSince(began: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  const now = performance.now();
  return new Map([...began].map(([account, at]) => [account, (now - at) / 1000]));
}
