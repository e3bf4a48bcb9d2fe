// The table of all supported dialects. Names, types and everything else that needs to know all vendors (the schemas, the
// redaction, the support matrix of the guide) are derived from it. A new vendor needs one import and one row here.
// Pure: providers handle requests as data, so importing the table loads no HTTP client.

import type { Capabilities } from './capabilities.ts';
import type { Provider } from './contract.ts';
import { envoke } from './envoke/index.ts';
import { loops } from './loops/index.ts';
import { omnisend3, omnisend5, omnisend20260315 } from './omnisend/index.ts';

/**
 * The providers by dialect name. They are grouped by vendor, newest version first, because a vendor's first version is the
 * default for manifests that name no version.
 */
const PROVIDERS = {
  'omnisend@2026-03-15': omnisend20260315,
  'omnisend@v5': omnisend5,
  'omnisend@v3': omnisend3,
  'loops@v1': loops,
  'envoke@v1': envoke,
} as const satisfies Readonly<Record<string, Provider>>;

type Registered = typeof PROVIDERS;

/** The name of a dialect, `<provider>@<apiVersion>`: one version of one vendor's API. */
export type DialectName = keyof Registered;
/** A vendor's name in manifests. */
export type ProviderName = Registered[DialectName]['capabilities']['provider'];
/** Every value that `keyField` can have, for all vendors together. */
export type KeyField = Registered[DialectName]['capabilities']['keyFields'][number];

/** The capabilities of a dialect in the table. */
export interface Dialect extends Capabilities {
  readonly dialect: DialectName;
  readonly provider: ProviderName;
  readonly keyFields: readonly KeyField[];
}

/**
 * The type of the table. It makes the compiler check that every key of the table equals the `dialect` in the capabilities of its
 * provider.
 */
type Rows = { readonly [Name in DialectName]: Provider<Dialect & { readonly dialect: Name }> };
const ROWS: Rows = PROVIDERS;

/** Returns the provider of a dialect. */
export function providerOf(dialect: DialectName): Provider<Dialect> {
  return ROWS[dialect];
}

/** The capabilities of all dialects by name, in the order of the table. */
export const DIALECTS = Object.fromEntries(
  Object.entries<Provider<Dialect>>(ROWS).map(([name, { capabilities }]) => [name, capabilities]),
) as Readonly<Record<DialectName, Dialect>>;

/** The capabilities of all dialects, in the order of the table. */
export const ALL_DIALECTS: readonly Dialect[] = Object.values(DIALECTS);

/** The names of all dialects, in the order of the table. */
export const DIALECT_NAMES: readonly DialectName[] = ALL_DIALECTS.map(({ dialect }) => dialect);
/** The names of all vendors, in the order of the table. */
export const PROVIDER_NAMES: readonly ProviderName[] = [...new Set(ALL_DIALECTS.map(({ provider }) => provider))];

/** Returns the capabilities of a vendor's API version; undefined if that version is not supported. */
export function dialectOf(provider: ProviderName, apiVersion: string): Dialect | undefined {
  return ALL_DIALECTS.find((dialect) => dialect.provider === provider && dialect.apiVersion === apiVersion);
}

/** Returns the supported API versions of a vendor, newest first; the first is the default for manifests that name no version. */
export function apiVersionsOf(provider: ProviderName): readonly string[] {
  return ALL_DIALECTS.filter((dialect) => dialect.provider === provider).map(({ apiVersion }) => apiVersion);
}
