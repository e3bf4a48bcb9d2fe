// One step of action.yml, as the runner runs it: a script in bash with GitHub's files and variables, or another action, of which
// here is what action.yml takes from it.

import { spawn } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { ROOT, type Step } from './action-document.ts';
import { fill, filled, type Scope } from './action-expressions.ts';
import type { Artifact } from './github-history.ts';
import { git } from './repository.ts';

export interface Trigger {
  readonly event:
    | 'pull_request'
    | 'pull_request_target'
    | 'push'
    | 'schedule'
    | 'workflow_dispatch'
    | 'workflow_run'
    | 'issue_comment';
  /** Number of the pull request (default: 7). */
  readonly pullRequest?: number;
  /** Path of the workflow's file. */
  readonly workflow?: string;
  /** Of a pull request: where its branch is. */
  readonly headRepository?: string | null;
  /** The branch's latest commit before the push. Absent: the first parent of the one that is checked out. */
  readonly before?: string;
  readonly inputs?: Readonly<Record<string, string>>;
  /** The working tree that was checked out. */
  readonly workspace: string;
  /** What `env:` of the job holds: the secrets. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly apiUrl: string;
  readonly token: string;
}

export const REPOSITORY = 'acme/contacts';
export const WORKFLOW = '.github/workflows/contacts.yml';

export type Kept = Pick<Artifact, 'name' | 'files'>;

export interface Ended {
  readonly ok: boolean;
  readonly log: string;
  readonly summary: string;
  readonly warnings: readonly string[];
  readonly outputs: Readonly<Record<string, string>>;
  /** As an artefact. */
  readonly kept?: Kept;
}

const NOTHING: Ended = { ok: true, log: '', summary: '', warnings: [], outputs: {} };

interface Around {
  readonly scope: Scope;
  readonly trigger: Trigger;
  /** The runner's directory for this run. */
  readonly temporary: string;
}

const ACTIONS: Readonly<Record<string, (inputs: Inputs, around: Around) => Promise<Ended>>> = {
  'actions/setup-node': async () => NOTHING,
  'actions/upload-artifact': keep,
};

type Inputs = Readonly<Record<string, string>>;

export async function runStep(step: Step, around: Around): Promise<Ended> {
  const env = filled(step.env ?? {}, around.scope);
  if (step.run !== undefined) return runBash(step.run, step, around, env);
  const run = ACTIONS[step.uses?.replace(/@.*/, '') ?? ''];
  if (run === undefined) throw new Error(`nothing here does what ${step.uses} does`);
  return run(filled(step.with ?? {}, around.scope), around);
}

async function runBash(script: string, step: Step, { scope, trigger, temporary }: Around, env: Inputs): Promise<Ended> {
  const files = { GITHUB_OUTPUT: join(temporary, 'output'), GITHUB_STEP_SUMMARY: join(temporary, 'summary.md') };
  for (const file of Object.values(files)) await writeFile(file, '');
  const event = join(temporary, 'event.json');
  await writeFile(event, JSON.stringify(eventOf(trigger)));
  const variables = {
    ...{ PATH: `${join(temporary, 'bin')}:${process.env.PATH}`, HOME: temporary, CI: 'true', GITHUB_ACTIONS: 'true' },
    ...{ GITHUB_ACTION_PATH: ROOT, GITHUB_REPOSITORY: REPOSITORY, RUNNER_TEMP: temporary },
    GITHUB_WORKFLOW_REF: `${REPOSITORY}/${trigger.workflow ?? WORKFLOW}@refs/heads/main`,
    ...{ GITHUB_API_URL: trigger.apiUrl, GITHUB_EVENT_NAME: trigger.event, GITHUB_EVENT_PATH: event },
    ...{ GITHUB_SERVER_URL: 'https://github.com', GITHUB_RUN_ID: '4242' },
    ...{ GITHUB_SHA: git(trigger.workspace, 'rev-parse', 'HEAD'), GITHUB_REF: refOf(trigger) },
    ...{ GIT_CONFIG_NOSYSTEM: '1', GIT_COMMITTER_NAME: 'ci', GIT_COMMITTER_EMAIL: 'ci@example.com' },
    ...{ GIT_AUTHOR_NAME: 'ci', GIT_AUTHOR_EMAIL: 'ci@example.com' },
    ...trigger.environment,
    ...files,
    ...env,
  };
  const directory = step['working-directory'];
  const cwd = directory === undefined ? trigger.workspace : fill(directory, scope);
  const { code, output } = await bash(script, cwd, variables);
  const written = (await readFile(files.GITHUB_OUTPUT, 'utf8')).split('\n').filter((line) => line !== '');
  return {
    ok: code === 0,
    log: output,
    summary: await readFile(files.GITHUB_STEP_SUMMARY, 'utf8'),
    warnings: output.split('\n').flatMap((line) => /^::warning::(.*)/.exec(line)?.[1] ?? []),
    outputs: Object.fromEntries(written.map((line) => line.split(/=(.*)/s).slice(0, 2))),
  };
}

/** `github.event`, as far as anybody looks into it. */
export function eventOf({
  event,
  headRepository = REPOSITORY,
  workspace,
  before,
  pullRequest: number = 7,
}: Trigger): object {
  if (event === 'push') return { before: before ?? parentOf(workspace) };
  if (event !== 'pull_request' && event !== 'pull_request_target') return {};
  // Of a fork that was deleted nothing is left.
  const repo = headRepository === null ? null : { full_name: headRepository };
  return { number, pull_request: { number, head: { repo } } };
}

/** A branch that did not exist before was at zeros. */
function parentOf(workspace: string): string {
  const [, parent = '0'.repeat(40)] = git(workspace, 'rev-list', '--parents', '--max-count=1', 'HEAD').split(' ');
  return parent;
}

function refOf({ event }: Trigger): string {
  return event.startsWith('pull_request') ? 'refs/pull/7/merge' : 'refs/heads/main';
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

/** As actions/upload-artifact with `if-no-files-found: ignore`. */
async function keep({ name = '', path = '' }: Inputs): Promise<Ended> {
  const content = await readFile(path, 'base64').catch(() => undefined);
  return content === undefined ? NOTHING : { ...NOTHING, kept: { name, files: { [basename(path)]: content } } };
}
