// apply --resume: which journal, and the plan that it belongs to.

import { HintedError, hasCode } from '../../contact/hinted-error.ts';
import type { Plan } from '../../plan/document.ts';
import type { FoundJournal } from '../../workflows/resume.ts';
import { readPlan } from '../read-plan.ts';
import { storeDirectory } from '../session.ts';

export interface Resumed {
  readonly plan: Plan;
  /** The plan whose changes alone may be sent, as in the run that is resumed. */
  readonly reviewed: Plan | undefined;
  readonly journal: FoundJournal;
}

/**
 * @param named the journal's file; true: the newest that is not finished
 * @param file the plan's file, where the user gave one
 * @param identity file with the age identities that open encrypted plans
 */
export async function readResumed(
  named: true | string,
  file: string | undefined,
  identity: string | undefined,
): Promise<Resumed> {
  const { findJournal } = await import('../../workflows/resume.ts');
  const given = file === undefined ? undefined : await readPlan(file, identity);
  const journal = await findJournal(await storeDirectory(), {
    ...(named === true ? {} : { named }),
    ...(given === undefined ? {} : { planId: given.planId }),
  });
  const { planId, reviewed } = journal.state;
  const plan = given ?? (await readSaved(journal, planId, identity));
  if (plan.planId !== planId) throw otherPlan(journal);
  return { plan, reviewed: reviewed === null ? undefined : await readSaved(journal, reviewed, identity), journal };
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

function unlessMissing(error: unknown): undefined {
  if (!hasCode(error, 'plan-file', 'unreadable')) throw error;
}

function otherPlan({ path }: FoundJournal): HintedError {
  return new HintedError('other-plan', `${path} is the journal of another plan`, {
    hint: 'give the plan that it was written for, or leave the plan away',
  });
}
