// The program on a terminal: behind a pseudo-terminal of python3's or of util-linux's `script`, at whose keys the test sits.

import { spawn, spawnSync } from 'node:child_process';
import { BIN, type Workplace } from './rollcall.ts';

type Opener = (command: readonly string[]) => readonly string[];

const PYTHON = 'import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))';
const OPENERS: Readonly<Record<string, Opener>> = {
  python3: (command) => ['python3', '-c', PYTHON, ...command],
  script: (command) => ['script', '-qefc', command.map((word) => `'${word}'`).join(' '), '/dev/null'],
};

/** What opens a pseudo-terminal here; undefined where nothing does. */
const terminalOpener: Opener | undefined = Object.entries(OPENERS).find(
  ([program]) => spawnSync(program, ['--version']).status === 0,
)?.[1];

/** Whether to skip what needs a pseudo-terminal: never in CI, where a missing program must fail the tests. */
export const lacksTerminal = terminalOpener === undefined && !process.env.CI;

export interface TerminalRun {
  readonly code: number | null;
  /** Of stdout and stderr, as a person sees it. */
  readonly screen: string;
}

/** No prompt of ours takes longer to come, nor any answer to it. */
const PATIENCE_MS = 20_000;

/** Keys that are typed once the screen shows a text: `\x03` for Ctrl+C, `\x04` for Ctrl+D. */
interface Typed {
  readonly after: string;
  readonly keys: string;
}

/**
 * @param steps typed one after the other
 * @throws what has been on the screen, where the program does not end in time
 */
export function rollcallAtTerminal(
  { directory }: Workplace,
  args: readonly string[],
  ...steps: readonly Typed[]
): Promise<TerminalRun> {
  if (terminalOpener === undefined)
    throw new Error(`nothing opens a terminal: install ${Object.keys(OPENERS).join(' or ')}`);
  const [command = '', ...rest] = terminalOpener([process.execPath, '--', BIN, ...args]);
  const env = { PATH: process.env.PATH ?? '', TERM: 'xterm' };
  const child = spawn(command, rest, { cwd: directory, env, stdio: ['pipe', 'pipe', 'inherit'] });
  const left = [...steps];
  let screen = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    screen += text;
    const [next] = left;
    if (next === undefined || !screen.includes(next.after)) return;
    left.shift();
    child.stdin.write(next.keys);
  });
  return new Promise((resolve, reject) => {
    const deadline = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`the program has not ended; on its terminal is:\n${screen}`));
    }, PATIENCE_MS);
    child.on('error', reject).on('close', (code) => {
      clearTimeout(deadline);
      resolve({ code, screen: screen.replaceAll('\r\n', '\n') });
    });
  });
}
