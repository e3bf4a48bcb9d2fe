import type { GlobalOptions, TimeoutFlag } from './options.ts';

/** Parsed values of the options of `pull`. */
export interface PullFlags extends GlobalOptions, TimeoutFlag {
  readonly trustRecord?: true;
  readonly take?: readonly string[];
  readonly optOuts?: true;
  readonly all?: true;
  readonly dryRun?: true;
}
