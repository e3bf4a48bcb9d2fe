import { writeFile } from 'node:fs/promises';
import { type Environment, fileIn } from '../runner.ts';

/** Writes a command line where the shell reads it. A NUL ends each argument, as no argument can hold one. */
export async function writeArguments(environment: Environment, words: readonly string[]): Promise<void> {
  await writeFile(fileIn(environment, 'arguments'), words.map((word) => `${word}\0`).join(''));
}
