// The sandbox: a local HTTP server that behaves like the vendors, as far as their documents describe it. Enters: HTTP requests
// as a client would send them to a vendor. Leaves: the vendor's answers, including quirks and rate limits. It shares no code
// with the rest of rollcall, so that a mistake in a provider cannot be hidden by the same mistake here. It never opens a
// connection itself.

import type { AddressInfo } from 'node:net';
import { Accounts } from './accounts.ts';
import { DataFile } from './data-file.ts';
import { Faults, parseFaults } from './faults/faults.ts';
import { ScriptedAnswers } from './faults/scripted-answers.ts';
import type { Observer } from './observer.ts';
import { SandboxError, systemCode } from './sandbox-error.ts';
import { SandboxState } from './sandbox-state.ts';
import { RequestLog } from './server/request-log.ts';
import { DEFAULT_ACCOUNT } from './server/routing.ts';
import { createSandboxServer } from './server/server.ts';
import { StateError } from './vendor.ts';
import { VENDORS } from './vendors.ts';

export type { ObservedRequest, Observer } from './observer.ts';

/** Settings of a sandbox. */
export interface SandboxOptions {
  /** The port to listen on; 0 chooses any free port (default: 0). */
  readonly port?: number;
  readonly host?: '127.0.0.1';
  /**
   * Path of the file that stores the state: read at the start, written after changes and at the close. Without a path, the state
   * is lost at the close.
   */
  readonly dataFile?: string;
  /**
   * Adds this many deterministic sample contacts to every account when it is first used at a vendor, and to the default account
   * at the start; existing contacts stay unchanged. Accounts of `initialAccounts` get none.
   */
  readonly contacts?: number;
  /**
   * Called if no data file exists yet. Returns the accounts that the sandbox starts with: `{ NAME: { VENDOR: state } }`, where
   * each state has the format of the data file. Contacts and definitions that are not as the vendor's documents describe them are
   * left out.
   */
  readonly initialAccounts?: () => Promise<unknown>;
  /** Seed of the pseudo-random ids, sample contacts and faults (default: 1). */
  readonly seed?: number;
  /** Factor by which the vendors' real rate limits are multiplied (default: 1); `off` disables them. */
  readonly rateLimit?: number | 'off';
  /** Returns the time that the vendors see, in milliseconds since the epoch (default: the real time). */
  readonly now?: () => number;
  /** Delay of the vendors' asynchronous effects, such as tags and batches, in milliseconds (default: 50). */
  readonly asyncDelayMs?: number;
  /**
   * The faults to inject at random, each with the share of vendor requests that get it: `429:0.05,500:0.02,reset:0.01`. `seed`
   * determines which requests.
   */
  readonly faults?: string;
  /**
   * Milliseconds that a 429 fault tells the client to wait, and that a `slow` fault delays the answer (default: 1000). Use a
   * multiple of 1000, because vendors state the wait in whole seconds.
   */
  readonly faultPauseMs?: number;
  /**
   * Map from account name (`default` for URLs without a name) to the only API key that the account accepts, at every vendor.
   * Accounts that are not in the map accept any key, except those that the vendors treat as wrong.
   */
  readonly keys?: Readonly<Record<string, string>>;
  /** Called when a vendor request arrives and when it is answered; can drop the request. */
  readonly observe?: Observer;
}

/** A running sandbox. */
export interface Sandbox {
  /** The URL of the server: `http://127.0.0.1:PORT`. */
  readonly url: string;
  /** The base URL of the account `default` at each vendor, keyed by vendor name. */
  readonly baseUrls: Readonly<Record<string, string>>;
  /** Number of contacts and definitions of `initialAccounts` that were left out; undefined if `initialAccounts` was not used. */
  readonly leftOut: number | undefined;
  /**
   * Stops the server, runs the delayed effects and writes the state. Further calls return the same promise.
   *
   * @throws SandboxError if the state cannot be written
   */
  close(): Promise<void>;
}

/**
 * Starts a sandbox.
 *
 * @throws FaultSpecError if `faults` is not valid
 * @throws SandboxError if the state cannot be read, or the port cannot be opened
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const now = options.now ?? Date.now;
  const seed = options.seed ?? 1;
  const faults = new Faults(options.faults === undefined ? [] : parseFaults(options.faults), seed);
  const accounts = new Accounts(
    VENDORS,
    {
      now,
      seed,
      asyncDelayMs: options.asyncDelayMs ?? 50,
      rateFactor: options.rateLimit === 'off' ? Number.POSITIVE_INFINITY : (options.rateLimit ?? 1),
      changed,
    },
    options.contacts,
  );
  const state = new SandboxState(accounts, now);
  const file = options.dataFile === undefined ? undefined : new DataFile(options.dataFile, () => state.toJson());
  function changed(): void {
    file?.scheduleWrite();
  }
  const isRestored = file !== undefined && restore(state, file, options.dataFile ?? '');
  const begun = isRestored ? undefined : await options.initialAccounts?.();
  const leftOut = begun === undefined ? undefined : state.begin(begun);
  if (options.contacts !== undefined) accounts.fill(DEFAULT_ACCOUNT);

  const server = createSandboxServer({
    state,
    log: new RequestLog(),
    scripted: new ScriptedAnswers(),
    faults,
    faultPauseMs: options.faultPauseMs ?? 1000,
    observe: options.observe ?? (() => undefined),
    keys: new Map(Object.entries(options.keys ?? {})),
    changed,
    now,
  });
  const { port: wanted = 0, host = '127.0.0.1' } = options;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(listenError(error, host, wanted)));
    server.listen(wanted, host, resolve);
  });
  const { port } = server.address() as AddressInfo;

  let closed: Promise<void> | undefined;
  async function close(): Promise<void> {
    await new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    });
    accounts.runDelayedEffects();
    file?.write();
  }
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    leftOut,
    baseUrls: Object.fromEntries(VENDORS.map(({ name }) => [name, `${url}/${name}`])),
    close() {
      closed ??= close();
      return closed;
    },
  };
}

/**
 * Loads the state from the file.
 *
 * @returns false if there is no file
 * @throws SandboxError if the file cannot be read or is not a valid state. Its message may quote a name or value of a state that
 *   is not valid; `unquoted` does not
 */
function restore(state: SandboxState, file: DataFile, path: string): boolean {
  try {
    const stored = file.read();
    if (stored !== undefined) state.restore(stored);
    return stored !== undefined;
  } catch (error) {
    const why =
      error instanceof SyntaxError ? 'it is not JSON' : error instanceof StateError ? error.message : systemCode(error);
    if (why === undefined) throw error;
    const hint = 'name a file that the sandbox wrote, or one that does not exist yet; a snapshot is given with --from';
    const unquoted = `the sandbox's state in ${path} cannot be read`;
    const message = `${unquoted}: ${why}`;
    throw new SandboxError(message, hint, { cause: error, unquoted: error instanceof StateError ? unquoted : message });
  }
}

const LISTEN_ERRORS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'the port is in use',
  EACCES: 'this user is not allowed to open the port',
};

function listenError(error: unknown, host: string, port: number): unknown {
  const code = systemCode(error);
  if (code === undefined) return error;
  const why = LISTEN_ERRORS[code] ?? code;
  return new SandboxError(`cannot listen on ${host}:${port}: ${why}`, 'choose another port; 0 takes any free port', {
    cause: error,
  });
}
