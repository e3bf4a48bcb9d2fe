// Which plan apply works on: a saved one, that of a journal, or one that is still to be made.

import { HintedError } from '../../contact/hinted-error.ts';
import type { Plan } from '../../plan/document.ts';
import type { FoundJournal } from '../../workflows/resume.ts';

export interface PlanFlags {
  readonly reviewed?: string;
  /** File of the age identity that saved plans are encrypted to. */
  readonly identity?: string;
  /** True: the newest that is not finished; a string: that journal. */
  readonly resume?: true | string;
}

export interface Plans {
  /** Applied as it is; absent: plan now. */
  readonly saved: Plan | undefined;
  readonly reviewed: Plan | undefined;
  readonly resume: FoundJournal | undefined;
}

/** The plans and the journal that the command line names. */
export async function readPlans(file: string | undefined, { resume, reviewed, identity }: PlanFlags): Promise<Plans> {
  if (resume === undefined) {
    const { readPlan } = await import('../../workflows/read-plan.ts');
    return {
      saved: file === undefined ? undefined : await readPlan(file, identity),
      reviewed: reviewed === undefined ? undefined : await readPlan(reviewed, identity),
      resume: undefined,
    };
  }
  if (reviewed !== undefined) {
    throw new HintedError('usage', '--resume and --reviewed do not go together', {
      hint: 'leave --reviewed away: what is resumed sends only what was reviewed then',
    });
  }
  const { readResumed } = await import('../../workflows/resume.ts');
  const { plan, journal, ...others } = await readResumed({
    workingDirectory: process.cwd(),
    journal: resume === true ? undefined : resume,
    plan: file,
    identity,
  });
  return { saved: plan, reviewed: others.reviewed, resume: journal };
}
