// The time limit of reading: --timeout of the commands that read the vendors.

import { type StopSignal, TIME_LIMIT } from '../http/stop-signal.ts';
import type { Terminal } from './terminal/terminal.ts';

/** A time limit for reading. */
export interface TimeLimit {
  /** Aborted when the time is over. From then on, no request is sent, and those in flight end at once. */
  readonly signal: StopSignal;
  /** Starts the clock. */
  start(): void;
  /** Stops the clock, because the reading is over. */
  end(): void;
}

/**
 * Creates a time limit that is not started yet.
 *
 * @param milliseconds undefined: there is no limit
 */
export function createTimeLimit(milliseconds: number | undefined, terminal: Pick<Terminal, 'err'>): TimeLimit {
  const controller = new AbortController();
  const reach = (): void => {
    terminal.err('\nTime limit reached; what was not read by now is not read.\n');
    controller.abort(TIME_LIMIT);
  };
  let timer: NodeJS.Timeout | undefined;
  return {
    signal: controller.signal,
    start() {
      // The timer itself must not keep the process running after an error.
      if (milliseconds !== undefined) timer = setTimeout(reach, milliseconds).unref();
    },
    end: () => clearTimeout(timer),
  };
}

/** Runs `work` within a time limit. */
export async function withTimeLimit<T>(
  milliseconds: number | undefined,
  terminal: Pick<Terminal, 'err'>,
  work: (signal: StopSignal) => Promise<T>,
): Promise<T> {
  const limit = createTimeLimit(milliseconds, terminal);
  limit.start();
  try {
    return await work(limit.signal);
  } finally {
    limit.end();
  }
}
