// Verifies changes: reads the written contacts back until they show the changes, or until a time limit, because some vendors apply
// writes asynchronously. A change that the vendor silently ignored ends as `unconverged`, with the likely reason.

import { personal } from '../../contact/argument.ts';
import type { LiveContact } from '../../contact/contact.ts';
import { isEvidence } from '../../contact/evidence.ts';
import { because, becauseBlocked, becauseOfProblem, type Reason } from '../reason.ts';
import { type ReadAgain, readDigests } from '../recheck/read-contacts.ts';
import { type AccountRun, type ChangeRun, finishChange, isInterrupted, isStopping, pause } from '../run.ts';
import { isInEffect, unsatisfied } from './satisfied.ts';

/** How long an asynchronous effect may take to show, in milliseconds. */
const MAX_WAIT = 30_000;
/** Pause after the first read, in milliseconds; each further pause is twice as long. */
const FIRST_PAUSE = 250;

/**
 * Verifies the written changes among these and finishes them.
 *
 * @param entries changes of the run; those not written, or finished already, are ignored
 */
export async function verifyAll(run: AccountRun, entries: Iterable<ChangeRun>): Promise<void> {
  const written = [...entries].filter(({ outcome, written }) => outcome === undefined && written);
  for (const entry of written) {
    if (isProved(entry)) await finishFromRead(run, entry, entry.live);
  }
  let waiting = written.filter(({ outcome }) => outcome === undefined);
  if (run.verify) waiting = await readBack(run, waiting);
  for (const entry of waiting) await (run.verify ? finishUnproved(run, entry) : finishUnverified(run, entry));
}

/**
 * Reads the contacts of changes back and finishes the changes.
 *
 * @returns the changes that could not be verified, because the run was interrupted or the account stopped
 */
async function readBack(run: AccountRun, entries: readonly ChangeRun[]): Promise<ChangeRun[]> {
  let waiting = [...entries];
  const started = run.clock.now();
  for (let wait = FIRST_PAUSE; waiting.length > 0 && !isInterrupted(run); wait *= 2) {
    await run.listener({ type: 'verifying', account: run.target.account, contacts: waiting.length });
    // Measured from the start of the read, because a long listing may see a contact minutes before it ends.
    const isLast = run.clock.now() + wait - started > MAX_WAIT;
    // To save memory, do not store contacts that show the whole change, only the fact that they do.
    const { contacts } = await readDigests(run, waiting, ({ change }, live) =>
      isInEffect(change, live) ? AS_WANTED : live,
    );
    for (const entry of waiting) await evaluate(run, entry, contacts.get(entry), isLast && !isStopping(run));
    waiting = waiting.filter(({ outcome }) => outcome === undefined);
    // Read a stopped account only once, because reading it may fail for the same reason.
    if (isStopping(run)) break;
    if (waiting.length > 0) await pause(run, wait);
  }
  return waiting;
}

/** Finishes a change without reading if all its requests were answered and a response contained the resulting contact. */
export async function endIfProved(run: AccountRun, entry: ChangeRun): Promise<void> {
  if (entry.outcome === undefined && entry.open.size === 0 && isProved(entry))
    await finishFromRead(run, entry, entry.live);
}

function isProved({ live, unproved }: ChangeRun): boolean {
  return live !== undefined && !unproved;
}

const AS_WANTED = 'as wanted';
type ReadBack = LiveContact | typeof AS_WANTED | undefined;

async function evaluate(
  run: AccountRun,
  entry: ChangeRun,
  read: ReadAgain<ReadBack> | undefined,
  isLast: boolean,
): Promise<void> {
  const { live, problem } = read ?? NOT_ASKED;
  if (problem === undefined) {
    if (isLast || isShown(entry, live)) await finishFromRead(run, entry, live);
  } else if (isLast) {
    await finishUnread(run, entry, becauseOfProblem(problem));
  }
}

/**
 * Finishes, as pending, a change that was written and could not be read back. Nothing says whether the write took effect; a resumed
 * run reads the contact again.
 *
 * @param cause why it could not be read; absent: after an unexpected error
 */
export async function finishUnread(run: AccountRun, entry: ChangeRun, cause?: Reason): Promise<void> {
  const unread = because('unread', { step: 'read-back' }, cause === undefined ? {} : { cause });
  const reason = entry.jobMayRun ? JOB_MAY_RUN : { ...(entry.lost ?? unread), next: 'resume-reads' as const };
  await finishChange(run, entry, 'pending', reason);
}

