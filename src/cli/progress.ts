// Progress on anything longer than a second: one line that is redrawn on a terminal, a plain line every few seconds elsewhere.

import type { Terminal } from './terminal.ts';

/** Nothing is said of what takes less (milliseconds). */
const QUIET_FOR = 1_000;
const REDRAW_EVERY = 100;
const LINE_EVERY = 5_000;

export interface Progress {
  update(line: string): void;
  /** Takes the line away. */
  done(): void;
}

export function startProgress(terminal: Terminal, isQuiet: boolean): Progress {
  const started = performance.now();
  let last = started;
  let drawn = false;
  if (isQuiet) return { update() {}, done() {} };
  return {
    update(line) {
      const now = performance.now();
      const pause = terminal.redraws ? REDRAW_EVERY : LINE_EVERY;
      if (now - started < QUIET_FOR || (drawn && now - last < pause)) return;
      last = now;
      drawn = true;
      terminal.err(terminal.redraws ? `\r\u001b[2K${line.slice(0, terminal.width - 1)}` : `${line}\n`);
    },
    done() {
      if (drawn && terminal.redraws) terminal.err('\r\u001b[2K');
    },
  };
}
