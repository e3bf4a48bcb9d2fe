// Inputs → the command line of rollcall. Pure.

import type { Event } from './event.ts';
import { chooseReview, type ReviewInputs } from './review.ts';

interface CommonInputs {
  readonly directory: string;
  /** Empty for all accounts. */
  readonly account: string;
  readonly base: string;
}

export interface PlanInputs extends CommonInputs {
  /** An age recipient; empty: the plan is not kept. */
  readonly recipient: string;
}

export interface ApplyInputs extends CommonInputs, ReviewInputs {}

/** @param planFile where the whole plan goes, if there is a recipient */
export function planArguments(inputs: PlanInputs, { name }: Event, planFile: string): readonly string[] {
  const { base, recipient } = inputs;
  return [
    'plan',
    ...scope(inputs),
    // A pull request's plan is what it changes; the rest belongs to the schedule.
    ...(name === 'pull_request' && base !== 'none' ? ['--changed'] : []),
    ...(recipient === '' ? [] : ['--out', planFile, '--encrypt-to', recipient]),
    ...['--format', 'markdown', '--redact', '--quiet', '--detailed-exitcode'],
  ];
}

/** @param reviewedPlan where the plan of the merged pull request is, if that is what was reviewed */
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
      // Planned the way the pull request was: what else differs at the vendor was not in its plan.
      return ['--reviewed', reviewedPlan, ...(inputs.base === 'none' ? [] : ['--changed'])];
  }
}
