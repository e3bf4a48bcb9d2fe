// The file that stores the sandbox's state: read at start, written shortly after a change and at the end. Written
// atomically, and readable by its owner only.

import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { SandboxError, systemCode } from './sandbox-error.ts';

/** Changes within this time share one write. */
const WRITE_DELAY_MS = 250;

/** The sandbox's data file; `state` returns the current state as plain JSON data. */
export class DataFile {
  readonly #path: string;
  readonly #state: () => unknown;
  #timer: NodeJS.Timeout | undefined;

  constructor(path: string, state: () => unknown) {
    this.#path = path;
    this.#state = state;
  }

  /**
   * Reads the stored state; undefined if the file does not exist yet.
   *
   * @throws the system's error, or SyntaxError if the file is not JSON
   */
  read(): unknown {
    try {
      return JSON.parse(readFileSync(this.#path, 'utf8'));
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
      throw error;
    }
  }

  /** Writes the state after a short delay, unless a write is already scheduled. */
  scheduleWrite(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      try {
        this.write();
      } catch {
        // The next change tries again, and so does the write at the end, which throws.
      }
    }, WRITE_DELAY_MS);
  }

  /**
   * Writes the state now.
   *
   * @throws SandboxError
   */
  write(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const text = JSON.stringify(this.#state());
    const temporary = `${this.#path}.${process.pid}.tmp`;
    try {
      mkdirSync(dirname(this.#path), { recursive: true });
      writeFileSync(temporary, text, { mode: 0o600 });
      renameSync(temporary, this.#path);
    } catch (error) {
      rmSync(temporary, { force: true });
      const message = `cannot write the sandbox's state to ${this.#path}: ${systemCode(error)}`;
      throw new SandboxError(message, 'name a file in a directory that can be written to', {
        cause: error,
      });
    }
  }
}
