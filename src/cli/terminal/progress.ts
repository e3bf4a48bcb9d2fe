// Shows progress on stderr. On a terminal, one line is redrawn, beginning after one second; elsewhere, a line is printed every few
// seconds.

import type { Spinner } from 'yocto-spinner';
import { type Clock, systemClock } from '../../http/clock.ts';
import { beginningOf } from '../../render/cut.ts';
import type { Terminal } from './terminal.ts';

/** Milliseconds before progress is shown on a terminal. */
const QUIET_FOR = 1_000;
/** Milliseconds between redraws. */
const REDRAW_EVERY = 200;
/** Milliseconds between lines if they cannot be redrawn, as in a log. */
const LINE_EVERY = 5_000;
/** Number of columns that the spinner and the space after it take. */
const SPINNER_WIDTH = 2;

/** A running display of progress. */
export interface Progress {
  /** Stops showing progress and removes the line. */
  done(): void;
}

/** A line that can be redrawn on a terminal. */
export type Drawing = Pick<Spinner, 'text' | 'stop'>;

/** Options of startProgress; `clock` and `draw` are replaced in tests. */
export interface ProgressOptions {
  readonly isQuiet: boolean;
  readonly clock?: Clock;
  readonly draw?: (terminal: Terminal) => Promise<Drawing>;
}

/**
 * Starts showing progress.
 *
 * @param line returns the current text; called each time it is shown
 */
export function startProgress(
  line: () => string,
  terminal: Terminal,
  { isQuiet, clock = systemClock, draw = startSpinner }: ProgressOptions,
): Progress {
  const end = new AbortController();
  const pause = async (milliseconds: number): Promise<boolean> => {
    await clock.sleep(milliseconds, end.signal).catch(() => {});
    return !end.signal.aborted;
  };
  const show = async (): Promise<void> => {
    if (isQuiet) return;
    if (!terminal.redraws) {
      while (await pause(LINE_EVERY)) terminal.err(`${line()}\n`);
      return;
    }
    if (!(await pause(QUIET_FOR))) return;
    const drawing = await draw(terminal);
    removeAtEnd(drawing, end.signal);
    while (!end.signal.aborted) {
      drawing.text = cut(line(), terminal.width - SPINNER_WIDTH);
      await pause(REDRAW_EVERY);
    }
  };
  void show();
  return { done: () => end.abort() };
}

/** Removes the line when progress ends, or when the process exits (second Ctrl+C), so that the cursor does not stay hidden. */
function removeAtEnd(drawing: Drawing, end: AbortSignal): void {
  const stop = (): void => void drawing.stop();
  process.once('exit', stop);
  const atEnd = (): void => {
    process.off('exit', stop);
    stop();
  };
  if (end.aborted) atEnd();
  else end.addEventListener('abort', atEnd, { once: true });
}

async function startSpinner({ color }: Terminal): Promise<Drawing> {
  // yocto-spinner has no option for colour; it reads NO_COLOR when it is loaded.
  if (!color) process.env.NO_COLOR = '1';
  const { default: yoctoSpinner } = await import('yocto-spinner');
  return yoctoSpinner({ stream: process.stderr, handleSignals: false }).start();
}

function cut(text: string, width: number): string {
  return text.length > width ? `${beginningOf(text, width - 1)}…` : text;
}
