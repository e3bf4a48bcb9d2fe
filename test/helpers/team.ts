// A repository with a remote, several clones of it, and a sandbox in the place of the vendors: each clone is the machine of a
// colleague or of a CI job, on which the built program runs.

import { onTestFinished } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { commit, git, temporaryDirectory, writeFiles } from './repository.ts';
import { openWorkplace, type Run, type Workplace } from './rollcall.ts';

interface Request {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
}

/** One clone. */
export interface Machine {
  readonly place: Workplace;
  rollcall(...args: readonly string[]): Promise<Run>;
  /** The plan as JSON; the arguments come in addition. */
  plan(...args: readonly string[]): Promise<PlanDocument>;
  apply(...args: readonly string[]): Promise<Run>;
  git(...args: readonly string[]): string;
  write(files: Readonly<Record<string, string>>): void;
  /** Commits everything, after writing the files. */
  commit(files?: Readonly<Record<string, string>>): string;
  /** Commits everything and pushes the branch. */
  push(files?: Readonly<Record<string, string>>): string;
}

/** As much of a plan as the tests look at. */
export interface PlanDocument {
  readonly accounts: readonly {
    readonly account: string;
    readonly record?: Readonly<Record<string, unknown>>;
    readonly held: readonly { readonly key: string; readonly reason: string }[];
  }[];
  readonly changes: readonly {
    readonly key: string;
    readonly action: string;
    readonly owed?: true;
    readonly differences: readonly { readonly path: readonly string[]; readonly op: string }[];
  }[];
}

export interface Team {
  readonly sandbox: Sandbox;
  readonly remote: string;
  /** @param options of `git clone`; with `--no-clone`, a directory without a repository */
  machine(environment?: Readonly<Record<string, string>>, ...options: readonly string[]): Promise<Machine>;
  /** A manifest with the account `shop` at the sandbox. */
  accounts(more?: string, name?: string): string;
  /** Requests that wrote, since the last call. */
  writes(): Promise<readonly Request[]>;
  /** The answers to the next requests that match. */
  next(answers: readonly object[]): Promise<void>;
  contacts(): Promise<readonly Readonly<Record<string, unknown>>[]>;
  /** Everything that the vendors have, as JSON. */
  state(): Promise<string>;
  /** Changes it in the vendors' own apps. */
  edit(change: (state: string) => string): Promise<void>;
}

const KEYS = { SHOP_KEY: 'brand1-secret', HOME: '/nonexistent' };

/** Everything is removed when the test ends. */
export async function aTeam(): Promise<Team> {
  const sandbox = await startSandbox({ rateLimit: 'off' });
  onTestFinished(() => sandbox.close());
  const remote = temporaryDirectory();
  git(remote, 'init', '--quiet', '--bare', '--initial-branch=main');
  const admin = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
    const response = await fetch(`${sandbox.url}/_sandbox/${path}`, init);
    if (!response.ok) throw new Error(`the sandbox answered ${response.status}: ${await response.text()}`);
    return response.status === 204 ? undefined : response.json();
  };
  return {
    sandbox,
    remote,
    machine: (environment = {}, ...options) => aMachine({ ...KEYS, ...environment }, remote, options),
    accounts(more = '', name = 'shop') {
      const where = `baseUrl: "${sandbox.url}/omnisend", apiKey: "\${SHOP_KEY}"`;
      return `accounts:\n  ${name}: { provider: omnisend, apiVersion: "2026-03-15", ${where}${more} }\n`;
    },
    async writes() {
      const all = (await admin('GET', 'requests')) as readonly Request[];
      await admin('DELETE', 'requests');
      return all.filter(({ method }) => method !== 'GET').map(({ method, path, body }) => ({ method, path, body }));
    },
    next: async (answers) => void (await admin('PUT', 'next', answers)),
    state: async () => JSON.stringify(await admin('GET', 'state')),
    edit: async (change) =>
      void (await admin('PUT', 'state', JSON.parse(change(JSON.stringify(await admin('GET', 'state')))))),
    async contacts() {
      const { accounts } = (await admin('GET', 'state')) as {
        readonly accounts: { readonly default: { readonly omnisend: { readonly contacts: [] } } };
      };
      return accounts.default.omnisend.contacts;
    },
  };
}

async function aMachine(
  environment: Readonly<Record<string, string>>,
  remote: string,
  options: readonly string[],
): Promise<Machine> {
  const place = await openWorkplace(environment);
  onTestFinished(() => place.remove());
  const { directory } = place;
  if (!options.includes('--no-clone')) git(directory, 'clone', '--quiet', ...options, `file://${remote}`, '.');
  const push = (files: Readonly<Record<string, string>> = {}): string => {
    const made = commit(directory, { '.gitignore': '.rollcall/\n', ...files });
    git(directory, 'push', '--quiet', 'origin', 'HEAD');
    return made;
  };
  return {
    place,
    rollcall: place.rollcall,
    async plan(...args) {
      const run = await place.rollcall('plan', '--json', ...args);
      return JSON.parse(run.stdout) as PlanDocument;
    },
    apply: (...args) => place.rollcall('apply', '--auto-approve', ...args),
    git: (...args) => git(directory, ...args),
    write: (files) => writeFiles(directory, files),
    commit: (files) => commit(directory, files),
    push,
  };
}

/**
 * Somebody applies manifests of a branch of their own, and pushes their record past the reviews: it names a commit of no branch that
 * the remote has.
 */
export async function pushUnreviewedRecord(
  team: Team,
  manifests: string,
): Promise<{ readonly ref: string; readonly commit: string }> {
  const stranger = await team.machine();
  stranger.git('switch', '--quiet', '--create', 'elsewhere');
  const commit = stranger.commit({ 'contacts.d/a.yaml': manifests });
  await stranger.apply();
  const ref = stranger.git('for-each-ref', '--format=%(refname)', 'refs/rollcall/record');
  stranger.git('push', '--quiet', 'origin', ref);
  return { ref, commit };
}

/** A manifest with these contacts, each as the inside of a flow mapping. */
export function people(...contacts: readonly string[]): string {
  return contacts.length === 0 ? 'contacts: []\n' : `contacts:\n${contacts.map((one) => `  - { ${one} }\n`).join('')}`;
}
