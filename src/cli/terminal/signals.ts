// Handles the signals that end a process: the program exits in an orderly way, so that the listeners of `exit` remove temporary
// files and release locks.

import { EXIT, type ExitCode } from '../exit-codes.ts';

/** The signals that ask the process to end, and the exit codes that they lead to. */
export const ENDING_SIGNALS = {
  SIGINT: EXIT.interrupted,
  SIGTERM: EXIT.interrupted,
  SIGHUP: EXIT.hungUp,
} as const satisfies Partial<Record<NodeJS.Signals, ExitCode>>;

type EndingSignal = keyof typeof ENDING_SIGNALS;

/** Makes the process exit at a signal, unless the command has a listener of its own for that signal. Called once. */
export function exitOnSignals(): void {
  onEndingSignals((signal) => {
    if (process.listenerCount(signal) === 1) process.exit(ENDING_SIGNALS[signal]);
  });
}

/**
 * Listens to every signal that asks the process to end.
 *
 * @returns a function that ends the listening
 */
export function onEndingSignals(listener: (signal: EndingSignal) => void): () => void {
  const listeners = Object.keys(ENDING_SIGNALS).map((name) => {
    const signal = name as EndingSignal;
    const listen = (): void => listener(signal);
    process.on(signal, listen);
    return () => process.off(signal, listen);
  });
  return () => {
    for (const end of listeners) end();
  };
}
