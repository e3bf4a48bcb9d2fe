import type { GlobalOptions, TimeoutFlag } from '../options/options.ts';

/** Parsed options of `doctor`. */
export interface DoctorOptions extends GlobalOptions, TimeoutFlag {}
