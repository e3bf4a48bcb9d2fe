// The options of the command that erases a person.

import type { GlobalOptions } from '../options/options.ts';

/** Parsed values of the options. */
export interface EraseFlags extends GlobalOptions {
  readonly key?: string;
  readonly dryRun?: true;
}
