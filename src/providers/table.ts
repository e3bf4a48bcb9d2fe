// All supported dialects in one literal. Names, types and everything else that needs to know all vendors (the schemas, the
// redaction, the README's support matrix) are derived from it. A new vendor needs one import and one row here.
// Pure: providers handle requests as data, so importing the table loads no HTTP client.

import type { Capabilities } from './capabilities.ts';
import type { Provider } from './contract.ts';
import { envoke } from './envoke/index.ts';
import { loops } from './loops/index.ts';
import { omnisend3, omnisend5, omnisend20260315 } from './omnisend/index.ts';

/** Grouped by vendor, newest version first: the first is the default for manifests that name no version. */
const PROVIDERS = {
  'omnisend@2026-03-15': omnisend20260315,
  'omnisend@v5': omnisend5,
  'omnisend@v3': omnisend3,
  'loops@v1': loops,
  'envoke@v1': envoke,
} as const satisfies Readonly<Record<string, Provider>>;

type Registered = typeof PROVIDERS;

/** `<provider>@<apiVersion>`: one version of one vendor's API. */
export type DialectName = keyof Registered;
/** A vendor's name in manifests. */
export type ProviderName = Registered[DialectName]['capabilities']['provider'];
/** Every value that `keyField` can have at any vendor. */
export type KeyField = Registered[DialectName]['capabilities']['keyFields'][number];

/** Capabilities of a dialect in the table. */
export interface Dialect extends Capabilities {
  readonly dialect: DialectName;
  readonly provider: ProviderName;
  readonly keyFields: readonly KeyField[];
}

/** Checks at compile time that every key equals the `dialect` of its capabilities. */
type Rows = { readonly [Name in DialectName]: Provider<Dialect & { readonly dialect: Name }> };
const ROWS: Rows = PROVIDERS;

/** The provider of a dialect. */
export function providerOf(dialect: DialectName): Provider<Dialect> {
  return ROWS[dialect];
}

/** Capabilities by dialect, in the order of the table. */
export const DIALECTS = Object.fromEntries(
  Object.entries<Provider<Dialect>>(ROWS).map(([name, { capabilities }]) => [name, capabilities]),
) as Readonly<Record<DialectName, Dialect>>;

/** Capabilities of all dialects, in the order of the table. */
export const ALL_DIALECTS: readonly Dialect[] = Object.values(DIALECTS);

/** Names of all dialects, in the order of the table. */
export const DIALECT_NAMES: readonly DialectName[] = ALL_DIALECTS.map(({ dialect }) => dialect);
/** Names of all vendors, in the order of the table. */
export const PROVIDER_NAMES: readonly ProviderName[] = [...new Set(ALL_DIALECTS.map(({ provider }) => provider))];

/** @returns undefined if this version of the vendor's API is not supported */
export function dialectOf(provider: ProviderName, apiVersion: string): Dialect | undefined {
  return ALL_DIALECTS.find((dialect) => dialect.provider === provider && dialect.apiVersion === apiVersion);
}

/** Supported API versions of a vendor, newest first; the first is the default for manifests that name none. */
export function apiVersionsOf(provider: ProviderName): readonly string[] {
  return ALL_DIALECTS.filter((dialect) => dialect.provider === provider).map(({ apiVersion }) => apiVersion);
}
