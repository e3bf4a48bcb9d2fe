// The built program as a user runs it: its own process, a working directory of its own, nothing inherited from this one's environment.

import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

/** The built program. */
export const BIN = resolve(import.meta.dirname, '../../dist/bin.js');

export interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Workplace {
  readonly directory: string;
  /** Where the program keeps the state of its user: never the real home. */
  readonly stateHome: string;
  write(file: string, content: string | Uint8Array): Promise<void>;
  read(file: string): Promise<string>;
  rollcall(...args: readonly string[]): Promise<Run>;
  /** Where no file may grow beyond so many blocks of 512 bytes, as on a disk that is full. */
  rollcallWithin(blocks: number, ...args: readonly string[]): Promise<Run>;
  /** Where the process is killed (SIGKILL) as soon as the promise resolves. */
  rollcallUntil(killed: Promise<unknown>, ...args: readonly string[]): Promise<Run>;
  remove(): Promise<void>;
}

/**
 * @param environment variables that the program sees; XDG_STATE_HOME of another workplace makes both run as one user
 * @param bin the program, where it is another than this repository's
 */
export async function openWorkplace(
  environment: Readonly<Record<string, string>> = {},
  bin: string = BIN,
): Promise<Workplace> {
  const directory = await mkdtemp(join(tmpdir(), 'rollcall-cli-'));
  const { XDG_STATE_HOME: stateHome = await mkdtemp(join(tmpdir(), 'rollcall-state-')) } = environment;
  const variables = { XDG_STATE_HOME: stateHome, ...environment };
  return {
    ...{ directory, stateHome },
    async write(file, content) {
      await mkdir(dirname(join(directory, file)), { recursive: true });
      await writeFile(join(directory, file), content);
    },
    read: (file) => readFile(join(directory, file), 'utf8'),
    // `--`, as Node 20 would take a later --env-file for its own.
    rollcall: (...args) => run([process.execPath, '--', bin, ...args], directory, variables),
    rollcallWithin: (blocks, ...args) =>
      run(
        ['sh', '-c', `ulimit -f ${blocks}; exec "$@"`, 'sh', process.execPath, '--', bin, ...args],
        directory,
        variables,
      ),
    rollcallUntil: (killed, ...args) => run([process.execPath, '--', bin, ...args], directory, variables, killed),
    async remove() {
      for (const path of [directory, resolve(directory, stateHome)]) await rm(path, { recursive: true, force: true });
    },
  };
}

function run(
  [command = '', ...args]: readonly string[],
  cwd: string,
  environment: Readonly<Record<string, string>>,
  killed?: Promise<unknown>,
): Promise<Run> {
  return new Promise((settle, reject) => {
    const env = { PATH: process.env.PATH ?? '', ...environment };
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    killed?.then(() => child.kill('SIGKILL'), reject);
    const output = { stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output.stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      output.stderr += text;
    });
    child.on('error', reject).on('close', (code) => settle({ code, ...output }));
  });
}
