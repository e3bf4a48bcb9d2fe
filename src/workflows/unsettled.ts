// Finds batches of an earlier apply that the vendor may still be carrying out: if their contacts were posted again, they would be
// written twice.

import { access } from 'node:fs/promises';
import { join } from 'node:path';
import type { JournalState, SentState } from '../apply/journal/state.ts';
import { personal } from '../contact/argument.ts';
import { HintedError } from '../contact/hinted-error.ts';
import { sentence, shown } from '../contact/sentence.ts';
import type { PlannedRequest } from '../plan/document.ts';
import { savedPlanPaths } from './journal.ts';
import { unfinishedJournals } from './resume.ts';

/** Milliseconds after which a batch cannot be running any more: a vendor ends a batch within minutes or never. */
const LONGEST = 24 * 60 * 60 * 1000;

/**
 * Checks that no batch of an earlier apply may still run, before an apply posts batches of its own.
 *
 * @param store the path of `.rollcall`
 * @param sendable the requests of the new apply
 * @param now milliseconds since the epoch
 * @throws HintedError `batch-may-run` if a batch may still run; `store`
 */
export async function refuseUnsettled(store: string, sendable: readonly PlannedRequest[], now: number): Promise<void> {
  if (!sendable.some(({ kind }) => kind === 'batch')) return;
  for await (const { path, state } of unfinishedJournals(join(store, 'journal'))) {
    if (mayRunIn(state, now)) throw await batchMayRun(store, { path, state });
  }
}

/**
 * Builds the HintedError `batch-may-run` about an apply, whose hint says how to go on. Without its plan, which an erasure may have
 * removed, the apply cannot be resumed.
 *
 * @param store the path of `.rollcall`
 */
export async function batchMayRun(
  store: string,
  { path, state }: { readonly path: string; readonly state: JournalState },
): Promise<HintedError> {
  const hasPlan = (await Promise.all(savedPlanPaths(store, state.planId).map(exists))).includes(true);
  const last = Math.max(...[...state.requests.values()].map(({ sentAt }) => sentAt));
  const end = new Date(last + LONGEST).toISOString();
  return new HintedError(
    'batch-may-run',
    sentence`the vendor may still be carrying out a batch of the apply that began at ${shown(state.startedAt)}`,
    {
      hint: hasPlan
        ? sentence`go on with it: \`rollcall apply --resume ${personal('file', path)}\``
        : sentence`its plan is no longer under .rollcall, so it cannot be resumed: plan again after ${shown(end)}, when the batch has ended for certain`,
    },
  );
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** True if the vendor may still carry out a batch of an apply. @param now milliseconds since the epoch */
export function mayRunIn(state: JournalState, now: number): boolean {
  return [...state.requests.values()].some((sent) => mayRun(sent, state, now));
}

/**
 * True for a request with a job, or shared by several changes, if it was sent within a day and one of its changes has not ended.
 */
function mayRun({ sentAt, job, items }: SentState, { outcomes }: JournalState, now: number): boolean {
  if ((job === undefined && items.size < 2) || now - sentAt > LONGEST) return false;
  return [...items].some(([change, item]) => item !== 'confirmed' && !outcomes.has(change));
}
