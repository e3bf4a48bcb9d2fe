// action.yml as the runner runs it: steps in their order, conditions and expressions evaluated, scripts in bash, each with the
// files and variables of GitHub. What `uses:` names is not run, but for actions/github-script, whose script meets an API.

import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import { octokitFor } from './github-api.ts';

export const ROOT = resolve(import.meta.dirname, '../..');

export interface Step {
  readonly id?: string;
  readonly name?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, string | boolean>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly 'working-directory'?: string;
}

interface Action {
  readonly inputs: Readonly<Record<string, { readonly default?: string }>>;
  readonly outputs: Readonly<Record<string, { readonly value: string }>>;
  readonly runs: { readonly steps: readonly Step[] };
}

export const actionText = readFileSync(join(ROOT, 'action.yml'), 'utf8');
export const action = parse(actionText) as Action;

export interface Trigger {
  readonly event: 'pull_request' | 'pull_request_target' | 'push' | 'schedule';
  /** Of a pull request: where its branch is. */
  readonly headRepository?: string | null;
  readonly inputs?: Readonly<Record<string, string>>;
  /** The working tree that was checked out. */
  readonly workspace: string;
  /** What `env:` of the job holds: the secrets. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly apiUrl: string;
  readonly token: string;
}

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
  /** What npm was called with, and where. */
  readonly npm: string;
}

interface StepState {
  outputs: Readonly<Record<string, string>>;
  outcome: 'success' | 'failure' | 'skipped' | '';
}

const REPOSITORY = 'acme/contacts';

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
    const ended = await runStep(step, scope, trigger, temporary);
    told.log += ended.log;
    told.summary += ended.summary;
    told.warnings.push(...ended.warnings);
    if (step.uses !== undefined) used[step.uses.replace(/@.*/, '')] = filled(step.with ?? {}, scope);
    state.outputs = ended.outputs;
    state.outcome = ended.ok ? 'success' : 'failure';
    failed ||= !ended.ok;
  }
  const outputs = Object.entries(action.outputs).map(([name, { value }]) => [name, fill(value, scope)] as const);
  const npm = await readFile(join(temporary, 'npm.txt'), 'utf8').catch(() => '');
  return { conclusion: failed ? 'failure' : 'success', outputs: Object.fromEntries(outputs), ...told, used, npm };
}

function unknownStep(): never {
  throw new Error('every step with an id has a state');
}

function eventOf({ event, headRepository = REPOSITORY }: Trigger): object {
  if (event !== 'pull_request' && event !== 'pull_request_target') return {};
  // Of a fork that was deleted nothing is left.
  const repo = headRepository === null ? null : { full_name: headRepository };
  return { number: 7, pull_request: { number: 7, head: { repo } } };
}

type Scope = Readonly<Record<string, unknown>>;

/** GitHub's expressions, as far as action.yml uses them: names with hyphens, a missing member, strings and logic are as in JavaScript. */
function evaluate(expression: string, scope: Scope): unknown {
  const script = expression
    .replace(/\b(inputs|outputs)\.([a-z][a-z-]*)/g, '$1["$2"]')
    .replace(/(?<=[\w\])])\.(?=\w)/g, '?.')
    .replace(/ == /g, ' === ')
    .replace(/ != /g, ' !== ');
  return new Function(...Object.keys(scope), `return (${script});`)(...Object.values(scope));
}

function isTrue(condition: string, scope: Scope): boolean {
  return evaluate(condition.replace(/\$\{\{(.*?)\}\}/g, '$1'), scope) === true;
}

function fill(text: string, scope: Scope): string {
  return text.replace(/\$\{\{(.*?)\}\}/g, (_, expression: string) => String(evaluate(expression, scope) ?? ''));
}

function filled(texts: Readonly<Record<string, string | boolean>>, scope: Scope): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, fill(String(text), scope)]));
}

interface Ended {
  readonly ok: boolean;
  readonly log: string;
  readonly summary: string;
  readonly warnings: readonly string[];
  readonly outputs: Readonly<Record<string, string>>;
}

