// What the program shares with GitHub's runner: inputs and facts in the environment, files, the log. The format of the files and of
// the log: docs.github.com, "Workflow commands for GitHub Actions".

import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Annotation, workflowCommand } from '../render/github/command.ts';
import { neutralise } from '../render/inert.ts';
import { type Event, parseEvent } from './event.ts';
import { StepFailed } from './step-failed.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Files in the runner's temporary directory; action.yml names the same ones. */
const FILES = {
  /** The command line of rollcall, each argument ended by a NUL. */
  arguments: 'rollcall-arguments',
  /** The plan as Markdown, redacted. */
  markdown: 'rollcall-plan.md',
  /** The whole plan, encrypted; kept as an artefact. */
  plan: 'plan.age',
  /** The artefact of the merged pull request, once downloaded. */
  reviewedPlan: 'rollcall-reviewed/plan.age',
  /** What `rollcall apply` printed, redacted. */
  applied: 'rollcall-apply.txt',
} as const;

export function fileIn(environment: Environment, file: keyof typeof FILES): string {
  return join(variable(environment, 'RUNNER_TEMP'), FILES[file]);
}

/** @throws Error where the runner, or action.yml, does not set it */
export function variable(environment: Environment, name: string): string {
  const value = environment[name];
  if (value === undefined) throw new Error(`${name} is not set`);
  return value;
}

/** An input of the action, which action.yml hands to the step as `INPUT_NAME`. */
export function input(environment: Environment, name: string): string {
  return variable(environment, `INPUT_${name.toUpperCase()}`);
}

export async function readEvent(environment: Environment): Promise<Event> {
  const payload: unknown = JSON.parse(await readFile(variable(environment, 'GITHUB_EVENT_PATH'), 'utf8'));
  return parseEvent(variable(environment, 'GITHUB_EVENT_NAME'), payload, variable(environment, 'GITHUB_REPOSITORY'));
}

/** @throws StepFailed for more than one line: the rest would be read as outputs of its own */
export async function setOutput(environment: Environment, name: string, value: string): Promise<void> {
  if (/[\r\n]/.test(value)) throw new StepFailed(`${name} must be a single line`);
  await appendFile(variable(environment, 'GITHUB_OUTPUT'), `${name}=${value}\n`);
}

/** @param text Markdown; the runner takes at most one mebibyte per step */
export async function addToSummary(environment: Environment, text: string): Promise<void> {
  await appendFile(variable(environment, 'GITHUB_STEP_SUMMARY'), text);
}

/** Writes one line to the log. */
export function log(text: string): void {
  process.stdout.write(`${neutralise(text)}\n`);
}

/** Writes to the log what is inert already. */
export function logAsIs(text: string): void {
  process.stdout.write(text);
}

export function annotate(kind: Annotation, text: string): void {
  process.stdout.write(`${workflowCommand(kind, neutralise(text))}\n`);
}
