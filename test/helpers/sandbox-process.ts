// The built sandbox as a process of its own, which can kill a client at its n-th request.

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import type { ObservedRequest, SandboxOptions } from '../../src/sandbox/index.ts';

const SCRIPT = resolve(import.meta.dirname, 'killing-sandbox.mjs');

export interface Kill {
  readonly pid: number;
  /** From 1, counting vendor requests from now on. */
  readonly n: number;
  /** `before`: the request never happens; `carried-out`: it happens, and its answer is never read. */
  readonly when: 'before' | 'carried-out';
  /** Only requests are counted whose `ACCOUNT METHOD PATH` matches this regular expression. */
  readonly like?: string;
}

export interface SandboxProcess {
  readonly url: string;
  /**
   * Resolves once the kill is prepared.
   *
   * @returns `killed`, which resolves with the request that the client died at; never, if it ends before
   */
  prepare(kill: Kill): Promise<{ readonly killed: Promise<ObservedRequest> }>;
  close(): Promise<void>;
}

/** @param options those that can be written as JSON */
export async function startSandboxProcess(
  options: Omit<SandboxOptions, 'observe' | 'now'> = {},
): Promise<SandboxProcess> {
  const child = fork(SCRIPT, [JSON.stringify(options)], { execArgv: [] });
  const url = (await message(child, 'url')) as string;
  return {
    url,
    async prepare(kill) {
      const killed = message(child, 'killed') as Promise<ObservedRequest>;
      // Whoever waits for it hears of a sandbox that ended; nobody else has to.
      killed.catch(() => {});
      const armed = message(child, 'armed');
      child.send({ kill });
      await armed;
      return { killed };
    },
    async close() {
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
    },
  };
}

/** The value of the next message that has this name. */
function message(child: ChildProcess, name: string): Promise<unknown> {
  return new Promise((settle, reject) => {
    function ended(code: number | null): void {
      reject(new Error(`the sandbox's process ended with ${code} before it said '${name}'`));
    }
    function heard(said: unknown): void {
      if (typeof said !== 'object' || said === null || !Object.hasOwn(said, name)) return;
      child.off('message', heard).off('exit', ended);
      settle((said as Record<string, unknown>)[name]);
    }
    child.on('message', heard).on('exit', ended);
  });
}