const NOTHING: Ended = { ok: true, log: '', summary: '', warnings: [], outputs: {} };

async function runStep(step: Step, scope: Scope, trigger: Trigger, temporary: string): Promise<Ended> {
  const env = filled(step.env ?? {}, scope);
  if (step.uses?.startsWith('actions/github-script@')) return runScript(step, scope, trigger, env);
  if (step.run === undefined) return NOTHING;
  const files = { GITHUB_OUTPUT: join(temporary, 'output'), GITHUB_STEP_SUMMARY: join(temporary, 'summary.md') };
  for (const file of Object.values(files)) await writeFile(file, '');
  const variables = {
    ...{ PATH: `${join(temporary, 'bin')}:${process.env.PATH}`, HOME: temporary, CI: 'true', GITHUB_ACTIONS: 'true' },
    ...{ GITHUB_ACTION_PATH: ROOT, GITHUB_REPOSITORY: REPOSITORY, RUNNER_TEMP: temporary },
    ...{ GIT_CONFIG_NOSYSTEM: '1', GIT_COMMITTER_NAME: 'ci', GIT_COMMITTER_EMAIL: 'ci@example.com' },
    ...{ GIT_AUTHOR_NAME: 'ci', GIT_AUTHOR_EMAIL: 'ci@example.com' },
    ...trigger.environment,
    ...files,
    ...env,
  };
  const directory = step['working-directory'];
  const cwd = directory === undefined ? trigger.workspace : fill(directory, scope);
  const { code, output } = await bash(step.run, cwd, variables);
  const written = (await readFile(files.GITHUB_OUTPUT, 'utf8')).split('\n').filter((line) => line !== '');
  return {
    ok: code === 0,
    log: output,
    summary: await readFile(files.GITHUB_STEP_SUMMARY, 'utf8'),
    warnings: [],
    outputs: Object.fromEntries(written.map((line) => line.split(/=(.*)/s).slice(0, 2))),
  };
}

/** As `shell: bash` runs a script (docs.github.com, "Workflow syntax", jobs.<job_id>.steps[*].shell). */
function bash(script: string, cwd: string, env: NodeJS.ProcessEnv): Promise<{ code: number | null; output: string }> {
  return new Promise((settle, reject) => {
    const flags = ['--noprofile', '--norc', '-e', '-o', 'pipefail', '-c', script];
    const child = spawn('bash', flags, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const collect = (piece: Buffer): void => {
      output += piece.toString('utf8');
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.on('error', reject).on('close', (code) => settle({ code, output }));
  });
}

/** npm would install this very checkout anew. */
async function stubNpm(temporary: string): Promise<void> {
  await mkdir(join(temporary, 'bin'));
  const script = `#!/bin/sh\necho "$PWD: npm $*" >> '${join(temporary, 'npm.txt')}'\n`;
  await writeFile(join(temporary, 'bin/npm'), script, { mode: 0o755 });
}

/** As actions/github-script does: an async function of these names (its README, "This action"). */
async function runScript(
  step: Step,
  scope: Scope,
  { apiUrl }: Trigger,
  env: Readonly<Record<string, string>>,
): Promise<Ended> {
  const { script = '', 'github-token': token = '' } = filled(step.with ?? {}, scope);
  const warnings: string[] = [];
  const core = { warning: (text: string) => warnings.push(text) };
  const [owner, repo] = REPOSITORY.split('/');
  const context = { repo: { owner, repo }, issue: { owner, repo, number: 7 } };
  const before = { ...process.env };
  Object.assign(process.env, env);
  try {
    const names = ['github', 'context', 'core', 'require'];
    const body = new Function(...names, `return (async () => {${script}\n})();`);
    await body(octokitFor(apiUrl, token), context, core, createRequire(import.meta.url));
    return { ...NOTHING, warnings };
  } catch (error) {
    return { ...NOTHING, ok: false, log: String(error), warnings };
  } finally {
    for (const name of Object.keys(env)) {
      if (before[name] === undefined) delete process.env[name];
      else process.env[name] = before[name];
    }
  }
}
