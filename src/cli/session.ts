// What a command needs to work with the vendors' accounts: manifests compared with their base, and connections. Loaded on demand,
// because it loads most of the program.

import type { Account } from '../manifest/configuration.ts';
import type { ValidManifests } from '../manifest/index.ts';
import type { Based } from '../workflows/base.ts';
import type { Connections } from '../workflows/connect.ts';
import { accountsOutside, connectOutside, type OutsideAccount } from '../workflows/outside.ts';
import { requireOwnStore } from '../workflows/own-store.ts';
import type { Prepared } from '../workflows/record/prepare.ts';
import { connectOrGoOn } from './begin-reading.ts';
import { loadOrExplain } from './manifests.ts';
import { type GivenFilters, readFilters } from './options/contact-filters.ts';
import type { GlobalOptions } from './options/options.ts';
import type { RecordFlags } from './records.ts';
import { checkDefine } from './sandbox/define.ts';
import { readEnvironment } from './secrets.ts';
import { prepareSession } from './session/prepared.ts';
import { mayReachEarly, type Reached, reach, validOf } from './session/reach.ts';
import type { SessionOptions, Surroundings } from './session/wanted.ts';
import type { Terminal } from './terminal/terminal.ts';

/** Manifests compared with their base, and connected accounts. */
export interface Session extends Based, Pick<Prepared, 'commit' | 'recording' | 'reread'> {
  /** The filters of the command line. */
  readonly filters: GivenFilters;
  readonly connections: Connections;
  /** Accounts that are out of scope and have the same sender as one in scope. They can be asked about opt-outs. */
  readonly outside: readonly OutsideAccount[];
}

/**
 * Loads the manifests, compares them with their base, connects the accounts in scope, and runs `work`. Closes the connections
 * afterwards.
 *
 * @returns the result of `work`
 * @throws HintedError `foreign-store`, `secrets-file`, `contacts-file`, `invalid-manifests`, `no-credentials`; the errors of withNamedBase and of `work`
 */
export async function withSession<T>(
  options: GlobalOptions & RecordFlags,
  terminal: Terminal,
  wanted: SessionOptions,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  // Modules are loaded while git is asked about .rollcall.
  const modules = import('../manifest/index.ts');
  await requireOwnStore(process.cwd());
  await modules;
  const environment = await readEnvironment(options);
  const filters = await readFilters(options);
  const ready = await loadAndPrepare(options, terminal, { ...wanted, environment, filters });
  try {
    return await connected(ready, { ...wanted, environment, filters }, work);
  } finally {
    await ready.sandbox?.close();
  }
}

/**
 * What the session needs of the manifests once they are loaded and compared with their base, without the texts of their files.
 */
interface Ready extends Reached {
  readonly prepared: Prepared;
  /** Accounts that are out of scope and have the same sender as one in scope. They can be asked about opt-outs. */
  readonly outside: readonly Account[];
}

/** Does everything that needs the manifests' files, in a function of its own so that their texts do not stay in memory. */
async function loadAndPrepare(
  options: GlobalOptions & RecordFlags,
  terminal: Terminal,
  wanted: Surroundings,
): Promise<Ready> {
  checkDefine(options);
  const early: { reached?: Reached } = {};
  const onValid = async (valid: ValidManifests): Promise<void> => {
    early.reached = await reach(valid, valid, options, terminal, wanted);
  };
  try {
    const listener = mayReachEarly(options, wanted) ? onValid : undefined;
    const loaded = await loadOrExplain(options, { ...wanted, onValid: listener }, terminal);
    early.reached ??= await reach(validOf(loaded), loaded.whole, options, terminal, wanted);
    const { sandbox } = early.reached;
    const prepared = await prepareSession(loaded, options, terminal, { ...wanted, sandbox });
    const outside = accountsOutside(prepared.based.configuration.accounts, loaded.whole.accounts);
    return { ...early.reached, prepared, outside };
  } catch (error) {
    await early.reached?.begun?.abandon();
    await early.reached?.sandbox?.close();
    throw error;
  }
}

async function connected<T>(
  { prepared: { based, ...prepared }, outside, how, begun }: Ready,
  { live, filters }: Surroundings,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const connections = await connectOrGoOn(based.configuration, how, begun);
  const others = connectOutside(outside, based.configuration.environment, how, live !== undefined);
  try {
    const accounts = live === undefined ? connections.accounts : await offline(connections.accounts, live);
    const inside = { ...connections, accounts };
    return await work({ ...based, ...prepared, filters, connections: inside, outside: others.outside });
  } finally {
    await Promise.all([connections.close(), others.close()]);
  }
}

async function offline(accounts: Connections['accounts'], file: string): Promise<Connections['accounts']> {
  const { accountsFromSnapshot } = await import('../workflows/snapshot.ts');
  return accountsFromSnapshot(accounts, file);
}
