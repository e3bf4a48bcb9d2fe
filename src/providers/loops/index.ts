import type { Provider } from '../contract.ts';
import { api } from './api.ts';
import { LOOPS_V1 } from './capabilities.ts';
import { rehearsal } from './rehearsal.ts';
import { requests } from './requests.ts';

/** The provider of Loops v1. */
export const loops: Provider<typeof LOOPS_V1> = { capabilities: LOOPS_V1, api, requests, rehearsal };
