// Progress: a line that a library draws on a terminal after a second, a plain line every few seconds elsewhere.

import type { Spinner } from 'yocto-spinner';
import { type Clock, systemClock } from '../../http/clock.ts';
import type { Terminal } from './terminal.ts';

/** Nothing is drawn for what takes less (milliseconds). */
const QUIET_FOR = 1_000;
const REDRAW_EVERY = 200;
/** A log keeps every line: of what takes less nothing is said. */
const LINE_EVERY = 5_000;
/** The spinner and the blank behind it. */
const SPINNER_WIDTH = 2;

export interface Progress {
  /** Takes the line away. */
  done(): void;
}

/** What draws on a terminal. */
export type Drawing = Pick<Spinner, 'text' | 'stop'>;

export interface ProgressOptions {
  readonly isQuiet: boolean;
  readonly clock?: Clock;
  readonly draw?: (terminal: Terminal) => Promise<Drawing>;
}

/** @param line asked for whenever it is shown, and so always of now */
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
    takeAway(drawing, end.signal);
    while (!end.signal.aborted) {
      drawing.text = cut(line(), terminal.width - SPINNER_WIDTH);
      await pause(REDRAW_EVERY);
    }
  };
  void show();
  return { done: () => end.abort() };
}

/** At the end; also where a second interruption ends the process, as the cursor must not stay hidden. */
function takeAway(drawing: Drawing, end: AbortSignal): void {
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
  // It has no option for it, and looks here when it is loaded.
  if (!color) process.env.NO_COLOR = '1';
  const { default: yoctoSpinner } = await import('yocto-spinner');
  return yoctoSpinner({ stream: process.stderr, handleSignals: false }).start();
}

function cut(text: string, width: number): string {
  return text.length > width ? `${text.slice(0, width - 1)}…` : text;
}
