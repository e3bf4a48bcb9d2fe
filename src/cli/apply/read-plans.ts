// Reads the plans named on the command line of apply: a saved plan, reviewed plans, or the plan of a journal.

import { HintedError } from '../../contact/hinted-error.ts';
import { sentence } from '../../contact/sentence.ts';
import type { Plan } from '../../plan/document.ts';
import type { FoundJournal } from '../../workflows/resume.ts';

/** Parsed values of apply's options about plans. */
export interface PlanFlags {
  /** Paths of the reviewed plans. */
  readonly reviewed?: readonly string[];
  /** Path of the age identity file that decrypts saved plans. */
  readonly identity?: string;
  /** True: the newest unfinished journal; a string: the path of a journal. */
  readonly resume?: true | string;
}

/** The plans and the journal that the command line names. */
export interface Plans {
  /** The plan to apply unchanged; undefined: make a new plan. */
  readonly saved: Plan | undefined;
  /** Only changes that one of these plans has may be applied; undefined: all may. */
  readonly reviewed: readonly Plan[] | undefined;
  /** The journal to continue. */
  readonly resume: FoundJournal | undefined;
}

/**
 * Reads the plans and the journal named on the command line.
 *
 * @param file path of the saved plan, if one is named
 * @throws HintedError `usage`; the errors of readPlan and readResumed
 */
export async function readPlans(file: string | undefined, { resume, reviewed, identity }: PlanFlags): Promise<Plans> {
  if (resume === undefined) {
    const { readPlan } = await import('../../workflows/read-plan.ts');
    return {
      saved: file === undefined ? undefined : await readPlan(file, identity),
      reviewed: reviewed === undefined ? undefined : await readAll(reviewed, (path) => readPlan(path, identity)),
      resume: undefined,
    };
  }
  if (reviewed !== undefined) {
    throw new HintedError('usage', sentence`--reviewed cannot be combined with --resume`, {
      hint: sentence`omit --reviewed: a resumed apply sends only what was reviewed in the first run`,
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

/** Reads one plan after the other, so that the first mistake is the one that is reported. */
async function readAll(paths: readonly string[], read: (path: string) => Promise<Plan>): Promise<readonly Plan[]> {
  const plans: Plan[] = [];
  for (const path of paths) plans.push(await read(path));
  return plans;
}
