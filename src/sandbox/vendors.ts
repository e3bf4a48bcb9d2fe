// The list of the sandbox's vendors. To add a vendor, import it here and add it to the list.

import { envoke } from './envoke/index.ts';
import { loops } from './loops/index.ts';
import { omnisend } from './omnisend/index.ts';
import type { Vendor } from './vendor.ts';

/** The sandbox's vendors, in the order in which they are displayed. */
export const VENDORS: readonly Vendor[] = [omnisend, loops, envoke];
