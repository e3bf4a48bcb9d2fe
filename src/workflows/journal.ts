// Stores the plan and the journal of an apply under .rollcall, so that it can be resumed. Nothing may be sent to a vendor before
// both are stored.

import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ApplyListener, Outcome } from '../apply/events.ts';
import { JOURNAL_FORMAT_VERSION, type JournalEntry, recorder } from '../apply/journal/journal.ts';
import type { ReasonArguments } from '../apply/reason.ts';
import type { RecordBefore } from '../base/rollback/rolled-back.ts';
import type { Plan } from '../plan/document.ts';
import { serialisePlan } from '../plan/plan-file.ts';
import type { Encrypt } from '../store/age.ts';
import { ensurePrivateDirectory } from '../store/directory.ts';
import { openJournal } from '../store/journal.ts';
import type { JournalFile } from '../store/shared/group-commit.ts';
import { writePrivate } from '../store/write-private.ts';
import { tidyJournals } from './tidy.ts';

const REFUSED = 'account-refused' satisfies keyof ReasonArguments;

/** The apply to record in a journal. */
export interface JournalOptions {
  /** The path of `.rollcall`. */
  readonly store: string;
  readonly plan: Plan;
  /** The reviewed plans: only their changes may be sent. Absent: all may be sent. */
  readonly reviewed?: readonly Plan[] | undefined;
  /** Map from account name to the key of the account's destination. */
  readonly destinations: Readonly<Record<string, string>>;
  /** What the records said before the apply; absent: no records are written. */
  readonly before?: readonly RecordBefore[] | undefined;
  /** Path of the journal to continue; absent: start a new one. */
  readonly resume?: string | undefined;
  /** Encrypts the saved plans; absent: they are saved unencrypted. */
  readonly encrypt?: Encrypt | undefined;
  /** Current time in milliseconds since the epoch. */
  readonly now: () => number;
}

/** An open journal. */
export interface Journal {
  readonly path: string;
  readonly listener: ApplyListener;
  /**
   * Closes the file. If no change is pending, also marks the journal as finished and deletes files of finished applies.
   *
   * @throws HintedError `store` if the outcomes are not durable
   */
  finish(outcomes: Iterable<Outcome>): Promise<void>;
}

/**
 * Saves the plans and opens the journal.
 *
 * @throws HintedError `store` if the plan or the journal cannot be written; then nothing may be sent
 */
export async function beginJournal(options: JournalOptions): Promise<Journal> {
  const { store, plan, reviewed, destinations, before = [], resume, encrypt, now } = options;
  const plans = [plan, ...(reviewed ?? [])];
  for (const one of plans) await savePlan(store, one, encrypt);
  await ensurePrivateDirectory(join(store, 'journal'));
  const path = resume ?? join(store, 'journal', `${plan.planId}.ndjson`);
  const file = await openJournal(path);
  const { listener, finish } = await recordRun(file, {
    start: resume === undefined ? { planId: plan.planId, reviewed: idsOf(reviewed), destinations, before } : undefined,
    now,
  });
  return {
    path,
    listener,
    async finish(outcomes) {
      const isFinished = await finish(outcomes);
      if (isFinished) await tidyJournals(store, { plans: plans.map(({ planId }) => planId), now: now() });
    },
  };
}

/** What the first record of a journal says. */
export interface RunStart {
  readonly planId: string;
  /** Ids of the reviewed plans; null: all changes may be sent. */
  readonly reviewed: readonly string[] | null;
  /** Map from account name to the key of the account's destination. */
  readonly destinations: Readonly<Record<string, string>>;
  /** What the records said before the apply; empty if no records are written. */
  readonly before: readonly RecordBefore[];
}

/** A run that is being recorded. */
export interface RecordedRun {
  readonly listener: ApplyListener;
  /**
   * Marks the journal as finished if no change is pending, and closes it.
   *
   * @returns true if it is finished
   * @throws HintedError `store` or `queue` if the outcomes are not durable
   */
  finish(outcomes: Iterable<Outcome>): Promise<boolean>;
}

/**
 * Records a run in an open journal.
 *
 * @param start what the journal begins with; undefined if the run continues the one that the journal has
 * @throws HintedError `store` or `queue` if the first record cannot be written; then nothing may be sent
 */
export async function recordRun(
  file: JournalFile,
  { start, now }: { readonly start: RunStart | undefined; readonly now: () => number },
): Promise<RecordedRun> {
  const { record, listener } = recorder(file, now);
  await record(start === undefined ? { type: 'resumed' } : startedBy(start));
  return {
    listener,
    async finish(outcomes) {
      try {
        // Ignore pending changes of refused accounts, because a resumed run would refuse these accounts again.
        for (const { status, code } of outcomes) if (status === 'pending' && code !== REFUSED) return false;
        await record({ type: 'finished' });
        return true;
      } finally {
        await file.close();
      }
    },
  };
}

function startedBy({ before, ...start }: RunStart): JournalEntry {
  return {
    type: 'started',
    formatVersion: JOURNAL_FORMAT_VERSION,
    ...start,
    ...(before.length === 0 ? {} : { before }),
  };
}

function idsOf(reviewed: readonly Plan[] | undefined): readonly string[] | null {
  return reviewed === undefined ? null : [...new Set(reviewed.map(({ planId }) => planId))];
}

/** The paths at which an apply saves its plan: the encrypted file first, then the unencrypted one. */
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
