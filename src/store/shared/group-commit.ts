// The open journal that files and the database both serve. Enters: lines. Leaves: for each line, a promise that resolves once the line
// and every line before it are durable. One write serves all lines that were appended during the previous one.

import { setImmediate } from 'node:timers/promises';
import type { HintedError } from '../../contact/hinted-error.ts';

/** An open journal. */
export interface JournalFile {
  /** Path of the file, or the name of the journal in the database. */
  readonly path: string;
  /**
   * Appends a line; resolves once it is durable.
   *
   * @param line without a line break
   * @throws HintedError `store` or `queue` if the line is not durable; every later line fails with the same error
   */
  append(line: string): Promise<void>;
  /** Waits until all appended lines are durable, then closes the journal. */
  close(): Promise<void>;
}

/** Where the lines of a journal are written. */
export interface LineSink {
  /** Writes lines; resolves once they are durable. */
  write(lines: readonly string[]): Promise<void>;
  close(): Promise<void>;
  /** Makes the error of a failed write one that can be shown. */
  toError(error: unknown): HintedError;
}

/** Creates a journal that writes groups of lines to `sink`. Nothing is written after the first failure. */
export function groupCommit(path: string, sink: LineSink): JournalFile {
  return new GroupCommit(path, sink);
}

interface PendingLine {
  readonly line: string;
  readonly resolve: () => void;
  readonly reject: (error: HintedError) => void;
}

class GroupCommit implements JournalFile {
  readonly path: string;
  readonly #sink: LineSink;
  readonly #pending: PendingLine[] = [];
  #flushing: Promise<void> | undefined;
  #failure: HintedError | undefined;

  constructor(path: string, sink: LineSink) {
    this.path = path;
    this.#sink = sink;
  }

  append(line: string): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#failure !== undefined) return reject(this.#failure);
      this.#pending.push({ line, resolve, reject });
      this.#flushing ??= this.#flush();
    });
  }

  async close(): Promise<void> {
    await this.#flushing;
    await this.#sink.close();
  }

  async #flush(): Promise<void> {
    while (this.#pending.length > 0) {
      // Wait one turn of the event loop, so that all lines that are appended in this turn share one write.
      await setImmediate();
      const group = this.#pending.splice(0);
      try {
        if (this.#failure !== undefined) throw this.#failure;
        await this.#sink.write(group.map(({ line }) => line));
        for (const { resolve } of group) resolve();
      } catch (error) {
        this.#failure ??= this.#sink.toError(error);
        for (const { reject } of group) reject(this.#failure);
      }
    }
    this.#flushing = undefined;
  }
}
