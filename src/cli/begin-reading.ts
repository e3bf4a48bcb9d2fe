// Begins to list accounts as soon as all manifests are valid, while cached contacts are parsed and compared with what was applied
// before: for commands that plan everything.

import type { ValidManifests } from '../manifest/index.ts';
import { credentialMistakes } from '../manifest/resolve/credentials.ts';
import { listingHistory } from '../store/listings.ts';
import { type Connections, type ConnectOptions, connectAccounts } from '../workflows/connect.ts';
import { destinationsOf, sharedDestinations } from '../workflows/destinations.ts';
import type { GlobalOptions } from './options/options.ts';
import { cacheDirectory } from './places.ts';

/** Connections at which reading has begun. */
export interface BegunReading extends Connections {
  /** Ends the reading, if nobody has asked for what was read. */
  abandon(): Promise<void>;
}

/**
 * Connects the accounts, and begins to list those that will be listed: their size is known from their last listing.
 *
 * @returns undefined if credentials are missing, or two accounts are the same at the vendor: then nothing is sent
 */
export async function beginReading(
  { accounts, environment, counts }: ValidManifests,
  options: GlobalOptions,
  how: ConnectOptions,
): Promise<BegunReading | undefined> {
  const isSandbox = how.sandboxUrl !== undefined;
  if (!isSandbox && credentialMistakes(accounts, how.environment, []).length > 0) return undefined;
  const destinations = destinationsOf({ accounts, ...(environment && { environment }) }, how.environment, isSandbox);
  if (sharedDestinations(accounts, destinations).length > 0) return undefined;
  const listings = await listingsOf(options);
  const connections = connectAccounts({ accounts, ...(environment && { environment }) }, how);
  const unwanted = new AbortController();
  for (const [name, connected] of connections.accounts) {
    const known = (await listings?.history.last(connected))?.contacts;
    const contacts = counts.get(name) ?? 0;
    if (known !== undefined) connected.source.begin?.({ contacts, known, signal: unwanted.signal });
  }
  return {
    ...connections,
    async abandon() {
      unwanted.abort();
      await connections.close();
    },
  };
}

/** Connects accounts. Where reading has begun at exactly these, its connections are used. */
export async function connectOrGoOn(
  configuration: Parameters<typeof connectAccounts>[0],
  how: ConnectOptions,
  begun: BegunReading | undefined,
): Promise<Connections> {
  const names = configuration.accounts.map(({ name }) => name);
  if (begun !== undefined && names.join() === [...begun.accounts.keys()].join()) return begun;
  await begun?.abandon();
  return connectAccounts(configuration, how);
}

/** Opens the stored sizes of earlier listings; undefined if nothing may be stored. */
export async function listingsOf({ cache, live, sandbox }: GlobalOptions & { readonly live?: string }) {
  const store = await cacheDirectory({ cache, ...(live === undefined ? {} : { live }) });
  if (store === undefined) return undefined;
  const world = sandbox === undefined ? undefined : String(sandbox);
  return { history: listingHistory(store, world), now: Date.now };
}
