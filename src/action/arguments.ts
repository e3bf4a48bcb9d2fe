// Builds the command line of rollcall from the inputs of the action. Pure.

import type { Event } from './event.ts';
import { chooseReview, type ReviewInputs } from './review.ts';

interface CommonInputs {
  readonly directory: string;
  /** Empty for all accounts. */
  readonly account: string;
  /** Name of the environment; empty if the manifests declare none. */
  readonly env: string;
  /** A value of --base; `record` stands for the record of what was last applied. */
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
    // A pull request's plan contains only what the request changes; scheduled runs show all other differences.
    ...(name === 'pull_request' && base !== 'none' ? ['--changed'] : []),
    ...(recipient === '' ? [] : ['--out', planFile, '--encrypt-to', recipient]),
    ...['--format', 'markdown', '--redact', '--quiet', '--detailed-exitcode'],
  ];
}

/**
 * Builds the arguments for applying. If merged pull requests were reviewed, `reviewedArguments` are appended later, once their
 * plans are found.
 */
export function applyArguments(inputs: ApplyInputs): readonly string[] {
  const { identity } = inputs;
  return [
    'apply',
    ...scope(inputs),
    ...reviewArguments(inputs),
    ...(identity === '' ? [] : ['--identity', identity]),
    '--redact',
  ];
}

/**
 * Builds the arguments for comparing live contacts with what was last applied. Always uses the record as the base, because it
 * alone says what was applied.
 */
export function driftArguments(inputs: CommonInputs): readonly string[] {
  return [
    'drift',
    ...scope({ ...inputs, base: 'record' }),
    '--format',
    'markdown',
    '--redact',
    '--quiet',
    '--detailed-exitcode',
  ];
}

/**
 * Builds the additional arguments that make an apply send only what the given plans contain.
 *
 * @param files paths of the plans; at least one
 */
export function reviewedArguments(files: readonly string[]): readonly string[] {
  return files.flatMap((file) => ['--reviewed', file]);
}

/** Encodes arguments as text for the shell: each ends with a NUL, which no argument can contain. */
export function encodeArguments(words: readonly string[]): string {
  return words.map((word) => `${word}\0`).join('');
}

function scope({ directory, account, env, base }: CommonInputs): readonly string[] {
  // The record of what was applied is the base unless another one is named.
  const named = base === 'record' ? [] : ['--base', base];
  const where = [...(env === '' ? [] : ['--env', env]), ...(account === '' ? [] : ['--account', account])];
  return ['--dir', directory, ...named, ...where];
}

function reviewArguments(inputs: ApplyInputs): readonly string[] {
  const review = chooseReview(inputs);
  switch (review.kind) {
    case 'none':
    case 'no-identity':
      return ['--auto-approve'];
    case 'file':
      return reviewedArguments([review.file]);
    case 'pull-request':
      // Plan with --changed as for a pull request, because its plan did not contain other differences.
      return inputs.base === 'none' ? [] : ['--changed'];
  }
}
