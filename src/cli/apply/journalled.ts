// An apply with its accounts locked and everything journalled. What cannot be kept on disk is not sent to any vendor.

import type { ApplyResult } from '../../apply/engine.ts';
import type { ApplyListener } from '../../apply/events.ts';
import { HintedError, hasCode } from '../../contact/hinted-error.ts';
import type { Plan, PlannedRequest } from '../../plan/document.ts';
import type { Encrypt } from '../../store/age.ts';
import type { FoundJournal } from '../../workflows/resume.ts';
import { describeError } from '../describe-error.ts';
import { readIdentities } from '../read-plan.ts';
import { type Session, storeDirectory } from '../session.ts';
import type { Terminal } from '../terminal/terminal.ts';

export interface Journalled {
  readonly plan: Plan;
  /** Those of accounts that the plan may be applied to. */
  readonly sendable: readonly PlannedRequest[];
  readonly reviewed: Plan | undefined;
  /** The journal to go on with. */
  readonly resume: FoundJournal | undefined;
  /** File of the age identity that the plans were opened with: what is kept of them is encrypted to its owner. */
  readonly identity?: string | undefined;
}

type Work<T> = (listener: ApplyListener) => Promise<T>;

/** @throws HintedError `locked` if another run applies to one of the accounts; `store` if nothing can be recorded */
export async function journalled<T extends { readonly result: ApplyResult }>(
  what: Journalled,
  { connections }: Session,
  terminal: Terminal,
  work: Work<T>,
): Promise<T> {
  const { plan, sendable, reviewed, resume, identity } = what;
  if (sendable.length === 0) return work(() => {});
  const { beginJournal, lockAll } = await import('../../workflows/apply.ts');
  const encrypt = identity === undefined ? undefined : await encryptToOwner(identity);
  const store = await storeDirectory();
  const accounts = new Set(sendable.map(({ account }) => account));
  const keys = [...connections.accounts.values()].filter(({ account }) => accounts.has(account));
  const lock = await lockAll(
    store,
    keys.map(({ lockKey }) => lockKey),
    { command: 'rollcall apply', startedAt: new Date().toISOString() },
  );
  if (!lock.ok) throw new HintedError('locked', `another apply is at work: ${lock.message}`);
  // A second interruption ends the process where it stands.
  process.on('exit', lock.releaseNow);
  try {
    const journal = await beginJournal({ store, plan, reviewed, resume: resume?.path, encrypt, now: Date.now });
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
    await journal.finish(result.result.outcomes).catch((error: unknown) => {
      failure ??= error;
    });
    if (failure !== undefined) {
      terminal.err(
        `The journal could not be kept, so that nothing more was sent. ${describeError(failure, false).text}`,
      );
      if (!isGone(failure)) terminal.err('  → what is recorded stands: rollcall apply --resume goes on from there\n');
    }
    return result;
  } finally {
    await lock.release();
    process.off('exit', lock.releaseNow);
  }
}

async function encryptToOwner(identity: string): Promise<Encrypt> {
  const age = await import('../../store/age.ts');
  return age.encryptToOwner(await readIdentities(identity), identity);
}

/** Without its journal an apply cannot be resumed, only planned again. */
function isGone(failure: unknown): boolean {
  return hasCode(failure, 'store', 'missing');
}
