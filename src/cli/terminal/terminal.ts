// Output of commands: results go to stdout, all other messages to stderr.

import { tracesRequests } from '../options/debug.ts';
import { isCi } from '../options/redaction.ts';
import { writeErr, writeOut } from './stdout.ts';

/** Where a command writes, and the properties of that terminal. */
export interface Terminal {
  /** Whether to use colours. */
  readonly color: boolean;
  /** Number of columns available for text. */
  readonly width: number;
  /** Number of columns of stderr. Absent if stderr is not a terminal but a log or a pipe: each message then stays on one line. */
  readonly errWidth?: number | undefined;
  /** Whether the user can answer questions. */
  readonly interactive: boolean;
  /** Whether lines on stderr can be redrawn. */
  readonly redraws: boolean;
  /**
   * Writes to stdout. Resolves even if the reader has closed the pipe, as in `rollcall plan | head`.
   *
   * @throws HintedError `store` if the text cannot be written (disk full)
   */
  out(text: string): Promise<void>;
  /** Writes to stderr; never fails. */
  err(text: string): void;
}

/**
 * Opens the terminal of the process.
 *
 * @param color false for `--no-color`; otherwise NO_COLOR and FORCE_COLOR are honoured
 */
export function openTerminal(color: boolean): Terminal {
  const { stdin, stdout, stderr, env } = process;
  return {
    color: color && wantsColor(env, stdout.isTTY === true),
    ...(stderr.isTTY === true ? { errWidth: Math.min(stderr.columns || 80, 120) } : {}),
    // A pseudo-terminal without a size reports 0 columns.
    width: Math.min(stdout.columns || 80, 120),
    interactive: stdin.isTTY === true && stderr.isTTY === true,
    // CI logs may pretend to be terminals but keep every frame; traced requests would interrupt a redrawn line.
    redraws: stderr.isTTY === true && env.TERM !== 'dumb' && !isCi(env) && !tracesRequests(env),
    out: writeOut,
    err: writeErr,
  };
}

/** Whether a program’s output is coloured on this stream. NO_COLOR and FORCE_COLOR decide; without them, the terminal does. */
export function wantsColor(env: NodeJS.ProcessEnv, isTerminal: boolean): boolean {
  if (env.NO_COLOR !== undefined && env.NO_COLOR !== '') return false;
  if (env.FORCE_COLOR !== undefined && env.FORCE_COLOR !== '0') return true;
  return isTerminal && env.TERM !== 'dumb';
}