const NOT_ASKED: ReadAgain<ReadBack> = { live: undefined, problem: { code: 'no-look-up', args: {} } };

/** Finishes, as pending, a change that was not verified. A resumed run verifies it, and repeats nothing that has taken effect. */
async function finishUnproved(run: AccountRun, entry: ChangeRun): Promise<void> {
  const why = run.stopped === undefined ? 'interrupted' : 'stopped';
  await finishChange(run, entry, 'pending', { ...(entry.lost ?? because('unproved', { why })), next: 'resume-reads' });
}

/** Finishes a change with --no-verify: as succeeded only if the vendor confirmed all its requests, otherwise as pending. */
async function finishUnverified(run: AccountRun, entry: ChangeRun): Promise<void> {
  const { change, confirmed, lost, open } = entry;
  if (change.requests.every((request) => confirmed.has(request))) {
    return finishSucceeded(run, entry, because('unverified', {}));
  }
  if (entry.jobMayRun) return finishChange(run, entry, 'pending', JOB_MAY_RUN);
  if (lost !== undefined) return finishChange(run, entry, 'pending', { ...lost, next: 'resume-reads' });
  if (open.size > 0) return finishChange(run, entry, 'pending', NOT_SENT);
  return finishChange(run, entry, 'pending', because('unproved', { why: 'not-read-back' }, { next: 'resume-reads' }));
}

/** The reason of a change whose job the vendor may still be carrying out. */
export const JOB_MAY_RUN = because('job-may-run', {}, { next: 'resume-reads' });

const NOT_SENT = because('not-reached', { why: 'unsent' }, { next: 'resume' });

/**
 * Finishes a change as succeeded, or as blocked if the plan refused a part of it.
 *
 * @param reason set if the success was not verified by reading, or if nothing was sent for it
 */
export async function finishSucceeded(run: AccountRun, entry: ChangeRun, reason?: Reason): Promise<void> {
  const [blocked] = entry.change.blocked;
  if (blocked === undefined) return finishChange(run, entry, 'succeeded', reason);
  return finishChange(run, entry, 'blocked', becauseBlocked(blocked, true));
}

/** Finishes a change according to the contact that was read back. */
async function finishFromRead(run: AccountRun, entry: ChangeRun, read: ReadBack): Promise<void> {
  const { lost, open } = entry;
  if (isShown(entry, read)) return finishSucceeded(run, entry);
  if (entry.jobMayRun) return finishChange(run, entry, 'pending', JOB_MAY_RUN);
  const live = read === AS_WANTED ? undefined : read;
  const isRefuted = lost !== undefined && !showsUnconfirmed(run, entry, live);
  if (isRefuted && (live === undefined || open.size === 0)) return finishChange(run, entry, 'failed', lost);
  if (open.size > 0) return finishChange(run, entry, 'pending', NOT_SENT);
  return finishChange(run, entry, 'unconverged', notShown(run, entry, live));
}

function isShown({ change }: ChangeRun, read: ReadBack): boolean {
  return read === AS_WANTED || isInEffect(change, read);
}

/**
 * True if the contact shows something that only a request without a confirmation can have written: the request was carried out, even
 * if the contact does not show all of it.
 */
function showsUnconfirmed(run: AccountRun, { change, confirmed }: ChangeRun, live: LiveContact | undefined): boolean {
  if (live === undefined || change.action === 'delete') return false;
  const requests = change.requests.flatMap((id) => (confirmed.has(id) ? [] : (run.requestsById.get(id) ?? [])));
  if (change.action === 'create' && requests.some(({ kind }) => kind !== 'grouped' && kind !== 'definition'))
    return true;
  const items = requests.flatMap((request) => request.items.filter((item) => item.change === change.id));
  const carried = items.flatMap(({ carries }) => carries.flatMap((index) => change.differences[index] ?? []));
  const shown = carried.filter((one) => !isEvidence(one));
  return unsatisfied(shown, live).length < shown.length;
}

function notShown(run: AccountRun, { change, contact }: ChangeRun, live: LiveContact | undefined): Reason {
  const [left] = unsatisfied(change.differences, live);
  if (live === undefined || left === undefined) {
    return because('not-shown', { what: change.action === 'delete' ? 'deleted' : 'contact' });
  }
  const { reason, code = 'not-shown', instead } = run.target.provider.requests.whyUnconverged(left);
  const { file, line } = contact?.desired.source ?? change.source;
  const advice = instead === undefined ? {} : { instead, at: personal('file', `${file}:${line}`) };
  return because(code, { what: 'field', reason, ...advice }, { path: left.path });
}
