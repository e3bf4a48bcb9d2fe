// Finds the apply to resume: its journal (a given one, or the newest unfinished one) and the plan that the journal belongs to.

import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { foldJournal, type JournalState } from '../apply/journal/state.ts';
import { personal } from '../contact/argument.ts';
import { HintedError, hasCode } from '../contact/hinted-error.ts';
import { sentence } from '../contact/sentence.ts';
import type { Plan } from '../plan/document.ts';
import { ensureStore } from '../store/directory.ts';
import { readJournal } from '../store/journal.ts';
import { errorCode } from '../store/store-error.ts';
import { savedPlanPaths } from './journal.ts';
import { requireOwnFile, requireOwnStore } from './own-store.ts';
import { readPlan } from './read-plan.ts';

/** A journal and the state of its apply. */
export interface FoundJournal {
  readonly path: string;
  readonly state: JournalState;
  /** Paths where a plan may be saved, in order of preference: next to the journal, then in `.rollcall`. */
  readonly plans: (planId: string) => readonly string[];
}

/** An interrupted apply, ready to be continued. */
export interface ResumedApply {
  readonly plan: Plan;
  /** The reviewed plans of the interrupted run: only their changes may be sent. Undefined: all may be sent. */
  readonly reviewed: readonly Plan[] | undefined;
  readonly journal: FoundJournal;
}

/** Which apply to resume. */
export interface ResumeOptions {
  /** The directory that contains `.rollcall`. */
  readonly workingDirectory: string;
  /** Path of the journal; absent: the newest unfinished one. */
  readonly journal?: string | undefined;
  /** Path of the plan; absent: the one that the apply saved. */
  readonly plan?: string | undefined;
  /** Path of the age identity file that decrypts encrypted plans. */
  readonly identity?: string | undefined;
}

/**
 * Reads the journal and the plans of an interrupted apply.
 *
 * @throws HintedError `journal` if there is no such journal, or it is finished, invalid or of another plan; `no-saved-plan` if its
 *   plan is not found; `foreign-store` if a journal or a plan is not this user's own; `store`; and the errors of readPlan
 */
export async function readResumed(options: ResumeOptions): Promise<ResumedApply> {
  const { workingDirectory, journal: named, plan: file, identity } = options;
  const given = file === undefined ? undefined : await readPlan(file, identity);
  await requireOwnStore(workingDirectory);
  const journal = await findJournal(await ensureStore(workingDirectory), { named, planId: given?.planId });
  const { planId, reviewed } = journal.state;
  return {
    plan: given ?? (await readSaved(journal, planId, identity)),
    reviewed: reviewed === null ? undefined : await readAllSaved(journal, reviewed, identity),
    journal,
  };
}

async function readAllSaved(
  journal: FoundJournal,
  planIds: readonly string[],
  identity: string | undefined,
): Promise<readonly Plan[]> {
  const plans: Plan[] = [];
  for (const planId of planIds) plans.push(await readSaved(journal, planId, identity));
  return plans;
}

async function readSaved({ plans, path }: FoundJournal, planId: string, identity: string | undefined): Promise<Plan> {
  for (const candidate of plans(planId)) {
    await requireOwnFile(candidate);
    const plan = await readPlan(candidate, identity).catch(unlessMissing);
    if (plan?.planId === planId) return plan;
  }
  throw new HintedError('no-saved-plan', sentence`the plan of ${personal('file', path)} is not in .rollcall/plans`, {
    hint: sentence`copy ${personal('id', planId)}.json there, or name the plan: rollcall apply PLAN --resume JOURNAL`,
  });
}

/** Ignores the error of a file that cannot be read; a file with an invalid plan is still an error. */
function unlessMissing(error: unknown): undefined {
  if (!hasCode(error, 'plan-file', 'unreadable')) throw error;
}

/**
 * Finds and reads the journal to resume.
 *
 * @param store the path of `.rollcall`
 * @param named path of a journal; it may come from another machine
 * @param planId id of the plan to resume, if known
 * @throws HintedError `journal`, `foreign-store`, `store`
 */
async function findJournal(
  store: string,
  { named, planId }: { readonly named?: string | undefined; readonly planId?: string | undefined },
): Promise<FoundJournal> {
  if (named !== undefined) await requireOwnFile(named);
  const found = named === undefined ? await newest(store, planId) : await open(store, named);
  if (planId !== undefined && found.state.planId !== planId) {
    const message = sentence`${personal('file', found.path)} is the journal of another plan (${personal('id', found.state.planId)})`;
    throw new HintedError('journal', message, {
      hint: sentence`name the plan that it was written for, or no plan`,
    });
  }
  if (found.state.finished) {
    throw new HintedError(
      'journal',
      sentence`${personal('file', found.path)} belongs to a finished apply; there is nothing to resume`,
      {
        hint: sentence`plan again`,
      },
    );
  }
  return found;
}

async function open(store: string, path: string): Promise<FoundJournal> {
  const state = await foldJournal(readJournal(path), path).catch(explainMissing(path));
  return { path, state, plans: plansNear(path, store) };
}

function plansNear(path: string, store: string): FoundJournal['plans'] {
  const ownStore = dirname(dirname(path));
  return (id) => [...savedPlanPaths(ownStore, id), ...savedPlanPaths(store, id)];
}

function explainMissing(path: string): (error: unknown) => never {
  return (error) => {
    if (!hasCode(error, 'store', 'missing')) throw error;
    throw new HintedError('journal', sentence`the journal ${personal('file', path)} does not exist`, {
      hint: sentence`name a file in .rollcall/journal, or none to resume the newest`,
    });
  };
}

/**
 * Yields the journals of applies that have not finished, one after the other. Invalid journals are skipped, so that they do not
 * hide the others.
 *
 * @param directory of the journals; it need not exist
 * @throws HintedError `store`
 */
export async function* unfinishedJournals(directory: string): AsyncGenerator<Omit<FoundJournal, 'plans'>> {
  const names = (await readdir(directory).catch(noneThere)).filter((name) => name.endsWith('.ndjson'));
  for (const name of names) {
    const path = join(directory, name);
    const state = await foldJournal(readJournal(path), path).catch(skipInvalid);
    if (state !== undefined && !state.finished) yield { path, state };
  }
}

async function newest(store: string, planId: string | undefined): Promise<FoundJournal> {
  let best: Omit<FoundJournal, 'plans'> | undefined;
  for await (const found of unfinishedJournals(join(store, 'journal'))) {
    if (planId !== undefined && found.state.planId !== planId) continue;
    if (best === undefined || found.state.startedAt > best.state.startedAt) best = found;
  }
  if (best !== undefined) return { ...best, plans: plansNear(best.path, store) };
  throw new HintedError(
    'journal',
    sentence`no interrupted apply under ${personal('file', store)}; there is nothing to resume`,
    {
      hint: sentence`plan and apply`,
    },
  );
}

function noneThere(error: unknown): readonly string[] {
  if (errorCode(error) === 'ENOENT') return [];
  throw error;
}

/** Skips an invalid journal, so that it does not hide the others. */
function skipInvalid(error: unknown): undefined {
  if (!hasCode(error, 'journal')) throw error;
}
