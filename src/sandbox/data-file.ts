// The state on disk: read at start, written a moment after a change and at the end. Atomic and readable by the owner only.

import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

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

  write(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    mkdirSync(dirname(this.#path), { recursive: true });
    const beside = `${this.#path}.${process.pid}.tmp`;
    try {
      writeFileSync(beside, JSON.stringify(this.#state()), { mode: 0o600 });
      renameSync(beside, this.#path);
    } catch (error) {
      rmSync(beside, { force: true });
      throw error;
    }
  }
}
