#!/usr/bin/env node
// Entry point of the command line. --version is answered without loading the program, because scripts and wrappers call it often.

import { writeOut } from './cli/terminal/stdout.ts';
import { packageVersion } from './version.ts';

const [first, ...rest] = process.argv.slice(2);
const isVersion = (first === '--version' || first === '-V') && rest.length === 0;
// If writing fails, main runs into the same error and reports it.
const isDone =
  isVersion &&
  (await writeOut(`${packageVersion()}\n`).then(
    () => true,
    () => false,
  ));
if (!isDone) {
  const { main } = await import('./cli/main.ts');
  process.exitCode = await main(process.argv);
}
