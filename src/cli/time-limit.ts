// The time limit of reading: --timeout of the commands that read the vendors.

import { type StopSignal, TIME_LIMIT } from '../http/stop-signal.ts';
import type { Terminal } from './terminal/terminal.ts';

/** A running time limit. */
export interface TimeLimit {
  /** Aborted when the time is over. Then no request is sent, and those in flight end at once. */
  readonly signal: StopSignal;
  /** Ends the limit, because the reading is over. */
  end(): void;
}

/**
 * Starts a time limit.
 *
 * @param milliseconds undefined: there is no limit
 */
export function startTimeLimit(milliseconds: number | undefined, terminal: Pick<Terminal, 'err'>): TimeLimit {
  const controller = new AbortController();
  const reach = (): void => {
    terminal.err('\nTime limit reached; what was not read by now is not read.\n');
    controller.abort(TIME_LIMIT);
  };
  // The limit itself must not keep the process running after an error.
  const timer = milliseconds === undefined ? undefined : setTimeout(reach, milliseconds).unref();
  return { signal: controller.signal, end: () => clearTimeout(timer) };
}

/** Runs `work` within a time limit. */
export async function withTimeLimit<T>(
  milliseconds: number | undefined,
  terminal: Pick<Terminal, 'err'>,
  work: (signal: StopSignal) => Promise<T>,
): Promise<T> {
  const limit = startTimeLimit(milliseconds, terminal);
  try {
    return await work(limit.signal);
  } finally {
    limit.end();
  }
}
