// Proof: what was written is read back, asynchronous effects until they show or a bound is reached. What the vendor silently
// ignored is `unconverged`, with the likely reason.

import { personal } from '../../contact/argument.ts';
import type { LiveContact } from '../../contact/contact.ts';
import { because, becauseBlocked, becauseOfProblem, type Reason } from '../reason.ts';
import { type ReadAgain, readDigests } from '../recheck/read-contacts.ts';
import { type AccountRun, type ChangeRun, end, isInterrupted, isStopping, pause } from '../run.ts';
import { isBroughtAbout, unsatisfied } from './satisfied.ts';

/** How long an asynchronous effect may take to show (milliseconds), and the first pause; every next one is twice as long. */
const WAIT_FOR = 30_000;
const FIRST_PAUSE = 250;

/** @param entries of the run, those that were written among them */
export async function verifyAll(run: AccountRun, entries: Iterable<ChangeRun>): Promise<void> {
  const written = [...entries].filter(({ outcome, written }) => outcome === undefined && written);
  for (const entry of written) {
    if (isProved(entry)) await settle(run, entry, entry.live);
  }
  let waiting = written.filter(({ outcome }) => outcome === undefined);
  if (run.verify) waiting = await readBack(run, waiting);
  for (const entry of waiting) await (run.verify ? leaveOpen(run, entry) : settleUnread(run, entry));
}

/** @returns those that an interruption left unproved */
async function readBack(run: AccountRun, entries: readonly ChangeRun[]): Promise<ChangeRun[]> {
  let waiting = [...entries];
  const started = run.clock.now();
  for (let wait = FIRST_PAUSE; waiting.length > 0 && !isInterrupted(run); wait *= 2) {
    await run.listener({ type: 'verifying', account: run.at.account, contacts: waiting.length });
    // By when the reading began: a long listing may see a contact minutes before its end.
    const isLast = run.clock.now() + wait - started > WAIT_FOR;
    // Of most contacts it is enough to know that they are as they should be.
    const { contacts } = await readDigests(run, waiting, ({ change }, live) =>
      isBroughtAbout(change, live) ? AS_WANTED : live,
    );
    for (const entry of waiting) await judge(run, entry, contacts.get(entry), isLast && !isStopping(run));
    waiting = waiting.filter(({ outcome }) => outcome === undefined);
    // A stopped account is looked at once: what was wrong with it may be wrong with reading, too.
    if (isStopping(run)) break;
    if (waiting.length > 0) await pause(run, wait);
  }
  return waiting;
}

/** Ends a change of which every request was answered with the contact as it is now. */
export async function endIfProved(run: AccountRun, entry: ChangeRun): Promise<void> {
  if (entry.outcome === undefined && entry.open.size === 0 && isProved(entry)) await settle(run, entry, entry.live);
}

function isProved({ live, unproved }: ChangeRun): boolean {
  return live !== undefined && !unproved;
}

const AS_WANTED = 'as wanted';
type ReadBack = LiveContact | typeof AS_WANTED | undefined;

async function judge(
  run: AccountRun,
  entry: ChangeRun,
  read: ReadAgain<ReadBack> | undefined,
  isLast: boolean,
): Promise<void> {
  const { live, problem } = read ?? NOT_ASKED;
  if (problem === undefined) {
    if (isLast || isShown(entry, live)) await settle(run, entry, live);
  } else if (isLast) {
    const unread = because('unread', { step: 'read-back' }, { cause: becauseOfProblem(problem) });
    if (entry.lost !== undefined) await end(run, entry, 'failed', entry.lost);
    else await end(run, entry, 'unconverged', unread);
  }
}

const NOT_ASKED: ReadAgain<ReadBack> = { live: undefined, problem: { code: 'no-look-up', args: {} } };

/** Neither done nor failed: a resumed run proves it, and sends nothing again that shows. */
async function leaveOpen(run: AccountRun, entry: ChangeRun): Promise<void> {
  const why = run.stopped === undefined ? 'interrupted' : 'stopped';
  await end(run, entry, 'pending', { ...(entry.lost ?? because('unproved', { why })), next: 'resume-reads' });
}

/** By the vendor's word alone. What it only took, or did not answer to, is not called done. */
async function settleUnread(run: AccountRun, entry: ChangeRun): Promise<void> {
  const { change, confirmed, lost, open } = entry;
  if (change.requests.every((request) => confirmed.has(request))) {
    return succeed(run, entry, because('unverified', {}));
  }
  if (lost !== undefined) return end(run, entry, 'pending', { ...lost, next: 'resume-reads' });
  if (open.size > 0) return end(run, entry, 'pending', NOT_SENT);
  return end(run, entry, 'pending', because('unproved', { why: 'not-read-back' }, { next: 'resume-reads' }));
}

const NOT_SENT = because('not-reached', { why: 'unsent' }, { next: 'resume' });

/** @param reason where it is not known by reading */
async function succeed(run: AccountRun, entry: ChangeRun, reason?: Reason): Promise<void> {
  const [blocked] = entry.change.blocked;
  if (blocked === undefined) return end(run, entry, 'succeeded', reason);
  return end(run, entry, 'blocked', becauseBlocked(blocked, true));
}

/** Everything that was to be written has been answered: what does live show? */
async function settle(run: AccountRun, entry: ChangeRun, read: ReadBack): Promise<void> {
  const { lost, open } = entry;
  if (isShown(entry, read)) return succeed(run, entry);
  const live = read === AS_WANTED ? undefined : read;
  if (lost !== undefined && (live === undefined || open.size === 0)) return end(run, entry, 'failed', lost);
  if (open.size > 0) return end(run, entry, 'pending', NOT_SENT);
  return end(run, entry, 'unconverged', notShown(run, entry, live));
}

function isShown({ change }: ChangeRun, read: ReadBack): boolean {
  return read === AS_WANTED || isBroughtAbout(change, read);
}

function notShown(run: AccountRun, { change, contact }: ChangeRun, live: LiveContact | undefined): Reason {
  const [left] = unsatisfied(change.differences, live);
  if (live === undefined || left === undefined) {
    return because('not-shown', { what: change.action === 'delete' ? 'deleted' : 'contact' });
  }
  const { reason, code = 'not-shown', instead } = run.at.provider.requests.whyUnconverged(left);
  const { file, line } = contact?.desired.source ?? change.source;
  const advice = instead === undefined ? {} : { instead, at: personal('file', `${file}:${line}`) };
  return because(code, { what: 'field', reason, ...advice }, { path: left.path });
}
