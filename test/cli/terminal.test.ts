// What the process finds out about its terminal.

import { afterEach, expect, test, vi } from 'vitest';
import { openTerminal } from '../../src/cli/terminal/terminal.ts';

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

test.each([
  [undefined, true],
  ['', true],
  ['false', true],
  ['0', true],
  ['true', false],
  ['1', false],
])('with CI=%s, lines are redrawn: %s', (ci, redraws) => {
  vi.stubEnv('CI', ci);
  vi.stubEnv('TERM', 'xterm');
  vi.stubEnv('ROLLCALL_DEBUG', undefined);
  const { isTTY } = process.stderr;
  Object.defineProperty(process.stderr, 'isTTY', { value: true, configurable: true });
  try {
    expect(openTerminal(true).redraws).toBe(redraws);
  } finally {
    Object.defineProperty(process.stderr, 'isTTY', { value: isTTY, configurable: true });
  }
});
