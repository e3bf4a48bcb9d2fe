#!/usr/bin/env node
// The version is asked for by scripts and wrappers, so it costs no more than reading one file.

import { writeOut } from './cli/terminal/stdout.ts';
import { packageVersion } from './version.ts';

const [first, ...rest] = process.argv.slice(2);
const isVersion = (first === '--version' || first === '-V') && rest.length === 0;
// What cannot be written is told by main, which meets it again.
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
