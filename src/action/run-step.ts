// Name of a step → what it does → its exit code. The one place that turns errors into an annotation of the run.

import { HttpError } from '../http/request.ts';
import { GitHubError } from './github/api.ts';
import { annotate, type Environment } from './runner.ts';
import { StepFailed } from './step-failed.ts';
import { finishApply, prepareApply } from './steps/apply.ts';
import { choose } from './steps/choose.ts';
import { comment } from './steps/comment.ts';
import { failDownload, findReviewed } from './steps/find-reviewed.ts';
import { finishPlan, preparePlan } from './steps/plan.ts';

type Step = (environment: Environment) => Promise<void>;
/** Comes after a run of rollcall, takes its exit code and says with which one the step ends. */
type FinishingStep = (exitCode: number, environment: Environment) => Promise<number>;

const STEPS: Readonly<Record<string, Step>> = {
  choose,
  comment,
  'prepare-plan': preparePlan,
  'find-reviewed': findReviewed,
  'fail-download': failDownload,
  'prepare-apply': prepareApply,
};

const FINISHING_STEPS: Readonly<Record<string, FinishingStep>> = {
  'finish-plan': finishPlan,
  'finish-apply': finishApply,
};

/** What action.yml may ask for. */
export const STEP_NAMES: readonly string[] = [...Object.keys(STEPS), ...Object.keys(FINISHING_STEPS)];

/**
 * @param words the step's name and, for the ones that finish something, rollcall's exit code
 * @returns the exit code of the step
 */
export async function runStep(
  [name = '', exitCode = '']: readonly string[],
  environment: Environment,
): Promise<number> {
  try {
    if (Object.hasOwn(STEPS, name)) {
      await STEPS[name]?.(environment);
      return 0;
    }
    const finish = Object.hasOwn(FINISHING_STEPS, name) ? FINISHING_STEPS[name] : undefined;
    if (finish === undefined || !/^\d{1,3}$/.test(exitCode)) throw new Error(`not a step: ${name} ${exitCode}`);
    return await finish(Number(exitCode), environment);
  } catch (error) {
    annotate('error', wordsFor(error));
    return 1;
  }
}

function wordsFor(error: unknown): string {
  if (error instanceof StepFailed || error instanceof GitHubError || error instanceof HttpError) return error.message;
  return `this is a fault of rollcall: ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}`;
}
