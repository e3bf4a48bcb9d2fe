import type { Provider } from '../provider.ts';
import { api } from './api.ts';
import { OMNISEND_2026_03_15, OMNISEND_V3, OMNISEND_V5 } from './capabilities.ts';
import { requests } from './requests.ts';

export const omnisend20260315: Provider = { capabilities: OMNISEND_2026_03_15, api, requests };
// Placeholders until the dialects are there.
export const omnisend5: Provider = { capabilities: OMNISEND_V5, api, requests };
export const omnisend3: Provider = { capabilities: OMNISEND_V3, api, requests };
