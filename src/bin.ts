#!/usr/bin/env node
// The version is asked for by scripts and wrappers, so it costs no more than reading one file.

import { packageVersion } from './version.ts';

const [first, ...rest] = process.argv.slice(2);
if ((first === '--version' || first === '-V') && rest.length === 0) {
  process.stdout.write(`${packageVersion()}\n`);
} else {
  const { main } = await import('./cli/main.ts');
  process.exitCode = await main(process.argv);
}
