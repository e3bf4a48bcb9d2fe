// An apply with its accounts locked and everything journalled. What cannot be kept on disk is not sent to any vendor.

import type { ApplyListener, Outcome } from '../apply/events.ts';
import type { FoundJournal } from '../find-journal.ts';
import type { Plan } from '../plan/document.ts';
import { CommandError, explain } from './explain-error.ts';
import { type Session, storeDirectory } from './session.ts';
import type { Terminal } from './terminal.ts';

export interface Journalled {
  readonly plan: Plan;
  readonly reviewed: Plan | undefined;
  /** The journal to go on with. */
  readonly resume: FoundJournal | undefined;
}

type Work<T> = (listener: ApplyListener) => Promise<T>;

/** @throws CommandError if another run applies to one of the accounts, StoreError if nothing can be recorded */
export async function journalled<T extends { readonly outcomes: Iterable<Outcome> }>(
  what: Journalled,
  { connections }: Session,
  terminal: Terminal,
  work: Work<T>,
): Promise<T> {
  const { plan, reviewed, resume } = what;
  if (plan.requests.length === 0) return work(() => {});
  const { beginJournal, lockAll } = await import('../journalled-run.ts');
  const store = await storeDirectory();
  const accounts = new Set(plan.requests.map(({ account }) => account));
  const keys = [...connections.accounts.values()].filter(({ account }) => accounts.has(account));
  const lock = await lockAll(
    store,
    keys.map(({ lockKey }) => lockKey),
    { command: 'rollcall apply', startedAt: new Date().toISOString() },
  );
  if (!lock.ok) throw new CommandError('locked', `another apply is at work: ${lock.message}`);
  try {
    const journal = await beginJournal({ store, plan, reviewed, resume: resume?.path, now: Date.now });
    let failure: unknown;
    const result = await work(async (event) => {
      try {
        await journal.listener(event);
      } catch (error) {
        failure ??= error;
        throw error;
      }
    });
    // What was written keeps its outcome, and is printed, also where the disk is full by now.
    await journal.finish(result.outcomes).catch((error: unknown) => {
      failure ??= error;
    });
    if (failure !== undefined) {
      terminal.err(`The journal could not be kept, so that nothing more was sent. ${explain(failure, false).text}`);
    }
    return result;
  } finally {
    await lock.release();
  }
}
