// What is fuzzed: a reader of untrusted text, the inputs that it gets, and what must hold for every one of them.

import type fc from 'fast-check';

/** A reader under fuzzing. `Input` is plain JSON, so that an input can be saved as a case. */
export interface Target<Input = unknown> {
  /** Names its cases: lower-case letters and dashes. */
  readonly name: string;
  /** Sources whose statements the target should reach: regular expressions over paths below src. */
  readonly sources: readonly RegExp[];
  /** Builds the inputs. Called once in a process; it may read files and start the sandbox. */
  readonly inputs: () => fc.Arbitrary<Input> | Promise<fc.Arbitrary<Input>>;
  /** Reads an input. Throws whatever must not happen: an assertion, or an error of the reader that is no answer to its input. */
  check(input: Input): void | Promise<void>;
}

/** An input that a target failed on once, as a file in `cases` holds it. */
export interface Case {
  /** Name of the target. */
  readonly target: string;
  /** What went wrong, for the reader of the file. */
  readonly error: string;
  readonly input: unknown;
}
