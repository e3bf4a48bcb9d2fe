// Proof: what was written is read back, asynchronous effects until they show or a bound is reached. What the vendor silently
// ignored is `unconverged`, with the likely reason.

import { formatPath } from '../contact/difference.ts';
import { readContacts } from './read-contacts.ts';
import { type AccountRun, type ChangeRun, end, isStopping } from './run.ts';
import { unsatisfied } from './satisfied.ts';

/** How long an asynchronous effect may take to show (milliseconds), and the first pause; every next one is twice as long. */
const WAIT_FOR = 30_000;
const FIRST_PAUSE = 250;

export async function verifyAll(run: AccountRun): Promise<void> {
  const written = [...run.changes.values()].filter(({ outcome, written }) => outcome === undefined && written);
  for (const entry of written) {
    if (entry.live !== undefined && !entry.unproved) await settle(run, entry);
  }
  let waiting = written.filter(({ outcome }) => outcome === undefined);
  const started = run.clock.now();
  for (let pause = FIRST_PAUSE; waiting.length > 0; pause *= 2) {
    await run.listener({ type: 'verifying', account: run.at.account, contacts: waiting.length });
    const read = await readContacts(run, waiting);
    const isLast = run.clock.now() + pause - started > WAIT_FOR || isStopping(run);
    for (const entry of waiting) {
      const { live, problem } = read.get(entry) ?? {};
      entry.live = live;
      if (problem !== undefined && isLast) await endUnread(run, entry, problem);
      else if (isLast || unsatisfied(entry.change.differences, live).length === 0) await settle(run, entry);
    }
    waiting = waiting.filter(({ outcome }) => outcome === undefined);
    if (waiting.length > 0) await run.clock.sleep(pause);
  }
}

/** Everything that was to be written has been answered: what does live show? */
async function settle(run: AccountRun, entry: ChangeRun): Promise<void> {
  const { change, live, lost, open } = entry;
  const [left] = unsatisfied(change.differences, live);
  if (left === undefined) {
    const [blocked] = change.blocked;
    if (blocked === undefined) return end(run, entry, 'succeeded');
    const message = `the rest was applied; ${formatPath(blocked.path) || 'the contact'}: ${blocked.message}`;
    return end(run, entry, 'blocked', { code: blocked.rule, message, hint: blocked.unblock });
  }
  if (lost !== undefined) return end(run, entry, 'failed', { code: 'unanswered', ...lost });
  if (open.size > 0) {
    const message = 'a request that it needs was not sent';
    return end(run, entry, 'pending', { code: 'not-reached', message, hint: 'apply again' });
  }
  return end(run, entry, 'unconverged', {
    code: 'not-shown',
    message: `${formatPath(left.path)} was written, and the vendor does not show it`,
    hint: `likely reason: ${run.at.provider.requests.whyUnconverged(left)}`,
  });
}

function endUnread(
  run: AccountRun,
  entry: ChangeRun,
  problem: { readonly message: string; readonly hint: string },
): Promise<void> {
  const message = `written, and it could not be read back: ${problem.message}`;
  return end(run, entry, 'unconverged', { code: 'unread', message, hint: problem.hint });
}
