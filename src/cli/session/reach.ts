// Reaches the accounts of a session: starts the sandbox if there is one, decides how to connect, and begins to read.

import { byAccount } from '../../base/layers.ts';
import type { Loaded, ValidManifests } from '../../manifest/index.ts';
import type { ConnectOptions } from '../../workflows/connect.ts';
import type { ChosenEnvironment } from '../../workflows/destinations.ts';
import { type BegunReading, beginReading } from '../begin-reading.ts';
import type { GlobalOptions } from '../options/options.ts';
import { sandboxAddress } from '../options/sandbox-place.ts';
import { startEmbedded, storeDirectory } from '../places.ts';
import { defineKeyFields, defineNames, sayLeftOut } from '../sandbox/define.ts';
import { pauseSayer } from '../terminal/reading.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { requestTracer } from '../terminal/trace.ts';
import type { SessionOptions, Surroundings, UsedSandbox } from './wanted.ts';

/** The sandbox, if there is one, how accounts are connected, and the reading that has begun at them. */
export interface Reached {
  readonly sandbox: UsedSandbox | undefined;
  /** Options with which accounts are connected. */
  readonly how: ConnectOptions;
  readonly begun: BegunReading | undefined;
}

/** Whether the accounts may be reached before cached contacts are parsed: a sandbox of this process may have to take them first. */
export function mayReachEarly({ define, sandbox }: GlobalOptions, { readsAll }: SessionOptions): boolean {
  const isElsewhere = sandbox === undefined || sandboxAddress(sandbox) !== undefined;
  return readsAll === true && define !== true && isElsewhere;
}

/** What connecting needs of loaded manifests. */
export function validOf({ configuration: { accounts, contacts, environment } }: Loaded): ValidManifests {
  const counts = new Map([...byAccount(contacts)].map(([name, own]) => [name, own.length]));
  return { accounts, counts, ...(environment && { environment }) };
}

/**
 * Starts the sandbox, defines what is asked for there, and begins to read if the command reads all contacts.
 *
 * @param whole all that the manifests name; without contacts if nothing is defined
 */
export async function reach(
  valid: ValidManifests,
  whole: Pick<Loaded['whole'], 'accounts'> & Partial<Pick<Loaded['whole'], 'contacts'>> & ChosenEnvironment,
  options: GlobalOptions,
  terminal: Terminal,
  wanted: Surroundings,
): Promise<Reached> {
  const sandbox = options.sandbox === undefined ? undefined : await startEmbedded(options.sandbox);
  try {
    if (sandbox !== undefined) sayLeftOut(sandbox.leftOut, terminal);
    if (sandbox !== undefined && options.define === true)
      await defineNames(sandbox.url, { contacts: [], ...whole }, options, terminal);
    else if (sandbox !== undefined) await defineKeyFields(sandbox.url, whole);
    const how = await howToConnect(options, terminal, { ...wanted, sandbox });
    const begun = wanted.readsAll === true ? await beginReading(valid, options, how) : undefined;
    return { sandbox, how, begun };
  } catch (error) {
    await sandbox?.close();
    throw error;
  }
}

async function howToConnect(
  options: GlobalOptions,
  terminal: Terminal,
  { store, signal, environment, sandbox }: Surroundings,
): Promise<ConnectOptions> {
  const trace = await requestTracer(options, terminal, process.env);
  return {
    environment,
    signal,
    http: { ...(trace === undefined ? {} : { trace }), onPause: pauseSayer(options, terminal) },
    ...(sandbox === undefined ? {} : { sandboxUrl: sandbox.url }),
    ...(store && sandbox === undefined ? { store: await storeDirectory() } : {}),
  };
}
