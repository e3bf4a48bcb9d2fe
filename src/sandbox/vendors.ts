// Every vendor that the sandbox plays, in one list. A new vendor is one import here, and one entry.

import { envoke } from './envoke/index.ts';
import { loops } from './loops/index.ts';
import { omnisend } from './omnisend/index.ts';
import type { Vendor } from './vendor.ts';

/** In the order in which they are shown. */
export const VENDORS: readonly Vendor[] = [omnisend, loops, envoke];
