import type { Provider } from '../contract.ts';
import { createApi } from './api.ts';
import { DATED, type Dialect, V3, V5 } from './dialect.ts';
import { createRequests } from './requests.ts';

export const omnisend20260315: Provider = speak(DATED);
export const omnisend5: Provider = speak(V5);
export const omnisend3: Provider = speak(V3);

function speak(dialect: Dialect): Provider {
  return { capabilities: dialect.capabilities, api: createApi(dialect), requests: createRequests(dialect) };
}
