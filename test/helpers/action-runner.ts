// action.yml as the runner runs it: steps in their order, conditions and expressions evaluated, scripts in bash, each with the
// files and variables of GitHub.

import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { action, ROOT } from './action-document.ts';
import { fill, filled, isTrue } from './action-expressions.ts';
import { eventOf, type Kept, REPOSITORY, runStep, type Trigger } from './action-steps.ts';

export interface ActionRun {
  readonly conclusion: 'success' | 'failure';
  readonly outputs: Readonly<Record<string, string>>;
  /** Names of the steps that ran, in order. */
  readonly ran: readonly string[];
  readonly log: string;
  readonly warnings: readonly string[];
  /** All steps' summaries. */
  readonly summary: string;
  /** What `with:` held for the steps that are other actions. */
  readonly used: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** The artefact. */
  readonly kept: Kept | undefined;
  /** What npm was called with, and where. */
  readonly npm: string;
  /** The environment that npm had. */
  readonly npmEnvironment: string;
}

interface StepState {
  outputs: Readonly<Record<string, string>>;
  outcome: 'success' | 'failure' | 'skipped' | '';
}

export async function runAction(trigger: Trigger): Promise<ActionRun> {
  const temporary = await mkdtemp(join(tmpdir(), 'rollcall-action-'));
  try {
    return await runSteps(trigger, temporary);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

async function runSteps(trigger: Trigger, temporary: string): Promise<ActionRun> {
  const inputs: Record<string, string> = {};
  const steps: Record<string, StepState> = {};
  for (const { id } of action.runs.steps) if (id !== undefined) steps[id] = { outputs: {}, outcome: '' };
  let failed = false;
  const github = {
    event_name: trigger.event,
    repository: REPOSITORY,
    token: trigger.token,
    action_path: ROOT,
    event: eventOf(trigger),
  };
  const scope = {
    ...{ inputs, github, steps, runner: { temp: temporary } },
    always: () => true,
    format: (text: string, ...values: readonly string[]) =>
      text.replace(/\{(\d)\}/g, (_, index: string) => values[Number(index)] ?? ''),
  };
  for (const [name, { default: value = '' }] of Object.entries(action.inputs))
    inputs[name] = trigger.inputs?.[name] ?? fill(value, scope);
  const told = { ran: [] as string[], log: '', summary: '', warnings: [] as string[], npm: '' };
  let kept: Kept | undefined;
  const used: Record<string, Readonly<Record<string, string>>> = {};
  await stubNpm(temporary);
  for (const step of action.runs.steps) {
    const state = step.id === undefined ? { outputs: {}, outcome: '' as const } : (steps[step.id] ?? unknownStep());
    const wanted =
      step.if === undefined ? !failed : (!failed || step.if.includes('always()')) && isTrue(step.if, scope);
    if (!wanted) {
      state.outcome = 'skipped';
      continue;
    }
    told.ran.push(step.name ?? step.uses ?? '');
    const ended = await runStep(step, { scope, trigger, temporary });
    told.log += ended.log;
    told.summary += ended.summary;
    told.warnings.push(...ended.warnings);
    kept = ended.kept ?? kept;
    if (step.uses !== undefined) used[step.uses.replace(/@.*/, '')] = filled(step.with ?? {}, scope);
    state.outputs = ended.outputs;
    state.outcome = ended.ok ? 'success' : 'failure';
    failed ||= !ended.ok;
  }
  const outputs = Object.entries(action.outputs).map(([name, { value }]) => [name, fill(value, scope)] as const);
  const npm = await readFile(join(temporary, 'npm.txt'), 'utf8').catch(() => '');
  const npmEnvironment = await readFile(join(temporary, 'npm-environment.txt'), 'utf8').catch(() => '');
  return {
    conclusion: failed ? 'failure' : 'success',
    outputs: Object.fromEntries(outputs),
    ...told,
    used,
    kept,
    npm,
    npmEnvironment,
  };
}

function unknownStep(): never {
  throw new Error('every step with an id has a state');
}

/** npm would install this very checkout anew. */
async function stubNpm(temporary: string): Promise<void> {
  await mkdir(join(temporary, 'bin'));
  const script = `#!/bin/sh\necho "$PWD: npm $*" >> '${join(temporary, 'npm.txt')}'\nenv >> '${join(temporary, 'npm-environment.txt')}'\n`;
  await writeFile(join(temporary, 'bin/npm'), script, { mode: 0o755 });
}
