// What an apply keeps of itself under .rollcall, so that it can be resumed: its plan and its journal. Nothing is sent to a vendor
// before both are there.

import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ApplyListener, Outcome } from '../apply/events.ts';
import { recorder } from '../apply/journal/journal.ts';
import type { ReasonArguments } from '../apply/reason.ts';
import type { Plan } from '../plan/document.ts';
import { serialisePlan } from '../plan/plan-file.ts';
import type { Encrypt } from '../store/age.ts';
import { ensurePrivateDirectory } from '../store/directory.ts';
import { openJournal } from '../store/journal.ts';
import { writePrivate } from '../store/write-private.ts';
import { tidyJournals } from './tidy.ts';

const REFUSED = 'account-refused' satisfies keyof ReasonArguments;

export interface JournalOptions {
  /** The path of `.rollcall`. */
  readonly store: string;
  readonly plan: Plan;
  /** The plan whose changes alone may be sent. */
  readonly reviewed?: Plan | undefined;
  /** The journal to go on with; absent: a new beginning. */
  readonly resume?: string | undefined;
  /** How the plans are kept; absent: as they are. */
  readonly encrypt?: Encrypt | undefined;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

export interface Journal {
  readonly path: string;
  readonly listener: ApplyListener;
  /**
   * Says that nothing is left to do, unless something is, and closes the file.
   *
   * @throws HintedError `store` if the outcomes are not durable
   */
  finish(outcomes: Iterable<Outcome>): Promise<void>;
}

/** @throws HintedError `store` where the plan or the journal cannot be kept; then nothing may be sent */
export async function beginJournal(options: JournalOptions): Promise<Journal> {
  const { store, plan, reviewed, resume, encrypt, now } = options;
  for (const one of [plan, reviewed]) if (one !== undefined) await savePlan(store, one, encrypt);
  await ensurePrivateDirectory(join(store, 'journal'));
  const path = resume ?? join(store, 'journal', `${plan.planId}.ndjson`);
  const file = await openJournal(path);
  const { record, listener } = recorder(file, now);
  await record(
    resume === undefined
      ? { type: 'started', formatVersion: 1, planId: plan.planId, reviewed: reviewed?.planId ?? null }
      : { type: 'resumed' },
  );
  return {
    path,
    listener,
    async finish(outcomes) {
      try {
        // What was refused is refused again, however often it is resumed.
        for (const { status, code } of outcomes) if (status === 'pending' && code !== REFUSED) return;
        await record({ type: 'finished' });
      } finally {
        await file.close();
      }
      const plans = [plan, reviewed].flatMap((one) => one?.planId ?? []);
      await tidyJournals(store, { plans, now: now() });
    },
  };
}

/** Where an apply keeps its plan, so that it can be resumed: encrypted, or as it is. */
export function savedPlanPaths(store: string, planId: string): readonly string[] {
  return ['age', 'json'].map((extension) => join(store, 'plans', `${planId}.${extension}`));
}

async function savePlan(store: string, plan: Plan, encrypt: Encrypt | undefined): Promise<void> {
  await ensurePrivateDirectory(join(store, 'plans'));
  const [encrypted = '', plain = ''] = savedPlanPaths(store, plan.planId);
  const text = serialisePlan(plan);
  if (encrypt === undefined) return writePrivate(plain, text);
  await writePrivate(encrypted, encrypt(text));
  await rm(plain, { force: true });
}
