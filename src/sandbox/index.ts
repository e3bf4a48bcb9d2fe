// The sandbox: an HTTP server on loopback that behaves like the vendors, as far as their documents describe it. Enters:
// HTTP requests as a client would send them to a vendor. Leaves: the vendor's answers, including quirks and rate
// limits. It shares no code with the rest of rollcall, so that a mistake in a provider cannot be hidden by the same
// mistake here. It never connects to anything.

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
  /** 0 takes any free port (default: 0). */
  readonly port?: number;
  readonly host?: '127.0.0.1';
  /** Path of the file that the state is read from at start, and written to after changes and at close. */
  readonly dataFile?: string;
  /** Adds this many deterministic sample contacts to each vendor's default account; existing contacts stay unchanged. */
  readonly contacts?: number;
  /** Determines ids, sample contacts and faults (default: 1). */
  readonly seed?: number;
  /** Factor on the vendors' real rate limits (default: 1). */
  readonly rateLimit?: number | 'off';
  /** The vendors' clock, in milliseconds since the epoch (default: the real time). */
  readonly now?: () => number;
  /** Delay of the vendors' asynchronous effects, such as tags and batches, in milliseconds (default: 50). */
  readonly asyncDelayMs?: number;
  /** Shares of vendor requests that fail, by kind: `429:0.05,500:0.02,reset:0.01`. `seed` determines which ones. */
  readonly faults?: string;
  /**
   * The delay that a 429 by fault asks for, and the duration of a slow answer, in milliseconds (default: 1000, because vendors
   * state whole seconds).
   */
  readonly faultPauseMs?: number;
  /** Called for every vendor request; may drop it. */
  readonly observe?: Observer;
}

/** A running sandbox. */
export interface Sandbox {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  /** By vendor name: the `baseUrl` of that vendor's account `default`. */
  readonly baseUrls: Readonly<Record<string, string>>;
  /**
   * Stops the server, carries out delayed effects and writes the state. May be called more than once.
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
  const accounts = new Accounts(VENDORS, {
    now,
    seed,
    asyncDelayMs: options.asyncDelayMs ?? 50,
    rateFactor: options.rateLimit === 'off' ? Number.POSITIVE_INFINITY : (options.rateLimit ?? 1),
    changed,
  });
  const state = new SandboxState(accounts, now);
  const file = options.dataFile === undefined ? undefined : new DataFile(options.dataFile, () => state.toJson());
  function changed(): void {
    file?.scheduleWrite();
  }
  if (file !== undefined) restore(state, file, options.dataFile ?? '');
  if (options.contacts !== undefined) accounts.fill(DEFAULT_ACCOUNT, options.contacts);

  const server = createSandboxServer({
    state,
    log: new RequestLog(),
    scripted: new ScriptedAnswers(),
    faults,
    faultPauseMs: options.faultPauseMs ?? 1000,
    observe: options.observe ?? (() => undefined),
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
    baseUrls: Object.fromEntries(VENDORS.map(({ name }) => [name, `${url}/${name}`])),
    close() {
      closed ??= close();
      return closed;
    },
  };
}

/** @throws SandboxError; the message never repeats the content of the file */
function restore(state: SandboxState, file: DataFile, path: string): void {
  try {
    const stored = file.read();
    if (stored !== undefined) state.load(stored);
  } catch (error) {
    const why =
      error instanceof SyntaxError ? 'it is not JSON' : error instanceof StateError ? error.message : systemCode(error);
    if (why === undefined) throw error;
    const hint = 'name a file that the sandbox wrote, or one that does not exist yet';
    throw new SandboxError(`the sandbox's state in ${path} cannot be read: ${why}`, hint, error);
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
  return new SandboxError(
    `cannot listen on ${host}:${port}: ${why}`,
    'choose another port; 0 takes any free port',
    error,
  );
}
