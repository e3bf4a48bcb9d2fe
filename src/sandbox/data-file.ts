// The state on disk: read at start, written a moment after a change and at the end. Atomic and readable by the owner only.

import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { SandboxError, systemCode } from './sandbox-error.ts';

/** Many changes in a row cost one write. */
const DEBOUNCE_MS = 250;

export class DataFile {
  readonly #path: string;
  readonly #state: () => unknown;
  #timer: NodeJS.Timeout | undefined;

  constructor(path: string, state: () => unknown) {
    this.#path = path;
    this.#state = state;
  }

  /** The saved state, or undefined if there is no such file yet. */
  read(): unknown {
    try {
      return JSON.parse(readFileSync(this.#path, 'utf8'));
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
      throw error;
    }
  }

  changed(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      try {
        this.write();
      } catch {
        // The next change tries again; what still fails at the end is thrown by close().
      }
    }, DEBOUNCE_MS);
  }

  /** @throws SandboxError */
  write(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const text = JSON.stringify(this.#state());
    const beside = `${this.#path}.${process.pid}.tmp`;
    try {
      mkdirSync(dirname(this.#path), { recursive: true });
      writeFileSync(beside, text, { mode: 0o600 });
      renameSync(beside, this.#path);
    } catch (error) {
      rmSync(beside, { force: true });
      const message = `the sandbox's state cannot be kept in ${this.#path}: ${systemCode(error)}`;
      throw new SandboxError(message, 'name a file in a directory that can be written to', error);
    }
  }
}
