// Begins to list accounts as soon as all manifests are valid, while cached contacts are parsed and compared with what was applied
// before. Used by commands that plan all contacts.

import type { ValidManifests } from '../manifest/index.ts';
import { credentialMistakes } from '../manifest/resolve/credentials.ts';
import { listingHistory } from '../store/listings.ts';
import { type Connections, type ConnectOptions, connectAccounts } from '../workflows/connect.ts';
import { destinationsOf, sharedDestinations } from '../workflows/destinations.ts';
import type { GlobalOptions } from './options/options.ts';
import { cacheDirectory } from './places.ts';

/** Connections at which reading has begun. */
export interface BegunReading extends Connections {
  /** Stops the reading and closes the connections. Called if nobody will ask for what was read. */
  abandon(): Promise<void>;
}

/**
 * Connects the accounts. Begins to list those for which listing is the fastest way of reading, judged by the stored size of their
 * last listing.
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

/**
 * Connects accounts. If reading has already begun at exactly these accounts, uses its connections; otherwise abandons that
 * reading.
 */
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
