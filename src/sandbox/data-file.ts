// The file that stores the sandbox's state. It is read when the sandbox starts, and written shortly after a change and when
// the sandbox closes. Writes are atomic. Only the file's owner can read it.

import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { SandboxError, systemCode } from './sandbox-error.ts';
import { StateError } from './vendor.ts';

/** Delay between a change and the write. Further changes within this time are saved by the same write. */
const WRITE_DELAY_MS = 250;

/** The sandbox's data file. */
export class DataFile {
  readonly #path: string;
  readonly #state: () => unknown;
  #timer: NodeJS.Timeout | undefined;

  /** @param state returns the current state as plain JSON data */
  constructor(path: string, state: () => unknown) {
    this.#path = path;
    this.#state = state;
  }

  /**
   * Returns the stored state, or undefined if the file does not exist.
   *
   * @throws the system error if the file cannot be read, StateError if it is a device or a pipe, or SyntaxError if it is not JSON
   */
  read(): unknown {
    try {
      // Refuse pipes and devices, because reading one might never end.
      const entry = statSync(this.#path);
      if (!entry.isFile() && !entry.isDirectory()) throw new StateError('it is not a regular file');
      // An editor may have added a byte order mark.
      return JSON.parse(readFileSync(this.#path, 'utf8').replace(/^\uFEFF/, ''));
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
        // Ignore the error, because the next change schedules another write, and an error of the write at close is thrown.
      }
    }, WRITE_DELAY_MS);
  }

  /**
   * Writes the state now.
   *
   * @throws SandboxError if the file cannot be written
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
