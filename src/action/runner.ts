// Interface to GitHub's runner: environment variables, inputs, files and the log. For the format of the files and of the log see
// docs.github.com, "Workflow commands for GitHub Actions".

import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Annotation, workflowCommand } from '../render/github/command.ts';
import { neutralise } from '../render/neutralise.ts';
import { type Event, parseEvent } from './event.ts';
import { StepFailed } from './step-failed.ts';
import type { Subject } from './subject.ts';

/** Environment variables of the step. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Files in the runner's temporary directory; action.yml names the same ones. */
const FILES = {
  /** The command line of rollcall; each argument ends with a NUL. */
  arguments: 'rollcall-arguments',
  /** The plan as Markdown, redacted. */
  markdown: 'rollcall-plan.md',
  /** The whole plan, encrypted; uploaded as an artefact. */
  plan: 'plan.age',
  /** A directory with the plans of the merged pull requests, once downloaded. */
  reviewedPlans: 'rollcall-reviewed',
  /** Drift as Markdown, redacted. */
  drift: 'rollcall-drift.md',
  /** What `rollcall apply` printed, redacted. */
  applied: 'rollcall-apply.txt',
} as const;

/** Name of the plan within the artefact: the same as that of the file that is uploaded. */
export const PLAN_FILE = FILES.plan;

/** Returns the path of a file that the steps share. */
export function fileIn(environment: Environment, file: keyof typeof FILES): string {
  return join(variable(environment, 'RUNNER_TEMP'), FILES[file]);
}

/**
 * Reads an environment variable.
 *
 * @throws Error if neither the runner nor action.yml has set it
 */
export function variable(environment: Environment, name: string): string {
  const value = environment[name];
  if (value === undefined) throw new Error(`${name} is not set`);
  return value;
}

/**
 * Reads an input of the action; action.yml passes it to the step as `INPUT_<NAME>`.
 *
 * @throws Error if action.yml does not pass it
 */
export function input(environment: Environment, name: string): string {
  return variable(environment, `INPUT_${name.toUpperCase()}`);
}

/** Reads the inputs `directory`, `account` and `env`. */
export function readSubject(environment: Environment): Subject {
  return {
    directory: input(environment, 'directory'),
    account: input(environment, 'account'),
    env: input(environment, 'env'),
  };
}

/**
 * Reads the event that started the workflow.
 *
 * @throws Error if it cannot be read or parsed
 */
export async function readEvent(environment: Environment): Promise<Event> {
  const payload: unknown = JSON.parse(await readFile(variable(environment, 'GITHUB_EVENT_PATH'), 'utf8'));
  return parseEvent(variable(environment, 'GITHUB_EVENT_NAME'), payload, variable(environment, 'GITHUB_REPOSITORY'));
}

/**
 * Sets an output of the step.
 *
 * @throws StepFailed if the value has several lines: the runner would read the rest as other outputs
 */
export async function setOutput(environment: Environment, name: string, value: string): Promise<void> {
  if (/[\r\n]/.test(value)) throw new StepFailed(`${name} must be a single line`);
  await appendFile(variable(environment, 'GITHUB_OUTPUT'), `${name}=${value}\n`);
}

/**
 * Appends to the summary of the job.
 *
 * @param text Markdown; the runner accepts at most one mebibyte per step
 */
export async function addToSummary(environment: Environment, text: string): Promise<void> {
  await appendFile(variable(environment, 'GITHUB_STEP_SUMMARY'), text);
}

/** Writes one line to the log. Neutralises escape sequences and workflow commands in it. */
export function log(text: string): void {
  process.stdout.write(`${neutralise(text)}\n`);
}

/** Writes text to the log unchanged; escape sequences and workflow commands in it must be neutralised already. */
export function logAsIs(text: string): void {
  process.stdout.write(text);
}

/** Adds an annotation to the run. Neutralises escape sequences and workflow commands in the text. */
export function annotate(kind: Annotation, text: string): void {
  process.stdout.write(`${workflowCommand(kind, neutralise(text))}\n`);
}
