import type { Provider } from '../contract.ts';
import { createApi } from './api.ts';
import { type Dialect, V3, V5, V2026_03_15 } from './dialect.ts';
import { createRequests } from './requests.ts';

export const omnisend20260315: Provider = createProvider(V2026_03_15);
export const omnisend5: Provider = createProvider(V5);
export const omnisend3: Provider = createProvider(V3);

function createProvider(dialect: Dialect): Provider {
  return { capabilities: dialect.capabilities, api: createApi(dialect), requests: createRequests(dialect) };
}
