// One step of action.yml, as the runner runs it: a script in bash with GitHub's files and variables, or another action, of which
// here is what action.yml takes from it.

import { spawn } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { ROOT, type Step } from './action-document.ts';
import { fill, filled, type Scope } from './action-expressions.ts';
import type { Artifact } from './github-history.ts';
import { octokitFor } from './octokit.ts';
import { git } from './repository.ts';

export interface Trigger {
  readonly event: 'pull_request' | 'pull_request_target' | 'push' | 'schedule' | 'workflow_dispatch';
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

export const REPOSITORY = 'acme/contacts';

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

const ACTIONS: Readonly<Record<string, (inputs: Inputs, around: Around, env: Inputs) => Promise<Ended>>> = {
  'actions/setup-node': async () => NOTHING,
  'actions/github-script': runScript,
  'actions/upload-artifact': keep,
  'actions/download-artifact': fetchKept,
};

type Inputs = Readonly<Record<string, string>>;

export async function runStep(step: Step, around: Around): Promise<Ended> {
  const env = filled(step.env ?? {}, around.scope);
  if (step.run !== undefined) return runBash(step.run, step, around, env);
  const run = ACTIONS[step.uses?.replace(/@.*/, '') ?? ''];
  if (run === undefined) throw new Error(`nothing here does what ${step.uses} does`);
  return run(filled(step.with ?? {}, around.scope), around, env);
}

async function runBash(script: string, step: Step, { scope, trigger, temporary }: Around, env: Inputs): Promise<Ended> {
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
  const { code, output } = await bash(script, cwd, variables);
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

/** As actions/github-script does: an async function of these names (its README, "This action"). */
async function runScript(
  { script = '', 'github-token': token = '' }: Inputs,
  { trigger: { apiUrl, event, workspace } }: Around,
  env: Inputs,
): Promise<Ended> {
  const told = { ok: true, log: '', warnings: [] as string[], outputs: {} as Record<string, string> };
  const core = {
    warning: (text: string) => told.warnings.push(text),
    info: (text: string) => Object.assign(told, { log: `${told.log}${text}\n` }),
    setFailed: (text: string) => Object.assign(told, { ok: false, log: `${told.log}::error::${text}\n` }),
    setOutput: (name: string, value: unknown) => Object.assign(told.outputs, { [name]: String(value) }),
  };
  const [owner, repo] = REPOSITORY.split('/');
  const ref = event.startsWith('pull_request') ? 'refs/pull/7/merge' : 'refs/heads/main';
  const sha = git(workspace, 'rev-parse', 'HEAD');
  const context = { repo: { owner, repo }, issue: { owner, repo, number: 7 }, sha, ref };
  const before = { ...process.env };
  Object.assign(process.env, env);
  try {
    const names = ['github', 'context', 'core', 'require'];
    const body = new Function(...names, `return (async () => {${script}\n})();`);
    await body(octokitFor(apiUrl, token), context, core, createRequire(import.meta.url));
    return { ...NOTHING, ...told };
  } catch (error) {
    const { stack } = error as Error;
    return { ...NOTHING, ...told, ok: false, log: `${told.log}Error: Unhandled error: ${stack}\n` };
  } finally {
    for (const name of Object.keys(env)) {
      if (before[name] === undefined) delete process.env[name];
      else process.env[name] = before[name];
    }
  }
}

/** As actions/upload-artifact with `if-no-files-found: ignore`. */
async function keep({ name = '', path = '' }: Inputs): Promise<Ended> {
  const content = await readFile(path, 'base64').catch(() => undefined);
  return content === undefined ? NOTHING : { ...NOTHING, kept: { name, files: { [basename(path)]: content } } };
}

/** As actions/download-artifact: by name, from a run that the token may read. */
async function fetchKept(inputs: Inputs, { trigger: { apiUrl } }: Around): Promise<Ended> {
  const { name = '', 'run-id': run_id = '', 'github-token': token = '', path = '' } = inputs;
  const { rest, paginate } = octokitFor(apiUrl, token);
  const [owner = '', repo = ''] = REPOSITORY.split('/');
  try {
    const found = await paginate(rest.actions.listWorkflowRunArtifacts, { owner, repo, run_id, name });
    const [artifact] = found as readonly { readonly id: number }[];
    if (artifact === undefined) throw new Error(`Artifact not found for name: ${name}`);
    const which = { owner, repo, artifact_id: artifact.id, archive_format: 'zip' };
    const { data } = await rest.actions.downloadArtifact(which);
    await mkdir(path, { recursive: true });
    for (const [file, content] of Object.entries(data as Artifact['files']))
      await writeFile(join(path, file), content, 'base64');
    return NOTHING;
  } catch (error) {
    return { ...NOTHING, ok: false, log: `::error::Unable to download artifact(s): ${(error as Error).message}\n` };
  }
}
