import type { Provider } from '../contract.ts';
import { api } from './api.ts';
import { EXAMPLE_V1 } from './capabilities.ts';
import { rehearsal } from './rehearsal.ts';
import { requests } from './requests.ts';

export const example: Provider<typeof EXAMPLE_V1> = { capabilities: EXAMPLE_V1, api, requests, rehearsal };
