// One provider for each version of Omnisend's API. All are created by the same functions, from different dialects.

import type { Capabilities } from '../capabilities.ts';
import type { Provider } from '../contract.ts';
import { createApi } from './api.ts';
import { createCodec } from './codec.ts';
import { type Dialect, V3, V5, V2026_03_15 } from './dialect.ts';
import { rehearsal } from './rehearsal.ts';
import { createRequests } from './requests.ts';

/** The provider of Omnisend 2026-03-15. */
export const omnisend20260315 = createOmnisend(V2026_03_15);
/** The provider of Omnisend v5. */
export const omnisend5 = createOmnisend(V5);
/** The provider of Omnisend v3. */
export const omnisend3 = createOmnisend(V3);

function createOmnisend<C extends Capabilities>(dialect: Dialect<C>): Provider<C> {
  const codec = createCodec(dialect);
  return {
    capabilities: dialect.capabilities,
    api: createApi(dialect, codec),
    requests: createRequests(dialect, codec),
    rehearsal,
  };
}
