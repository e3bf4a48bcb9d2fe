// An apply to resume: its journal, which is the one that is named or the newest that is not finished, and the plan that it
// belongs to.

import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { foldJournal, type JournalState } from '../apply/journal/state.ts';
import { HintedError, hasCode } from '../contact/hinted-error.ts';
import type { Plan } from '../plan/document.ts';
import { ensureStore } from '../store/directory.ts';
import { readJournal } from '../store/journal.ts';
import { errorCode } from '../store/store-error.ts';
import { savedPlanPaths } from './journal.ts';
import { readPlan } from './read-plan.ts';

/** A journal, and how far its apply came. */
export interface FoundJournal {
  readonly path: string;
  readonly state: JournalState;
  /** Where its plan should be, best first: beside it, or in our own store. */
  readonly plans: (planId: string) => readonly string[];
}

/** What an apply needs to go on. */
export interface ResumedApply {
  readonly plan: Plan;
  /** The plan whose changes alone may be sent, as in the run that is resumed. */
  readonly reviewed: Plan | undefined;
  readonly journal: FoundJournal;
}

/** Which apply is to go on. */
export interface ResumeOptions {
  /** The directory in which `.rollcall` is. */
  readonly workingDirectory: string;
  /** The journal's file; absent: the newest that is not finished. */
  readonly journal?: string | undefined;
  /** The plan's file; absent: the one that the apply saved. */
  readonly plan?: string | undefined;
  /** File of the age identities that open encrypted plans. */
  readonly identity?: string | undefined;
}

/**
 * What an apply that was interrupted needs to go on: its journal and its plans.
 *
 * @throws HintedError `journal`, `no-saved-plan`, `store`; what readPlan throws
 */
export async function readResumed(options: ResumeOptions): Promise<ResumedApply> {
  const { workingDirectory, journal: named, plan: file, identity } = options;
  const given = file === undefined ? undefined : await readPlan(file, identity);
  const journal = await findJournal(await ensureStore(workingDirectory), { named, planId: given?.planId });
  const { planId, reviewed } = journal.state;
  return {
    plan: given ?? (await readSaved(journal, planId, identity)),
    reviewed: reviewed === null ? undefined : await readSaved(journal, reviewed, identity),
    journal,
  };
}

async function readSaved({ plans, path }: FoundJournal, planId: string, identity: string | undefined): Promise<Plan> {
  for (const candidate of plans(planId)) {
    const plan = await readPlan(candidate, identity).catch(unlessMissing);
    if (plan?.planId === planId) return plan;
  }
  throw new HintedError('no-saved-plan', `the plan of ${path} is not in .rollcall/plans`, {
    hint: `copy ${planId}.json there too, or give the plan: rollcall apply PLAN --resume JOURNAL`,
  });
}

/** A plan that is there, and damaged, is not passed over. */
function unlessMissing(error: unknown): undefined {
  if (!hasCode(error, 'plan-file', 'unreadable')) throw error;
}

/**
 * @param store the path of `.rollcall`
 * @param named a file, also one that another machine wrote
 * @param planId the plan that is to be resumed, where that is known
 * @throws HintedError `journal`, `store`
 */
async function findJournal(
  store: string,
  { named, planId }: { readonly named?: string | undefined; readonly planId?: string | undefined },
): Promise<FoundJournal> {
  const found = named === undefined ? await newest(store, planId) : await open(store, named);
  if (planId !== undefined && found.state.planId !== planId) {
    const message = `${found.path} is the journal of another plan (${found.state.planId.slice(0, 12)}…)`;
    throw new HintedError('journal', message, {
      hint: 'give the plan that it was written for, or leave the plan away',
    });
  }
  if (found.state.finished) {
    throw new HintedError('journal', `${found.path}: that apply finished; there is nothing to resume`, {
      hint: 'plan again',
    });
  }
  return found;
}

async function open(store: string, path: string): Promise<FoundJournal> {
  const state = await foldJournal(readJournal(path), path).catch(explainMissing(path));
  const beside = dirname(dirname(path));
  return { path, state, plans: (id) => [...savedPlanPaths(beside, id), ...savedPlanPaths(store, id)] };
}

function explainMissing(path: string): (error: unknown) => never {
  return (error) => {
    if (!hasCode(error, 'store', 'missing')) throw error;
    throw new HintedError('journal', `there is no journal ${path}`, {
      hint: 'name a file of .rollcall/journal, or none for the newest',
    });
  };
}

async function newest(store: string, planId: string | undefined): Promise<FoundJournal> {
  const directory = join(store, 'journal');
  const names = (await readdir(directory).catch(noneThere)).filter((name) => name.endsWith('.ndjson'));
  let best: FoundJournal | undefined;
  for (const name of names) {
    if (planId !== undefined && name !== `${planId}.ndjson`) continue;
    const found = await open(store, join(directory, name)).catch(unreadable);
    if (found === undefined || found.state.finished) continue;
    if (best === undefined || found.state.startedAt > best.state.startedAt) best = found;
  }
  if (best !== undefined) return best;
  throw new HintedError('journal', `no apply under ${store} was interrupted; there is nothing to resume`, {
    hint: 'plan and apply',
  });
}

function noneThere(error: unknown): readonly string[] {
  if (errorCode(error) === 'ENOENT') return [];
  throw error;
}

/** One broken journal must not hide the others. */
function unreadable(error: unknown): undefined {
  if (!hasCode(error, 'journal')) throw error;
}
