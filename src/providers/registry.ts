// Every dialect's provider in one place: whoever speaks to a vendor gets it here, by the name its capabilities carry.

import type { DialectName } from './capabilities.ts';
import type { Provider } from './contract.ts';
import { envoke } from './envoke/index.ts';
import { loops } from './loops/index.ts';
import { omnisend3, omnisend5, omnisend20260315 } from './omnisend/index.ts';

const PROVIDERS = {
  'omnisend@2026-03-15': omnisend20260315,
  'omnisend@v5': omnisend5,
  'omnisend@v3': omnisend3,
  'loops@v1': loops,
  'envoke@v1': envoke,
} as const satisfies Record<DialectName, Provider>;

export function providerOf(dialect: DialectName): Provider {
  return PROVIDERS[dialect];
}
