import type { GlobalOptions, TimeoutFlag } from '../options/options.ts';

/** Parsed options of `doctor`. */
export interface DoctorOptions extends GlobalOptions, TimeoutFlag {
  /** Address of the contact to rehearse with. */
  readonly rehearse?: string;
  /** Rehearse without asking. */
  readonly autoApprove?: true;
}
