// The progress of reading the vendors, on stderr.

import type { ReadProgress } from '../../live/source.ts';
import { readingLine } from '../../render/text/reading.ts';
import { type GlobalOptions, isJson } from '../options/options.ts';
import { startProgress } from './progress.ts';
import type { Terminal } from './terminal.ts';

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
