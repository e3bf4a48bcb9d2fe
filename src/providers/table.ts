// Every dialect that rollcall speaks, in one literal. Names, types and everything else that has to know all vendors (the schemas,
// the redaction, the README's support matrix) are derived from it. A new vendor is one import and one row here.
// Pure: a provider makes and reads requests as data, so that importing the table loads no HTTP client.

import type { Capabilities } from './capabilities.ts';
import type { Provider } from './contract.ts';
import { envoke } from './envoke/index.ts';
import { loops } from './loops/index.ts';
import { omnisend3, omnisend5, omnisend20260315 } from './omnisend/index.ts';

/** By vendor, the newest version first: the first is used where a manifest names none. */
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
/** A vendor as manifests name it. */
export type ProviderName = Registered[DialectName]['capabilities']['provider'];
/** What an account's `keyField` can be, at one vendor or another. */
export type KeyField = Registered[DialectName]['capabilities']['keyFields'][number];

/** Capabilities of a dialect that is in the table. */
export interface Dialect extends Capabilities {
  readonly dialect: DialectName;
  readonly provider: ProviderName;
  readonly keyFields: readonly KeyField[];
}

/** A row that stands under another name than its capabilities have does not compile. */
type Rows = { readonly [Name in DialectName]: Provider<Dialect & { readonly dialect: Name }> };
const ROWS: Rows = PROVIDERS;

export function providerOf(dialect: DialectName): Provider<Dialect> {
  return ROWS[dialect];
}

/** Capabilities by dialect, in the order of the table. */
export const DIALECTS = Object.fromEntries(
  Object.entries<Provider<Dialect>>(ROWS).map(([name, { capabilities }]) => [name, capabilities]),
) as Readonly<Record<DialectName, Dialect>>;

/** In the order of the table. */
export const ALL_DIALECTS: readonly Dialect[] = Object.values(DIALECTS);

export const DIALECT_NAMES: readonly DialectName[] = ALL_DIALECTS.map(({ dialect }) => dialect);
export const PROVIDER_NAMES: readonly ProviderName[] = [...new Set(ALL_DIALECTS.map(({ provider }) => provider))];

/** @returns undefined where rollcall does not speak this version of the vendor's API */
export function dialectOf(provider: ProviderName, apiVersion: string): Dialect | undefined {
  return ALL_DIALECTS.find((dialect) => dialect.provider === provider && dialect.apiVersion === apiVersion);
}

/** Newest first; the first is the one to use where a manifest names none. */
export function apiVersionsOf(provider: ProviderName): readonly string[] {
  return ALL_DIALECTS.filter((dialect) => dialect.provider === provider).map(({ apiVersion }) => apiVersion);
}
