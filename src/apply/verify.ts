// Proof: what was written is read back, asynchronous effects until they show or a bound is reached. What the vendor silently
// ignored is `unconverged`, with the likely reason.

import type { LiveContact } from '../contact/contact.ts';
import { formatPath } from '../contact/difference.ts';
import { type ReadAgain, readDigests } from './read-contacts.ts';
import { type AccountRun, type ChangeRun, end, isStopping, pause, type Reason } from './run.ts';
import { isBroughtAbout, unsatisfied } from './satisfied.ts';

/** How long an asynchronous effect may take to show (milliseconds), and the first pause; every next one is twice as long. */
const WAIT_FOR = 30_000;
const FIRST_PAUSE = 250;

export async function verifyAll(run: AccountRun): Promise<void> {
  const written = [...run.changes.values()].filter(({ outcome, written }) => outcome === undefined && written);
  for (const entry of written) {
    if (isProved(entry)) await settle(run, entry, entry.live);
  }
  let waiting = written.filter(({ outcome }) => outcome === undefined);
  const started = run.clock.now();
  for (let wait = FIRST_PAUSE; waiting.length > 0; wait *= 2) {
    await run.listener({ type: 'verifying', account: run.at.account, contacts: waiting.length });
    // Of most contacts it is enough to know that they are as they should be.
    const { contacts } = await readDigests(run, waiting, ({ change }, live) =>
      isBroughtAbout(change, live) ? AS_WANTED : live,
    );
    const isLast = run.clock.now() + wait - started > WAIT_FOR || isStopping(run);
    for (const entry of waiting) await judge(run, entry, contacts.get(entry), isLast);
    waiting = waiting.filter(({ outcome }) => outcome === undefined);
    if (waiting.length > 0) await pause(run, wait);
  }
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
  const { live, problem } = read ?? {};
  if (problem === undefined) {
    if (isLast || isShown(entry, live)) await settle(run, entry, live);
  } else if (isLast) {
    const message = `written, and it could not be read back: ${problem.message}`;
    if (entry.lost !== undefined) await end(run, entry, 'failed', entry.lost);
    else await end(run, entry, 'unconverged', { code: 'unread', message, hint: problem.hint });
  }
}

/** Everything that was to be written has been answered: what does live show? */
async function settle(run: AccountRun, entry: ChangeRun, read: ReadBack): Promise<void> {
  const { change, lost, open } = entry;
  if (isShown(entry, read)) {
    const [blocked] = change.blocked;
    if (blocked === undefined) return end(run, entry, 'succeeded');
    const message = `the rest was applied; ${formatPath(blocked.path) || 'the contact'}: ${blocked.message}`;
    return end(run, entry, 'blocked', { code: blocked.rule, message, hint: blocked.unblock });
  }
  const live = read === AS_WANTED ? undefined : read;
  if (lost !== undefined && (live === undefined || open.size === 0)) return end(run, entry, 'failed', lost);
  if (open.size > 0) {
    const message = 'not every request that it needs was sent and answered';
    return end(run, entry, 'pending', { code: 'not-reached', message, hint: 'apply again' });
  }
  return end(run, entry, 'unconverged', notShown(run, entry, live));
}

function isShown({ change }: ChangeRun, read: ReadBack): boolean {
  return read === AS_WANTED || isBroughtAbout(change, read);
}

function notShown(run: AccountRun, { change, desired }: ChangeRun, live: LiveContact | undefined): Reason {
  const [left] = unsatisfied(change.differences, live);
  if (live === undefined || left === undefined) {
    const message =
      change.action === 'delete'
        ? 'the contact was deleted, and the vendor still shows it'
        : 'the contact was written, and the vendor does not show it';
    return { code: 'not-shown', message, hint: 'plan again to see what is left' };
  }
  const { reason, code = 'not-shown', instead } = run.at.provider.requests.whyUnconverged(left);
  const { file, line } = desired?.source ?? change.source;
  const message = `${formatPath(left.path)} was written, and the vendor does not show it`;
  const hint = `likely reason: ${reason}`;
  return { code, message, hint: instead === undefined ? hint : `${hint}; ${file}:${line}: ${instead}` };
}
