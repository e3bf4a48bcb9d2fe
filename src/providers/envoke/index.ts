import type { Provider } from '../contract.ts';
import { api } from './api.ts';
import { ENVOKE_V1 } from './capabilities.ts';
import { rehearsal } from './rehearsal.ts';
import { requests } from './requests.ts';

/** The provider of Envoke v1. */
export const envoke: Provider<typeof ENVOKE_V1> = { capabilities: ENVOKE_V1, api, requests, rehearsal };
