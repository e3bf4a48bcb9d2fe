import type { RecordFlags } from '../records.ts';
import type { GlobalOptions } from './options.ts';

/** Parsed values of the options of `rollcall record`. */
export interface RecordOptions extends GlobalOptions, RecordFlags {
  readonly autoApprove?: true;
  /** Select the records of accounts that are no longer declared. */
  readonly gone?: true;
  readonly force?: true;
  readonly field?: readonly string[];
}
