// What commands write to. Results go to stdout; everything said on the way goes to stderr.

import { tracesRequests } from '../options/debug.ts';
import { writeErr, writeOut } from './stdout.ts';

export interface Terminal {
  readonly color: boolean;
  /** Columns to lay text out in. */
  readonly width: number;
  /** Whether somebody sits there who can answer. */
  readonly interactive: boolean;
  /** Whether stderr can redraw a line. */
  readonly redraws: boolean;
  /**
   * Resolves also where nobody reads any more: `rollcall plan | head` ends the output and nothing else.
   *
   * @throws HintedError `store` where there is no room for it
   */
  out(text: string): Promise<void>;
  err(text: string): void;
}

/** @param color false for `--no-color`; NO_COLOR and FORCE_COLOR are honoured otherwise */
export function openTerminal(color: boolean): Terminal {
  const { stdin, stdout, stderr, env } = process;
  return {
    color: color && wantsColor(env, stdout.isTTY === true),
    // A pseudo-terminal without a size says 0.
    width: Math.min(stdout.columns || 80, 120),
    interactive: stdin.isTTY === true && stderr.isTTY === true,
    // A CI's log may call itself a terminal, and keeps every frame; traced requests would break into the line.
    redraws: stderr.isTTY === true && env.TERM !== 'dumb' && env.CI === undefined && !tracesRequests(env),
    out: writeOut,
    err: writeErr,
  };
}

function wantsColor(env: NodeJS.ProcessEnv, isTerminal: boolean): boolean {
  if (env.NO_COLOR !== undefined && env.NO_COLOR !== '') return false;
  if (env.FORCE_COLOR !== undefined && env.FORCE_COLOR !== '0') return true;
  return isTerminal && env.TERM !== 'dumb';
}
