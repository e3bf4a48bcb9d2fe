// A whole run in one process over real HTTP: manifests on disk, the sandbox as the vendor, plan and apply as the program does them.

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  type AccountResult,
  type ApplyEvent,
  type ApplyListener,
  applyPlan,
  type Clock,
  type Configuration,
  type ConfigurationToPlan,
  type Connections,
  connectAccounts,
  contactsToApply,
  type Diagnostic,
  loadManifests,
  makePlan,
  type Outcome,
  type Plan,
  systemClock,
  withoutBase,
} from '../../src/index.ts';
import { outcomesWithWords } from '../../src/render/words/documents.ts';
import type { Words } from '../../src/render/words/say.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';

/** The day on which every scenario happens. */
const NOW = Date.parse('2026-06-01T12:00:00Z');

/** A request as the sandbox received it. */
export interface ReceivedRequest {
  readonly account: string;
  readonly method: string;
  readonly path: string;
  readonly query: unknown;
  readonly body: unknown;
  readonly status: number | null;
  readonly fault?: string;
}

export interface Workbench {
  readonly directory: string;
  readonly sandbox: Sandbox;
  /** What is wrong with the manifests. */
  diagnose(): Promise<readonly Diagnostic[]>;
  load(): Promise<Configuration>;
  /** @param configuration of the manifests, without a base, if absent */
  plan(configuration?: ConfigurationToPlan): Promise<Plan>;
  /** @param listener waited for before the engine goes on */
  apply(
    plan: Plan,
    configuration?: ConfigurationToPlan,
    listener?: ApplyListener,
  ): Promise<{
    readonly outcomes: readonly (Outcome & Partial<Words>)[];
    readonly accounts: readonly AccountResult[];
    readonly events: readonly ApplyEvent[];
  }>;
  requests(): Promise<readonly ReceivedRequest[]>;
  forgetRequests(): Promise<void>;
  state(): Promise<SandboxState>;
  setState(state: unknown): Promise<void>;
  script(answers: readonly unknown[]): Promise<void>;
  write(file: string, text: string): Promise<void>;
  close(): Promise<void>;
}

// biome-ignore lint/suspicious/noExplicitAny: the sandbox's state is the vendors' JSON, and tests look into it
export type SandboxState = { version: 1; accounts: Record<string, any> };

/**
 * A client that gives up and comes back a hundred times sooner, so that a thousand requests under faults take seconds; with time
 * enough for a busy machine, as an answer that is only late would be one more fault.
 */
const HASTY = {
  retry: { baseMs: 5, capMs: 300, deadlineMs: 30_000 },
  timeouts: { headersMs: 1500, bodyMs: 1500 },
} as const;

const IMPATIENT: Clock = { ...systemClock, sleep: (ms) => systemClock.sleep(Math.min(ms, 10)) };

export interface WorkbenchOptions {
  /** Manifests by file name, written to a fresh directory; or an existing directory. */
  readonly manifests: Readonly<Record<string, string>> | string;
  readonly state?: unknown;
  readonly rateLimit?: number | 'off';
  /** What goes wrong at the vendors; then the client waits and gives up a hundred times sooner. */
  readonly faults?: string;
  /** The vendors' clock (default: one that stands still). */
  readonly now?: () => number;
  /** The clock of apply (default: the real one, with short pauses). */
  readonly clock?: Clock;
  /** Name of the environment (default: the manifests declare none). */
  readonly environment?: string | undefined;
  /** Decides which faults. */
  readonly seed?: number;
}

export async function openWorkbench(options: WorkbenchOptions): Promise<Workbench> {
  const { manifests, state, rateLimit = 'off', faults, seed = 1, now = () => NOW, clock = IMPATIENT } = options;
  const { environment: environmentName } = options;
  const scratch = await mkdtemp(join(tmpdir(), 'rollcall-test-'));
  const directory = typeof manifests === 'string' ? manifests : join(scratch, 'contacts.d');
  const sandbox = await startSandbox({
    ...{ rateLimit, seed, now, asyncDelayMs: 5, faultPauseMs: 10 },
    ...(faults === undefined ? {} : { faults }),
  });
  const connectTo = (configuration: ConfigurationToPlan): Connections =>
    connectAccounts(configuration, {
      ...{ environment: {}, sandboxUrl: sandbox.url },
      ...(faults === undefined ? {} : { http: HASTY }),
    });
  const admin = (name: string, init?: RequestInit): Promise<Response> => fetch(`${sandbox.url}/_sandbox/${name}`, init);
  const read = (): ReturnType<typeof loadManifests> =>
    loadManifests({
      directory,
      workingDirectory: dirname(directory),
      environment: {},
      environmentName,
      now: () => NOW,
      sandbox: true,
    });
  const bench: Workbench = {
    directory,
    sandbox,
    diagnose: async () => (await read()).diagnostics,
    async load() {
      const loaded = await read();
      const errors = loaded.diagnostics.filter(({ severity }) => severity === 'error');
      if (errors.length > 0) throw new Error(`the manifests have mistakes: ${JSON.stringify(errors, null, 2)}`);
      return loaded.configuration;
    },
    async plan(configuration) {
      const loaded = configuration ?? withoutBase(await bench.load());
      return withConnections(connectTo(loaded), (accounts) =>
        makePlan(loaded, accounts, { filters: { accounts: [], contacts: [], changed: false }, now }),
      );
    },
    async apply(plan, configuration, listener) {
      const loaded = configuration ?? withoutBase(await bench.load());
      const events: ApplyEvent[] = [];
      const { outcomes, accounts: rows } = await withConnections(connectTo(loaded), (accounts) =>
        applyPlan({
          plan,
          accounts,
          contacts: contactsToApply(plan, loaded),
          clock,
          listener: (event) => {
            events.push(event);
            return listener?.(event);
          },
        }),
      );
      return { outcomes: [...outcomesWithWords(outcomes)], accounts: rows, events };
    },
    requests: async () => (await (await admin('requests')).json()) as ReceivedRequest[],
    forgetRequests: async () => void (await admin('requests', { method: 'DELETE' })),
    state: async () => (await (await admin('state')).json()) as SandboxState,
    setState: async (next) => expectOk(await admin('state', { method: 'PUT', body: JSON.stringify(next) })),
    script: async (answers) => expectOk(await admin('next', { method: 'PUT', body: JSON.stringify(answers) })),
    async write(file, text) {
      await mkdir(dirname(join(directory, file)), { recursive: true });
      await writeFile(join(directory, file), text);
    },
    async close() {
      await sandbox.close();
      await rm(scratch, { recursive: true, force: true });
    },
  };
  if (typeof manifests !== 'string')
    for (const [file, text] of Object.entries(manifests)) await bench.write(file, text);
  if (state !== undefined) await bench.setState(state);
  return bench;
}

async function withConnections<T>(
  connections: Connections,
  work: (accounts: Connections['accounts']) => Promise<T>,
): Promise<T> {
  try {
    return await work(connections.accounts);
  } finally {
    await connections.close();
  }
}

async function expectOk(response: Response): Promise<void> {
  if (!response.ok) throw new Error(`the sandbox answered ${response.status}: ${await response.text()}`);
}
