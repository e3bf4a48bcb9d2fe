// Runs a step of action.yml by its name and returns its exit code. Errors become annotations of the run here and nowhere else.
// Steps that call GitHub's API are loaded on demand.

import { HttpError } from '../http/request.ts';
import { GitHubError } from './github/github-error.ts';
import { annotate, type Environment } from './runner.ts';
import { StepFailed } from './step-failed.ts';
import { finishApply } from './steps/apply.ts';
import { choose } from './steps/choose.ts';
import { finishDrift } from './steps/drift.ts';
import { finishPlan } from './steps/plan.ts';
import { noteUnreviewed } from './steps/sentences.ts';

type Step = (environment: Environment) => Promise<void>;
/** A step after a run of rollcall: takes rollcall's exit code and returns its own. */
type FinishingStep = (exitCode: number, environment: Environment) => Promise<number>;

const STEPS: ReadonlyMap<string, Step> = new Map<string, Step>([
  ['choose', choose],
  ['comment', async (environment) => (await import('./steps/comment.ts')).comment(environment)],
  ['find-reviewed', async (environment) => (await import('./steps/find-reviewed.ts')).findReviewed(environment)],
  ['keep-issue', async (environment) => (await import('./steps/issue.ts')).keepIssue(environment)],
  ['note-unreviewed', noteUnreviewed],
]);

const FINISHING_STEPS: ReadonlyMap<string, FinishingStep> = new Map([
  ['finish-plan', finishPlan],
  ['finish-apply', finishApply],
  ['finish-drift', finishDrift],
]);

/** The steps that action.yml may run. */
export const STEP_NAMES: readonly string[] = [...STEPS.keys(), ...FINISHING_STEPS.keys()];

/**
 * Runs a step. Never rejects: errors become an annotation and exit code 1.
 *
 * @param words the step's name and, for finishing steps, rollcall's exit code
 * @returns the exit code of the step
 */
export async function runStep(
  [name = '', exitCode = '']: readonly string[],
  environment: Environment,
): Promise<number> {
  try {
    const [step, finish] = [STEPS.get(name), FINISHING_STEPS.get(name)];
    if (finish !== undefined && /^\d{1,3}$/.test(exitCode)) return await finish(Number(exitCode), environment);
    if (step === undefined) throw new Error(`there is no step "${name} ${exitCode}"`);
    await step(environment);
    return 0;
  } catch (error) {
    annotate('error', wordsFor(error));
    return 1;
  }
}

function wordsFor(error: unknown): string {
  if (error instanceof StepFailed || error instanceof GitHubError || error instanceof HttpError) return error.message;
  return `this is a bug in rollcall: ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}`;
}
