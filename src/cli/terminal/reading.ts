// The progress of reading the vendors, on stderr.

import type { PauseListener } from '../../http/client/pauses.ts';
import type { ReadProgress } from '../../live/source.ts';
import { pauseLine, readingLine } from '../../render/text/reading.ts';
import { type GlobalOptions, isJson } from '../options/options.ts';
import { startProgress } from './progress.ts';
import type { Terminal } from './terminal.ts';

/** Creates the listener that says how long a vendor makes the program wait; with --quiet, nothing is said. */
export function pauseSayer({ quiet }: Pick<GlobalOptions, 'quiet'>, terminal: Terminal): PauseListener {
  return (pause) => {
    if (quiet !== true) terminal.err(`${pauseLine(pause)}\n`);
  };
}

type Listener = (account: string, state: ReadProgress) => void;

/** Runs `work` and shows the progress of reading meanwhile. */
export async function whileReading<T>(
  options: Pick<GlobalOptions, 'quiet' | 'format' | 'json'>,
  terminal: Terminal,
  work: (onProgress: Listener) => Promise<T>,
): Promise<T> {
  const states = new Map<string, ReadProgress>();
  const started = performance.now();
  const line = (): string => readingLine(states, (performance.now() - started) / 1000);
  const progress = startProgress(line, terminal, { isQuiet: options.quiet === true || isJson(options) });
  try {
    return await work((account, state) => void states.set(account, state));
  } finally {
    progress.done();
  }
}
