// The sandbox: vendors' behaviour as their documents describe it, served over real HTTP on loopback.
// Enters: HTTP requests as a client would send them to the vendor. Leaves: the vendor's answers, quirks and limits included.
// It shares no code with the rest of rollcall, so that a mistake in a provider cannot be cancelled by the same mistake here,
// and it never connects to anything.

import type { AddressInfo } from 'node:net';
import { Accounts } from './accounts.ts';
import { DataFile } from './data-file.ts';
import { Faults, parseFaults } from './faults/faults.ts';
import { ScriptedAnswers } from './faults/scripted-answers.ts';
import type { Observer } from './observer.ts';
import { SandboxError, systemCode } from './sandbox-error.ts';
import { RequestLog } from './server/request-log.ts';
import { DEFAULT_ACCOUNT } from './server/routing.ts';
import { createSandboxServer } from './server/server.ts';
import { StateError } from './vendor.ts';
import { VENDORS } from './vendors.ts';

export type { ObservedRequest, Observer } from './observer.ts';

/** What the sandbox holds, how strict it is, and what goes wrong in it. */
export interface SandboxOptions {
  /** 0, the default, takes any free port. */
  readonly port?: number;
  readonly host?: '127.0.0.1';
  /** State is read from it at start and written to it after changes and at close. */
  readonly dataFile?: string;
  /** Fills each vendor's default account with this many deterministic contacts; those already there stay as they are. */
  readonly contacts?: number;
  readonly seed?: number;
  /** Factor on the vendors' real limits: 1, the default, is as strict as they are. */
  readonly rateLimit?: number | 'off';
  readonly now?: () => number;
  /** Delay of asynchronous effects (tags); 50 by default. */
  readonly asyncDelayMs?: number;
  /** What goes wrong with vendor requests, and how often: `429:0.05,500:0.02,reset:0.01`. `seed` decides which ones. */
  readonly faults?: string;
  /** What a 429 by fault asks to wait, and how long a slow answer takes; 1,000, the least that vendors can say, by default. */
  readonly faultPauseMs?: number;
  /** Is told of every vendor request, and may drop it. */
  readonly observe?: Observer;
}

/** A running sandbox. It serves until it is closed. */
export interface Sandbox {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  /** What an account's `baseUrl` is to be, by the vendor's name, for the account `default`. */
  readonly baseUrls: Readonly<Record<string, string>>;
  /** @throws SandboxError where the state cannot be written */
  close(): Promise<void>;
}

/**
 * Serves the vendors' behaviour on a port of loopback.
 *
 * @throws FaultSpecError where `faults` is not understood, SandboxError where the state cannot be read, or the port is taken
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
  const file = options.dataFile === undefined ? undefined : new DataFile(options.dataFile, () => accounts.state());
  function changed(): void {
    file?.changed();
  }
  if (file !== undefined) restore(accounts, file, options.dataFile ?? '');
  if (options.contacts !== undefined) accounts.fill(DEFAULT_ACCOUNT, options.contacts);

  const server = createSandboxServer({
    accounts,
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
    server.once('error', (error) => reject(notListening(error, host, wanted)));
    server.listen(wanted, host, resolve);
  });
  const { port } = server.address() as AddressInfo;

  let closed: Promise<void> | undefined;
  async function close(): Promise<void> {
    await new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    });
    accounts.settle();
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

/** @throws SandboxError without a word of what the file holds */
function restore(accounts: Accounts, file: DataFile, path: string): void {
  try {
    const state = file.read();
    if (state !== undefined) accounts.load(state);
  } catch (error) {
    const why =
      error instanceof SyntaxError ? 'it is not JSON' : error instanceof StateError ? error.message : systemCode(error);
    if (why === undefined) throw error;
    const hint = 'name a file that the sandbox wrote, or one that does not exist yet';
    throw new SandboxError(`the sandbox's state in ${path} cannot be read: ${why}`, hint, error);
  }
}

const LISTENING: Readonly<Record<string, string>> = {
  EADDRINUSE: 'the port is in use',
  EACCES: 'this user may not take the port',
};

function notListening(error: unknown, host: string, port: number): unknown {
  const code = systemCode(error);
  if (code === undefined) return error;
  const why = LISTENING[code] ?? code;
  return new SandboxError(
    `cannot listen on ${host}:${port}: ${why}`,
    'choose another port; 0 takes any that is free',
    error,
  );
}
