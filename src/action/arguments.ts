// Builds the command line of rollcall from the inputs of the action. Pure.

import type { Event } from './event.ts';
import { chooseReview, type ReviewInputs } from './review.ts';

interface CommonInputs {
  readonly directory: string;
  /** Empty for all accounts. */
  readonly account: string;
  /** A value of --base. */
  readonly base: string;
}

/** Inputs for planning. */
export interface PlanInputs extends CommonInputs {
  /** An age recipient; empty: the plan is not saved. */
  readonly recipient: string;
}

/** Inputs for applying. */
export interface ApplyInputs extends CommonInputs, ReviewInputs {}

/**
 * Builds the arguments for planning.
 *
 * @param planFile where to save the whole plan, if there is a recipient
 */
export function planArguments(inputs: PlanInputs, { name }: Event, planFile: string): readonly string[] {
  const { base, recipient } = inputs;
  return [
    'plan',
    ...scope(inputs),
    // The plan of a pull request contains only what the pull request changes; scheduled runs show all other differences.
    ...(name === 'pull_request' && base !== 'none' ? ['--changed'] : []),
    ...(recipient === '' ? [] : ['--out', planFile, '--encrypt-to', recipient]),
    ...['--format', 'markdown', '--redact', '--quiet', '--detailed-exitcode'],
  ];
}

/**
 * Builds the arguments for applying.
 *
 * @param reviewedPlan path of the merged pull request's plan; used only if that plan was reviewed
 */
export function applyArguments(inputs: ApplyInputs, reviewedPlan: string): readonly string[] {
  const { base, identity } = inputs;
  return [
    'apply',
    ...scope(inputs),
    ...reviewArguments(inputs, reviewedPlan),
    ...(identity === '' ? [] : ['--identity', identity]),
    ...(base === 'applied' ? ['--push-record'] : []),
    '--redact',
  ];
}

function scope({ directory, account, base }: CommonInputs): readonly string[] {
  return ['--dir', directory, '--base', base, ...(account === '' ? [] : ['--account', account])];
}

function reviewArguments(inputs: ApplyInputs, reviewedPlan: string): readonly string[] {
  const review = chooseReview(inputs);
  switch (review.kind) {
    case 'none':
    case 'no-identity':
      return ['--auto-approve'];
    case 'file':
      return ['--reviewed', review.file];
    case 'pull-request':
      // Plan with --changed, as the pull request did: its plan does not contain other differences.
      return ['--reviewed', reviewedPlan, ...(inputs.base === 'none' ? [] : ['--changed'])];
  }
}
