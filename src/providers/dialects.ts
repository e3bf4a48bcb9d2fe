// Every dialect's capabilities in one place. Data only: whoever imports this loads no client and no codec.

import type { Capabilities, DialectName, ProviderName } from './capabilities.ts';
import { ENVOKE_V1 } from './envoke/capabilities.ts';
import { LOOPS_V1 } from './loops/capabilities.ts';
import { OMNISEND_2026_03_15, OMNISEND_V3, OMNISEND_V5 } from './omnisend/capabilities.ts';

/** By vendor, the newest version first. */
export const DIALECTS = {
  'omnisend@2026-03-15': OMNISEND_2026_03_15,
  'omnisend@v5': OMNISEND_V5,
  'omnisend@v3': OMNISEND_V3,
  'loops@v1': LOOPS_V1,
  'envoke@v1': ENVOKE_V1,
} as const satisfies Readonly<Record<DialectName, Capabilities>>;

/** Undefined where the vendor has no such version, or none that we speak. */
export function dialectOf(provider: ProviderName, apiVersion: string): Capabilities | undefined {
  return dialectsOf(provider).find((dialect) => dialect.apiVersion === apiVersion);
}

/** Newest first; the first is the one to use where a manifest names none. */
export function apiVersionsOf(provider: ProviderName): readonly string[] {
  return dialectsOf(provider).map((dialect) => dialect.apiVersion);
}

function dialectsOf(provider: ProviderName): readonly Capabilities[] {
  return Object.values<Capabilities>(DIALECTS).filter((dialect) => dialect.provider === provider);
}
