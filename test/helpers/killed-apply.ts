// A command of the built program that a sandbox's process kills at one of its requests.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import type { Kill, SandboxProcess } from './sandbox-process.ts';

const BIN = resolve(import.meta.dirname, '../../dist/bin.js');

/** @returns false if it came to its end before */
export async function killedApply(
  directory: string,
  sandbox: SandboxProcess,
  kill: Omit<Kill, 'pid'>,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<boolean> {
  // The shell becomes the program, with its process id, once the kill is prepared.
  const child = spawn('sh', ['-c', 'read go; exec "$@"', 'sh', process.execPath, '--', BIN, ...args], {
    cwd: directory,
    env: { PATH: process.env.PATH ?? '', ...environment },
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  const ended = once(child, 'exit');
  await sandbox.prepare({ ...kill, pid: child.pid ?? 0 });
  child.stdin.end('go\n');
  const [, signal] = await ended;
  return signal === 'SIGKILL';
}
